"""Rehearsed: a loss that is multiplied for its gradients, as mixed precision does. No points."""

from __future__ import annotations

from statistics import median

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_weights import FEW, lessons_of, lines_of
from grader.evidence.rehearsed_calls import Loss
from grader.rehearsed import Lesson

LARGE = 100  # times the loss: no weight of one of several losses
ALIKE = 1e-3  # as a share, by which the factors of several batches may differ
STILL = 1e-6  # a step that changes the weights by so little: ten epochs of them change nothing
HIGH = 50.0  # times what it was at first


def _factor(lesson: Lesson) -> float:
    """By what the losses of a pass are multiplied before backward(); 0 where that is not known."""
    found = [
        batch.backwards[0].value / batch.losses[0].value
        for batch in lesson.batches
        if len(batch.losses) == len(batch.backwards) == 1 and batch.losses[0].value
    ]
    if len(found) < FEW or not all(abs(one - found[0]) <= ALIKE * abs(found[0]) for one in found):
        return 0.0
    return found[0]


def running_away(lesson: Lesson) -> tuple[list[Loss], float]:
    """The losses of a pass that run away, and the largest; none where they do not."""
    losses = [one for one in lesson.losses if one.reduction == "mean"]
    if len(losses) < FEW or not lesson.steps or losses[0].value > 20:
        return [], 0.0
    worst = max(one.value for one in losses)
    return (losses, worst) if worst >= HIGH * max(losses[0].value, 1.0) else ([], 0.0)


def parts_of(share: float) -> str:
    """One part in so many."""
    return f"{1 / share:,.0f}" if share > 0 else "more than a number can show"


@diagnosis(hint="Who made the loss larger, and which of its methods makes the step?")
def used_as_multiplied(case: Case) -> Seen | None:
    """The gradients of a multiplied loss are used as they are

    Mixed precision multiplies the loss, so that small gradients are not lost, and divides them
    again before the step. A step with the multiplied ones is as many times too long.
    """
    for lesson in lessons_of(case):
        losses, _ = running_away(lesson)
        first = next((b for b in lesson.batches if b.backwards and b.steps), None)
        if not losses or first is None or (factor := _used(lesson)) < LARGE:
            continue
        return Seen(
            f"backward() (line {first.backwards[0].line}) is called on {factor:,.0f} times the "
            f"loss, and step() (line {first.steps[0].line}) uses what it gave: the loss runs away.",
            line=first.steps[0].line,
            lines=lines_of(first.backwards[0].line),
        )
    return None


def _used(lesson: Lesson) -> float:
    """The factor, as far as the losses are numbers still."""
    batch = next((one for one in lesson.batches if one.losses and one.backwards), None)
    if batch is None or not len(batch.losses) == len(batch.backwards) == 1:
        return 0.0
    loss = batch.losses[0].value
    return batch.backwards[0].value / loss if loss else 0.0


@diagnosis(hint="How large are the gradients where they are clipped: as they are, or multiplied?")
def clipped_while_multiplied(case: Case) -> Seen | None:
    """The gradients are clipped before they are divided again

    Mixed precision multiplies the loss. Clipped while they are that large, and divided after it,
    the gradients are next to nothing: `unscale_` belongs before the clipping.
    """
    for lesson in lessons_of(case):
        steps = [one for one in lesson.steps if one.ready and one.held]
        factor, begun = _factor(lesson), lesson.batches[0].forward.at
        clipped = [one for one in case.rehearsed.told.clipped if begun < one.at and one.ready]
        if factor < LARGE or not clipped or len(steps) < FEW:
            continue
        share = median(one.share for one in steps)
        if max(one.share for one in steps) >= STILL:
            continue
        return Seen(
            f"The gradients of {factor:,.0f} times the loss are clipped in line "
            f"{clipped[0].line}; then a step changes the weights by one part in "
            f"{parts_of(share)}.",
            line=clipped[0].line,
            lines=lines_of(steps[0].line),
        )
    return None
