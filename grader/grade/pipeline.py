"""The pipeline for one submission, readable top to bottom.

submission ─► observe ─► mend_text ─► learn ─► checks.examine ─► judge ─► Grade

What runs and trains it is a `Bench`: the sandbox and the trainer of `judging.Processes`, or what
a test puts in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from grader.checks import examine
from grader.evidence import (
    NOT_STARTED,
    Evidence,
    Observation,
    ProcessFate,
    Reread,
    Tried,
)
from grader.finding import Grade, NoMark
from grader.grade.bench import Bench, Showing
from grader.grade.running import can_learn, learn, observe, rehearse
from grader.grade.saying import judge, judge_as_it_stopped, not_tried_yet
from grader.grade.trying import find_remedy, find_shared, mend_text
from grader.lab import Lab
from grader.reading.output import choose_output
from grader.reading.reading import reading_of
from grader.repair.search import Attempt, reread
from grader.script import Submission

Under = Literal["mending", "learning"]  # what is under way when something is told early
RUNS = ProcessFate("finished", 0.0, None)  # of a network that has shown its calls


def grade_one(
    submission: Submission,
    lab: Lab,
    bench: Bench,
    answers: dict[str, Any] | None = None,
    sheet_trouble: str = "",
    early: Callable[[Grade, Under], None] | None = None,
    showing: Showing | None = None,
) -> Grade:
    """Grade one submission. Never raises for what a student handed in.

    `answers` are those of the answer sheet, None where none was handed in; `sheet_trouble` says
    why nothing can be read of one that was: it counts, and earns nothing. `early` is told what is
    known before the network is trained, where it will be: what only a training shows is `broken`.
    With `showing` it is told that of the calls already, while the network is still being tried; and
    of a file that stops where it does, before changes of its text are tried.
    """
    told: list[Observation] = []  # what `early` knows of

    def show(seen: Observation) -> None:
        seen = choose_output(seen, lab)
        if early is None or not can_learn(seen):
            return
        told.append(seen)
        first = replace(known, observation=seen, fate=RUNS)
        if seen.mends:
            early(judge_as_it_stopped(submission, lab, first, bench.environment()), "mending")
        else:
            findings = not_tried_yet(examine(reading_of(first, lab.asked), first, lab))
            early(judge(submission, lab, first, findings, bench.environment(), ""), "learning")

    def stops() -> None:
        if early is not None and not told:
            first = replace(known, observation=observation, fate=fate)
            early(judge_as_it_stopped(submission, lab, first, bench.environment()), "mending")

    known = Evidence(
        Observation(),
        NOT_STARTED,
        read_trouble=submission.trouble,
        declared=submission.declared,
        answers={} if sheet_trouble else answers,
        sheet_trouble=sheet_trouble,
    )
    if early is not None and showing is not None and submission.plan is not None:
        observation, fate = showing(submission, lab, show)
        observation = choose_output(observation, lab)
    else:
        observation, fate = observe(submission, lab, bench)
    running, repair = submission, None  # what is observed and trained
    tries = _telling(bench.attempt, stops)
    if (mended := mend_text(submission, observation, fate, lab, bench, tries)) is not None:
        running, repair, observation, fate = mended
    known = replace(known, observation=observation, fate=fate, repair=repair)
    rehearsed = rehearse(running, observation, fate, lab, bench)  # beside the training
    if told and not told[0].mends and fate.outcome == "finished" and not observation.troubles:
        early = None  # it shows no more than its calls did
    if early is not None and (submission.trouble is not None or can_learn(observation)):
        first = examine(reading_of(known, lab.asked), known, lab)
        under: Under = "mending" if submission.trouble is not None else "learning"
        early(judge(submission, lab, known, first, bench.environment(), ""), under)
    known = replace(known, reread=_reread(submission, lab, bench))
    learned, trouble = learn(running, lab, observation, fate, bench)
    evidence = replace(
        known,
        observation=learned.observation,
        behaviour=learned.behaviour,
        training=learned.training,
        rehearsal=rehearsed() if rehearsed is not None else None,
    )
    reading = reading_of(evidence, lab.asked)
    findings = () if trouble else examine(reading, evidence, lab)
    evidence = replace(
        evidence,
        shared=find_shared(running, evidence, findings, lab, bench),
        remedied=find_remedy(reading, evidence, findings, lab, bench),
    )
    return judge(submission, lab, evidence, findings, bench.environment(), trouble)


def _telling(attempt: Attempt, tell: Callable[[], None]) -> Attempt:
    """The same, which tells before the first of them is made."""
    untold = [tell]

    def tried(*asked: Any) -> tuple[Tried, ...]:
        while untold:
            untold.pop()()
        return attempt(*asked)

    return tried


def _reread(submission: Submission, lab: Lab, bench: Bench) -> Reread | None:
    """What a file that Python does not read, and that earns nothing, would with one sign."""
    found = reread(submission, lab, bench.attempt)
    if found is None:
        return None
    mark = grade_one(found[0], lab, bench).mark
    return None if isinstance(mark, NoMark) else Reread(found[1], mark.points, mark.max_points)
