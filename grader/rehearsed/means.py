"""Means of batches of which the last is smaller: each image of it counts more than another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from grader.evidence.rehearsed_kept import Printed
from grader.rehearsed.lessons import Lesson, Read
from grader.rehearsed.printed import Figure, accuracies_in, losses_in

# of such a mean, with the real data: what the last batch weighs too much. By less, no accuracy can
# be off by a percentage point
MUCH = 0.01


What = Literal["accuracy", "loss"]


@dataclass(frozen=True)
class UnevenMean:
    """A line whose accuracy, or loss, is such a mean."""

    printed: Printed
    lesson: Lesson
    what: What
    value: float
    right: float
    rest: int  # images of the last batch, with the real data
    batches: int  # with the real data


def uneven_means(read: Read) -> Iterator[UnevenMean]:
    """Each, behind a whole test, that is not the mean of its images."""
    for lesson in read.lessons:
        real = _of_the_real_data(lesson)
        if real is not None:
            found = [(one, told) for one in lesson.printed for told in _in(one, lesson)]
            right = {told[0] for _, told in found if told[1] == told[2]}  # it is said beside
            for printed, (what, value, truth) in found:
                if what not in right:
                    yield UnevenMean(printed, lesson, what, value, truth, *real)


def _of_the_real_data(lesson: Lesson) -> tuple[int, int] | None:
    """Images of the last batch, and batches, where the mean of the batches may be another."""
    passage, sizes = lesson.passage, [batch.images for batch in lesson.batches]
    if passage is None or not passage.size or not passage.real or lesson.purpose != "testing":
        return None
    if not lesson.is_known or len(sizes) < 2:
        return None
    rest, batches = passage.real % passage.size, -(-passage.real // passage.size)
    much = rest and 1 / batches - rest / passage.real > MUCH
    return (rest, batches) if much and 0 < sizes[-1] < min(sizes[:-1]) else None


def _in(printed: Printed, lesson: Lesson) -> Iterator[tuple[What, float, float]]:
    """What is printed of both means: the number, and the right one, which it may be."""
    each = [batch.hits / batch.images for batch in lesson.batches]
    mean, right = sum(each) / len(each), lesson.hits / lesson.images
    for figure in (figure for some in accuracies_in(printed.text) for figure in some):
        if right and figure.is_share(right):
            yield "accuracy", right, right
        elif mean and figure.is_share(mean):
            yield "accuracy", figure.value, right
    losses = [(batch.losses[-1], batch.images) for batch in lesson.batches if batch.losses]
    if len(losses) < len(lesson.batches) or any(one.reduction != "mean" for one, _ in losses):
        return
    mean = sum(one.value for one, _ in losses) / len(losses)
    right = sum(one.value * images for one, images in losses) / lesson.images
    for figure in losses_in(printed.text):
        if figure.is_about(right):
            yield "loss", right, right
        elif _is_exactly(figure, mean):
            yield "loss", figure.value, right


def _is_exactly(figure: Figure, number: float) -> bool:
    """Whether it is this number, and has digits enough to be known by."""
    return figure.is_about(number) and abs(number) > 100 * figure.unit
