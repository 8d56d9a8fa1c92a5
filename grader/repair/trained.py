"""`remedied`: what keeps a network from learning, found by putting it right and training again."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from grader.evidence import Behaviour, Observation, Remedied, Training
from grader.lab import Lab, by_the_sheet
from grader.reading.reading import Reading
from grader.repair.remedies import Proposal, proposals

Train = Callable[[Observation, Lab], tuple[Behaviour | None, Training]]
# of what failed, the checks that hold of a network so measured, or none where others fail then
Mended = Callable[[Observation, Behaviour | None, Training], tuple[str, ...]]

LOOK = 12_288  # images by which right networks have left the loss of answering evenly
STAYS, FALLS = 0.97, 0.9  # of that loss


def remedied(
    reading: Reading, training: Training, lab: Lab, train: Train, mended: Mended
) -> Remedied | None:
    """The change with which the network learns; None where none is called for, or none does it.

    What does not learn is trained again as the lab says. What learns as the lab says, and has
    something unusual in it, is held against the lab sheet's own descent, which takes it worse.
    """
    if training.way != "replayed" or training.outcome == "cut off":
        return None
    if training.outcome == "reached":
        return _by_the_sheet(reading, lab, train)
    for one in proposals(reading):
        behaviour, after = train(one.observation, lab)
        if after.outcome == "reached":
            checks = mended(one.observation, behaviour, after)
            return replace(_told(one, training, after), checks=checks)
    return None


def _by_the_sheet(reading: Reading, lab: Lab, train: Train) -> Remedied | None:
    sheet, before = by_descent(lab), None
    for one in proposals(reading):
        before = before or train(reading.observation, sheet)[1]
        _, after = train(one.observation, sheet)
        if _helps(before, after, math.log(lab.classes)):
            return replace(_told(one, before, after), by_descent=True)
    return None


def by_descent(lab: Lab) -> Lab:
    """The lab with the sheet's recipe, and as many images as a short look takes."""
    return replace(lab, recipe=replace(by_the_sheet(lab.recipe), max_samples=LOOK))


def _helps(before: Training, after: Training, even: float) -> bool:
    losses = before.loss_after, after.loss_after
    if before.way == "not run" or after.way == "not run" or losses[1] is None:
        return False
    return (losses[0] is None or losses[0] > STAYS * even) and losses[1] < FALLS * even


def _told(one: Proposal, before: Training, after: Training) -> Remedied:
    def loss(training: Training) -> float:
        return math.inf if training.loss_after is None else training.loss_after

    return Remedied(
        one.remedy, one.names, one.places, one.was, one.now, after.samples,
        (min(loss(before), 1e30), min(loss(after), 1e30)),
        (before.accuracy or 0.0, after.accuracy or 0.0),
    )  # fmt: skip
