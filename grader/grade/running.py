"""What a submission shows where it is run, rehearsed and trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from grader.evidence import (
    NOT_STARTED,
    Behaviour,
    Evidence,
    Observation,
    ProcessFate,
    Rehearsal,
    Training,
)
from grader.grade.bench import Bench, Learned
from grader.lab import Lab
from grader.reading.gaps import bridge_gaps
from grader.reading.leaving import what_left_torch
from grader.reading.output import choose_output
from grader.script import Submission
from grader.training import TrainerFailed


def observe(submission: Submission, lab: Lab, bench: Bench) -> tuple[Observation, ProcessFate]:
    """Run the student's file, if there is a class to run."""
    if submission.plan is None:
        return Observation(), NOT_STARTED
    observation, fate = bench.observe(submission, lab)
    return choose_output(observation, lab), fate


def rehearse(
    running: Submission,
    written: Submission,
    observation: Observation,
    fate: ProcessFate,
    lab: Lab,
    bench: Bench,
) -> Callable[[], Rehearsal] | None:
    """The whole script, where there is one beside a network that runs as it is.

    Where one as it is `written` stops, the one with the mended network is `running`.
    """
    plan = running.plan
    if plan is None or fate.outcome != "finished" or observation.returned != "tensor":
        return None
    if observation.mends or not running.script.does_something:
        return None
    first = bench.rehearse(written, lab)
    if written is running:
        return first

    def either() -> Rehearsal:
        seen = first()
        return seen if seen.trouble is None else bench.rehearse(running, lab)()

    return either


def learn(
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
    if not can_learn(observation):
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


def can_learn(observation: Observation) -> bool:
    """Whether forward came to its end in either mode."""
    runs = observation.train, observation.eval
    return all(run is not None and run.output is not None for run in runs)
