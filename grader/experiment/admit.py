"""Who may be experimented with: a network in which the grader finds nothing wrong."""

from __future__ import annotations

from grader.checks import examine
from grader.evidence import Evidence, Observation
from grader.experiment.nouns import AskedError
from grader.grade import Bench
from grader.lab import Lab
from grader.lab.commands import command, named_by
from grader.reading.output import choose_output
from grader.reading.reading import reading_of
from grader.script import Submission


def admitted(submission: Submission, lab: Lab, bench: Bench, path: str = "") -> Observation:
    """What was observed of a network that passes. Raises `AskedError` with the first finding.

    `path`: the file as it was given.
    """
    name, lab = path or submission.name, named_by(lab, path)
    if submission.trouble is not None:
        raise AskedError(f"{name} cannot be read: {submission.trouble.message}. {_next(name, lab)}")
    if submission.plan is None:
        raise AskedError(f"there is no class {lab.class_name} in {name}")
    observation, fate = bench.observe(submission, lab)
    observation = choose_output(observation, lab)
    graph = observation.eval
    if fate.outcome == "not started":
        raise AskedError(f"{name} cannot be run here: {fate.detail}")
    if graph is None or graph.output is None or observation.train is None:
        first = observation.troubles[0] if observation.troubles else None
        why = f"{first.type}: {first.message}" if first is not None else fate.detail
        why = why or "it computes nothing yet"
        raise AskedError(f"forward of {name} does not come to its end: {why}. {_next(name, lab)}")
    behaviour, training = bench.train(observation, lab)
    evidence = Evidence(
        observation,
        fate,
        declared=submission.declared,
        behaviour=behaviour,
        training=training,
    )
    for one in examine(reading_of(evidence, lab.asked), evidence, lab):
        if one.status == "failed":
            raise AskedError(f"{name} is not right yet: {one.message} {_next(name, lab)}")
    if training.way != "replayed":
        raise AskedError(
            f"{name} cannot be experimented with: its calls are not the whole network, and so no "
            f"setting can be made of them ({training.reason})"
        )
    return observation


def _next(name: str, lab: Lab) -> str:
    return f"{command(lab, 'submit', name)} explains it; then experiment."
