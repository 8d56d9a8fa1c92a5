"""The pipeline for one submission, readable top to bottom.

submission ─► observe ─► mend_text ─► learn ─► checks.examine ─► judge ─► Grade

What runs and trains it is a `Bench`: the sandbox and the trainer of `judging.Processes`, or what
a test puts in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from grader.checks import examine
from grader.evidence import (
    NOT_STARTED,
    Evidence,
    Observation,
    Reread,
    Tried,
)
from grader.finding import Grade, NoMark
from grader.grade.bench import Bench, Showing
from grader.grade.early import Early, Tell
from grader.grade.running import learn, observe, rehearse
from grader.grade.saying import judge
from grader.grade.trying import find_remedy, find_shared, find_taught, mend_text
from grader.lab import Lab
from grader.reading.output import choose_output
from grader.reading.reading import reading_of
from grader.repair.search import Attempt, reread
from grader.script import Submission


def grade_one(
    submission: Submission,
    lab: Lab,
    bench: Bench,
    answers: dict[str, Any] | None = None,
    sheet_trouble: str = "",
    early: Tell | None = None,
    showing: Showing | None = None,
) -> Grade:
    """Grade one submission. Never raises for what a student handed in.

    `answers` are those of the answer sheet, None where none was handed in; `sheet_trouble` says
    why nothing can be read of one that was: it counts, and earns nothing. `early` is told what is
    known before the network is trained, where it will be: what only a training shows is `broken`.
    With `showing` it is told that of the calls already, while the network is still being tried; and
    of a file that stops where it does, before changes of its text are tried.
    """
    waiting = Early(submission, lab, bench.environment, early)
    known = Evidence(
        Observation(),
        NOT_STARTED,
        read_trouble=submission.trouble,
        declared=submission.declared,
        answers={} if sheet_trouble else answers,
        sheet_trouble=sheet_trouble,
    )
    if early is not None and showing is not None and submission.plan is not None:
        observation, fate = showing(submission, lab, partial(waiting.calls, known))
        observation = choose_output(observation, lab)
    else:
        observation, fate = observe(submission, lab, bench)
    running, repair = submission, None  # what is observed and trained
    tries = _after(partial(waiting.stop, known, observation, fate), bench.attempt)
    if (mended := mend_text(submission, observation, fate, lab, bench, tries)) is not None:
        running, repair, observation, fate = mended
    known = replace(known, observation=observation, fate=fate, repair=repair)
    gives_more = repair is not None and repair.before.returned in ("tuple", "list", "dict")
    written = submission if gives_more else running  # whose script takes apart what forward gives
    rehearsed = rehearse(running, written, observation, fate, lab, bench)  # beside the training
    waiting.all_but_learning(known)
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
        taught=find_taught(evidence, findings, lab, bench),
    )
    return judge(submission, lab, evidence, findings, bench.environment(), trouble)


def _reread(submission: Submission, lab: Lab, bench: Bench) -> Reread | None:
    """What a file that Python does not read, and that earns nothing, would with one sign."""
    found = reread(submission, lab, bench.attempt)
    if found is None:
        return None
    mark = grade_one(found[0], lab, bench).mark
    return None if isinstance(mark, NoMark) else Reread(found[1], mark.points, mark.max_points)


def _after(tell: Callable[[], None], attempt: Attempt) -> Attempt:
    """The same attempts, and before them something is told."""

    def tried(*asked: Any) -> tuple[Tried, ...]:
        tell()
        return attempt(*asked)

    return tried
