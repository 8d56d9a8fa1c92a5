"""The pipeline for one submission, readable top to bottom.

submission ─► observe ─► repair ─► train ─► checks.examine ─► diagnose ─► score ─► Grade

What runs and trains it is a `Bench`: the sandbox and the trainer of `judging.Processes`, or what
a test puts in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, Protocol

from grader.checks import asked_for, examine, together
from grader.checks.dropout import of_one_module
from grader.checks.layers import never_made, put_aside
from grader.checks.shapes import any_batch_size
from grader.checks.sizes import layer_sizes
from grader.diagnoses import as_it_stopped, diagnose
from grader.diagnoses.counted import counted
from grader.diagnoses.notes import LEARNING, for_tutor, notes
from grader.evidence import (
    NOT_STARTED,
    Behaviour,
    Environment,
    Evidence,
    Observation,
    ProcessFate,
    Rehearsal,
    Remedied,
    Repair,
    Reread,
    Shared,
    Training,
    Tried,
)
from grader.finding import Finding, Grade, NoMark, add_up, placed, reworded
from grader.lab import Lab
from grader.lab.words import in_words_of
from grader.reading.gaps import bridge_gaps
from grader.reading.leaving import what_left_torch
from grader.reading.output import choose_output
from grader.reading.reading import Reading, reading_of
from grader.repair.graph.search import rewired
from grader.repair.search import Attempt, repair_of, reread, without_ours
from grader.repair.together import shared_by
from grader.repair.trained import remedied
from grader.script import Changed, Submission
from grader.training import TrainerFailed

TAUGHT = ("every-parameter-learns", "samples-independent")  # what only a trainer measures
Learned = tuple[Behaviour | None, Training | None]
# runs it, and tells what its calls show as soon as that is seen
Showing = Callable[
    [Submission, Lab, Callable[[Observation], None]], tuple[Observation, ProcessFate]
]
Under = Literal["mending", "learning"]  # what is under way when something is told early
RUNS = ProcessFate("finished", 0.0, None)  # of a network that has shown its calls


class Bench(Protocol):
    """Where a submission runs and learns. Raises nothing of a submission's but `TrainerFailed`."""

    def observe(self, submission: Submission, lab: Lab) -> tuple[Observation, ProcessFate]:
        """Run the student's file, which has a plan, and say what was seen."""

    def attempt(
        self, submission: Submission, texts: Sequence[Changed], lab: Lab, mend: bool
    ) -> tuple[Tried, ...]:
        """How far each of these changed texts comes; fewer where one of them comes to its end.

        `mend`: numbers that do not fit are put right on the way.
        """

    def rehearse(self, submission: Submission, lab: Lab) -> Callable[[], Rehearsal]:
        """Begin to run the whole script; what comes back waits for the end of that."""

    def train(self, observation: Observation, lab: Lab) -> tuple[Behaviour | None, Training]:
        """Train the graph; its way is "not run" where it is not the whole truth."""

    def train_inside(self, submission: Submission, lab: Lab, refused: Training) -> Learned:
        """Train the student's own module in the sandbox; `refused` says why not the graph."""

    def environment(self) -> Environment:
        """What it all ran on."""


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
        if early is None or not _can_learn(seen):
            return
        told.append(seen)
        first = replace(known, observation=seen, fate=RUNS)
        if seen.mends:
            early(_as_it_stopped(submission, lab, first, bench.environment()), "mending")
        else:
            findings = _untried(examine(reading_of(first, lab.asked), first, lab))
            early(_judge(submission, lab, first, findings, bench.environment(), ""), "learning")

    def stops() -> None:
        if early is not None and not told:
            first = replace(known, observation=observation, fate=fate)
            early(_as_it_stopped(submission, lab, first, bench.environment()), "mending")

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
        observation, fate = _observe(submission, lab, bench)
    running, repair = submission, None  # what is observed and trained
    tries = _telling(bench.attempt, stops)
    if (mended := _repaired(submission, observation, fate, lab, bench, tries)) is not None:
        running, repair, observation, fate = mended
    known = replace(known, observation=observation, fate=fate, repair=repair)
    rehearsed = _rehearsed(running, observation, fate, lab, bench)  # beside the training
    if told and not told[0].mends and fate.outcome == "finished" and not observation.troubles:
        early = None  # it shows no more than its calls did
    if early is not None and (submission.trouble is not None or _can_learn(observation)):
        first = examine(reading_of(known, lab.asked), known, lab)
        under: Under = "mending" if submission.trouble is not None else "learning"
        early(_judge(submission, lab, known, first, bench.environment(), ""), under)
    known = replace(known, reread=_reread(submission, lab, bench))
    learned, trouble = _seen(running, lab, observation, fate, bench)
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
        shared=_shared(running, evidence, findings, lab, bench),
        remedied=_remedied(reading, evidence, findings, lab, bench),
    )
    return _judge(submission, lab, evidence, findings, bench.environment(), trouble)


def _untried(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """With what only further runs show as not known yet."""
    return tuple(
        replace(one, status="broken") if one.check == any_batch_size.id else one for one in findings
    )


def _seen(
    running: Submission,
    lab: Lab,
    observation: Observation,
    fate: ProcessFate,
    bench: Bench,
    inside: bool = True,
) -> tuple[Evidence, str]:
    """What was observed and learned; and why there can be no mark, or "".

    `inside`: a network whose calls are not the whole truth is trained in the sandbox.
    """
    trouble = fate.detail if fate.outcome == "not started" and running.plan is not None else ""
    behaviour: Behaviour | None = None
    training: Training | None = None
    try:
        behaviour, training = _train(running, lab, observation, bench, fate, inside)
    except TrainerFailed as error:
        trouble = trouble or str(error)
    if training is not None and training.way != "replayed":
        observation = bridge_gaps(observation)
    return Evidence(observation, fate, behaviour=behaviour, training=training), trouble


def _shared(
    running: Submission, evidence: Evidence, findings: tuple[Finding, ...], lab: Lab, bench: Bench
) -> Shared | None:
    """The one change that mends several findings, or one whose cause is not plain."""

    def again(changed: Submission, wanted: frozenset[str]) -> tuple[Finding, ...]:
        seen, fate = _observe(changed, lab, bench)
        if fate.outcome != "finished" or not seen.returned:
            return ()
        known = Evidence(seen, fate, repair=evidence.repair, declared=changed.declared)
        first = examine(reading_of(known, lab.asked), known, lab)
        if wanted.isdisjoint(TAUGHT) and not _some_hold(first, wanted):
            return ()  # without a training: that is what costs
        found, trouble = _seen(changed, lab, seen, fate, bench, inside=False)
        known = replace(found, repair=known.repair, declared=known.declared)
        return () if trouble else examine(reading_of(known, lab.asked), known, lab)

    return shared_by(running, findings, lab, again)


def _remedied(
    reading: Reading, evidence: Evidence, findings: tuple[Finding, ...], lab: Lab, bench: Bench
) -> Remedied | None:
    """What keeps it from learning, by its first numbers or the scale of what it computes."""
    failed = {one.check for one in findings if one.status == "failed"}

    def mended(
        seen: Observation, behaviour: Behaviour | None, training: Training
    ) -> tuple[str, ...]:
        known = replace(evidence, observation=seen, behaviour=behaviour, training=training)
        after = examine(reading_of(known, lab.asked), known, lab)
        if any(one.status == "failed" and one.check not in failed for one in after):
            return ()
        return tuple(one.check for one in after if one.check in failed and one.status == "passed")

    if evidence.training is None or not findings:
        return None
    try:
        return remedied(reading, evidence.training, lab, bench.train, mended)
    except TrainerFailed:
        return None  # no mark hangs on it


def _some_hold(findings: tuple[Finding, ...], wanted: frozenset[str]) -> bool:
    return any(one.check in wanted and one.status == "passed" for one in findings)


def _observe(submission: Submission, lab: Lab, bench: Bench) -> tuple[Observation, ProcessFate]:
    """Run the student's file, if there is a class to run."""
    if submission.plan is None:
        return Observation(), NOT_STARTED
    observation, fate = bench.observe(submission, lab)
    return choose_output(observation, lab), fate


def _rehearsed(
    running: Submission, observation: Observation, fate: ProcessFate, lab: Lab, bench: Bench
) -> Callable[[], Rehearsal] | None:
    """The whole script, where there is one beside a network that runs as it is."""
    plan = running.plan
    if plan is None or fate.outcome != "finished" or observation.returned != "tensor":
        return None
    if observation.mends or not running.script.does_something:
        return None
    return bench.rehearse(running, lab)


def _telling(attempt: Attempt, tell: Callable[[], None]) -> Attempt:
    """The same, which tells before the first of them is made."""
    untold = [tell]

    def tried(*asked: Any) -> tuple[Tried, ...]:
        while untold:
            untold.pop()()
        return attempt(*asked)

    return tried


def _repaired(
    submission: Submission,
    observation: Observation,
    fate: ProcessFate,
    lab: Lab,
    bench: Bench,
    attempt: Attempt,
) -> tuple[Submission, Repair, Observation, ProcessFate] | None:
    """What a file that stops shows with the smallest change of its text that lets it run."""
    if fate.outcome != "finished":
        return None
    found = repair_of(submission, observation, lab, attempt)
    if found is None:
        return None
    seen, how = _observe(found[0], lab, bench)
    seen = without_ours(seen, found[1], found[0].script)
    if not _keeps_sizes(observation, seen, how, lab):
        return None
    return (*found, seen, how) if seen.returned and how.outcome == "finished" else None


def _keeps_sizes(before: Observation, after: Observation, fate: ProcessFate, lab: Lab) -> bool:
    """Whether sizes that the lab asks for, and that were right, are so behind an edit too.

    Where a number put right has let the network run, an edit that runs as well and takes from a
    layer what was asked of it is none of what was meant.
    """
    if not any(part.sizes for part in lab.asked.parts):
        return True
    known = [Evidence(seen, fate) for seen in (before, after)]
    was, now = (layer_sizes.judge(reading_of(one, lab.asked), one, lab).outcome for one in known)
    return not (was == "holds" and now == "fails")


def _reread(submission: Submission, lab: Lab, bench: Bench) -> Reread | None:
    """What a file that Python does not read, and that earns nothing, would with one sign."""
    found = reread(submission, lab, bench.attempt)
    if found is None:
        return None
    mark = grade_one(found[0], lab, bench).mark
    return None if isinstance(mark, NoMark) else Reread(found[1], mark.points, mark.max_points)


def _train(
    submission: Submission,
    lab: Lab,
    observation: Observation,
    bench: Bench,
    fate: ProcessFate,
    inside: bool,
) -> Learned:
    """Train the graph; where it is not the whole truth, the module itself in the sandbox.

    Not so where a few calls of forward ran out of time: thousands will, for longer.
    """
    if not _can_learn(observation):
        return None, None
    left = what_left_torch(observation)
    refused = None, Training(way="not run", reason=left)
    behaviour, training = refused if left else bench.train(observation, lab)
    if training.way != "not run" or behaviour is not None or not inside:
        return behaviour, training
    if fate.outcome == "timed out":
        reason = f"{training.reason}; and running the file took too long for a training"
        return None, replace(training, reason=reason)
    return bench.train_inside(submission, lab, training)


def _can_learn(observation: Observation) -> bool:
    """Whether forward came to its end in either mode."""
    runs = observation.train, observation.eval
    return all(run is not None and run.output is not None for run in runs)


def _judge(
    submission: Submission,
    lab: Lab,
    evidence: Evidence,
    findings: tuple[Finding, ...],
    environment: Environment,
    trouble: str,
) -> Grade:
    reading = reading_of(evidence, lab.asked)
    findings = together(findings, lab, *_one_mistake(reading, evidence, findings, lab))
    evidence = replace(evidence, rewired=rewired(findings, evidence, lab))
    findings, remarks = (
        tuple(placed(one, submission) for one in found)
        for found in diagnose(findings, submission, reading, evidence, lab)
    )
    findings = asked_for(findings, lab)
    scripts, remarks = counted(remarks, evidence.rehearsal, lab)
    said = in_words_of(lab)
    findings, remarks = (
        tuple(reworded(one, said) for one in found) for found in ((*findings, *scripts), remarks)
    )
    return Grade(
        submission=submission,
        lab=lab,
        evidence=evidence,
        environment=environment,
        mark=NoMark(trouble) if trouble else add_up(findings),
        findings=findings,
        notes=notes(submission, evidence),
        for_tutor=for_tutor(evidence, findings, lab.recipe.max_samples),
        remarks=remarks,
    )


def _as_it_stopped(
    submission: Submission, lab: Lab, evidence: Evidence, environment: Environment
) -> Grade:
    """What is known of a file that stops before anything is tried: where, and Python's words."""
    reading = reading_of(evidence, lab.asked)
    findings = examine(reading, evidence, lab)
    findings = as_it_stopped(findings, submission, reading, evidence, lab)
    findings = asked_for(tuple(placed(one, submission) for one in findings), lab)
    said = in_words_of(lab)
    findings = tuple(reworded(one, said) for one in findings)
    return Grade(submission, lab, evidence, environment, add_up(findings), findings)


def _one_mistake(
    reading: Reading, evidence: Evidence, findings: tuple[Finding, ...], lab: Lab
) -> Iterator[tuple[str, ...]]:
    """Checks that one change mends, the one that pays first."""
    yield from never_made(reading, evidence, findings, lab)
    yield from put_aside(reading, evidence, findings)
    yield from of_one_module(reading, findings, lab)
    if evidence.shared is not None:
        yield evidence.shared.checks
    if evidence.remedied is not None:
        yield tuple(sorted(evidence.remedied.checks, key=lambda check: check not in LEARNING))
