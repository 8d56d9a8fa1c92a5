"""The pipeline for one submission, readable top to bottom.

submission ─► sandbox.observe ─► mend ─► trainer ─► checks.examine ─► diagnose ─► score ─► Grade
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from grader import __version__, sandbox
from grader.checks import examine
from grader.data import choose, load
from grader.diagnoses import diagnose
from grader.evidence import Behaviour, Environment, Evidence, Observation, ProcessFate, Training
from grader.finding import Finding, Grade, add_up
from grader.lab import Lab
from grader.reading.gaps import bridge_gaps
from grader.reading.output import choose_output
from grader.script import Submission
from grader.training import Trainer, TrainerFailed

UNSEEN = ProcessFate("not started", 0.0, None, detail="There was nothing to run.")


def grade_one(
    submission: Submission,
    lab: Lab,
    trainer: Trainer,
    answers: dict[str, Any] | None = None,
    allow_unconfined: bool = False,
    nursery: sandbox.Nursery | None = None,
) -> Grade:
    """Grade one submission. Never raises for what a student handed in.

    Where the sandbox lacks a layer that is required there is no mark, unless
    `allow_unconfined` lets the file run with the user's rights. A `nursery` makes it quicker.
    """
    run = partial(sandbox.observe, allow_unconfined=allow_unconfined, nursery=nursery)
    again = partial(sandbox.train_inside, allow_unconfined=allow_unconfined, nursery=nursery)
    observation, fate = _observe(submission, lab, run)
    trouble = ""
    behaviour: Behaviour | None = None
    training: Training | None = None
    try:
        behaviour, training = _train(submission, lab, observation, trainer, again, fate)
    except TrainerFailed as error:
        trouble = str(error)
    if fate.outcome == "not started" and submission.plan is not None:
        trouble = fate.detail
    if training is not None and training.way != "replayed":
        observation = bridge_gaps(observation)
    evidence = Evidence(
        observation=observation,
        fate=fate,
        read_trouble=submission.trouble,
        behaviour=behaviour,
        training=training,
        declared=submission.declared,
        answers=answers,
    )
    return _judge(submission, lab, evidence, _environment(trainer), trouble)


def _observe(
    submission: Submission, lab: Lab, run: Callable[..., tuple[Observation, ProcessFate]]
) -> tuple[Observation, ProcessFate]:
    """Run the student's file in the sandbox, if there is a class to run."""
    if submission.plan is None:
        return Observation(), UNSEEN
    observation, fate = run(submission, lab)
    return choose_output(observation, lab), fate


def _train(
    submission: Submission,
    lab: Lab,
    observation: Observation,
    trainer: Trainer,
    again: Callable[..., sandbox.Inside],
    fate: ProcessFate,
) -> tuple[Behaviour | None, Training | None]:
    """Train the graph; where it is not the whole truth, the module itself in the sandbox.

    Not so where a few calls of forward ran out of time: thousands will, for longer.
    """
    complete = observation.train is not None and observation.train.output is not None
    if not complete or observation.eval is None or observation.eval.output is None:
        return None, None
    behaviour, training = trainer.train(observation, lab)
    if training.way != "not run" or behaviour is not None:
        return behaviour, training
    if fate.outcome == "timed out":
        reason = f"{training.reason}; and running the file took too long for a training"
        return None, replace(training, reason=reason)
    digits = choose(load(trainer.source), lab.recipe.seed, lab.recipe.max_samples)
    inside = again(submission, lab, digits)
    if inside.training is None:
        return None, replace(training, reason=f"{training.reason}; {inside.detail}")
    told = replace(inside.training, reason=training.reason)
    return inside.behaviour, trainer.score(told, inside.before, inside.after, lab)


def _judge(
    submission: Submission, lab: Lab, evidence: Evidence, environment: Environment, trouble: str
) -> Grade:
    findings = () if trouble else examine(evidence, lab)
    findings, remarks = diagnose(findings, submission, evidence, lab)
    score = add_up(findings)
    return Grade(
        submission=submission,
        lab=lab,
        evidence=evidence,
        environment=environment,
        findings=findings,
        points=score.points,
        max_points=score.max_points,
        gradable=not trouble,
        trouble=trouble,
        notes=_notes(submission, evidence),
        for_tutor=_for_tutor(evidence, findings),
        remarks=remarks,
    )


def _environment(trainer: Trainer) -> Environment:
    try:
        torch = trainer.facts().torch
    except TrainerFailed:
        torch = "unknown"
    return Environment(platform.python_version(), torch, platform.platform(), __version__)


def _notes(submission: Submission, evidence: Evidence) -> tuple[str, ...]:
    """What a student should know and no check charges."""
    stood_in = evidence.observation.loading.stand_ins if evidence.observation.loading else ()
    notes = [*submission.warnings, *evidence.observation.notes]
    if stood_in:
        notes.append(f"the file ran with stand-ins for {', '.join(stood_in)}")
    return tuple(_sentence(note) for note in notes)


def _sentence(note: str) -> str:
    """With a capital, unless it begins with a name such as `a.py`, and a full stop."""
    begins = note.split(" ", 1)[0]
    start = note[:1].upper() if begins.isalpha() else note[:1]
    return start + note[1:] + ("" if note.endswith(".") else ".")


def _for_tutor(evidence: Evidence, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """What a tutor should look at: never an accusation."""
    training = evidence.training
    told = list(training.suspicions) if training is not None else []
    if training is not None and training.way == "in the sandbox":
        told.append(f"Not independently verified: {training.reason}.")
    if evidence.fate.outcome not in ("finished", "not started"):
        told.append(f"The process that ran the file {evidence.fate.outcome}.")
    broken = [finding.check for finding in findings if finding.status == "broken"]
    if broken and training is not None and training.way == "not run":
        told.append(f"Not measured, and the points of that given: {training.reason}.")
    if broken:
        told.append(f"The grader itself failed in {', '.join(broken)}; no points were taken.")
    return tuple(told)
