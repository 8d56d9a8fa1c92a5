"""Losses that a script prints, held against those of its batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.evidence.rehearsed_kept import Printed
from grader.rehearsed.lessons import LEAST, Lesson, Read
from grader.rehearsed.printed import Figure, losses_in


@dataclass(frozen=True)
class LossSlip:
    """A line whose loss is made of the batches' in a way that has no meaning."""

    printed: Printed
    lesson: Lesson
    value: float
    right: float
    means: bool  # means divided by images; else sums, or means times images, divided by batches


def loss_slips(read: Read) -> Iterator[LossSlip]:
    """Each line behind a whole pass whose loss is one of these, of that pass or the one before."""
    rates = {one.rate for one in read.told.steps}
    for place, lesson in enumerate(read.lessons):
        for printed in lesson.printed:
            for one in read.lessons[max(place - 1, 0) : place + 1]:
                found = _loss_slip(printed, one)
                if found is not None and found.value not in rates:  # a learning rate beside it
                    yield found


def _loss_slip(printed: Printed, lesson: Lesson) -> LossSlip | None:
    losses = [batch.losses[-1] for batch in lesson.batches if batch.losses]
    if lesson.cut or len(losses) != len(lesson.batches) or len(losses) < 2:
        return None
    if lesson.images < LEAST or len({one.reduction for one in losses}) != 1:
        return None
    means = losses[0].reduction == "mean"
    total = sum(one.value for one in losses)
    right = total / len(losses) if means else total / lesson.images
    whole = [one.value * batch.images for one, batch in zip(losses, lesson.batches, strict=True)]
    slips = [(total / lesson.images, True), (sum(whole) / len(losses), False)]
    for slip, divided in slips if means else [(total / len(losses), False)]:
        for figure in losses_in(printed.text):
            if figure.is_about(slip) and slip > 2 * figure.unit and not _near(figure, right):
                return LossSlip(printed, lesson, figure.value, right, divided)
    return None


def _near(figure: Figure, right: float) -> bool:
    return abs(figure.value - right) < 0.2 * abs(right)
