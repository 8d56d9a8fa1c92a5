"""Rehearsed: how bright the numbers of the images are that a network is given."""

from __future__ import annotations

import ast
import math

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.rehearsed_calls import Forward
from grader.rehearsed import Lesson
from grader.script.nodes import argument, constant, last_name

WIDE = 6.0  # from the darkest to the brightest number: MNIST normalised once reaches over 3.3
WIDEST = 100.0  # grey values as they are
NARROW = 0.02  # 1/255 is 0.004
EXACT = 0.02  # of 1: our images go from 0 to 1, a few of them not quite
OTHERWISE = 0.25  # of the reach, by which two sets lie apart


def _reach(lesson: Lesson) -> tuple[float, float]:
    """Darkest and brightest number of the images that the network is given."""
    forwards = _of_the_data(lesson)
    return min(one.low for one in forwards), max(one.high for one in forwards)


def _has_images(lesson: Lesson) -> bool:
    return bool(_of_the_data(lesson))


def _of_the_data(lesson: Lesson) -> list[Forward]:
    """Calls on images of the data.

    Of what a loader gives one image that is known will do: turned ones are not. Elsewhere it must
    be most of them, for a number may be read from noise as well.
    """
    known = [batch.forward for batch in lesson.batches if batch.forward.known]
    if lesson.passage is not None:
        return known
    return [one for one in known if one.images]


@diagnosis(hint="Print the smallest and the largest number of a batch.")
def images_hardly_differ(case: Case) -> Seen | None:
    """The numbers of the images hardly differ

    ToTensor makes of grey values numbers from 0 to 1. Divided by 255 once more, or by a deviation
    that was worked out of grey values, they are all nearly alike, and the gradient of the first
    layer is next to nothing.
    """
    for lesson in filter(_has_images, case.rehearsed.trainings):
        low, high = _reach(lesson)
        if high - low < NARROW:
            by = _normalised_once(case, high - low)
            how = (
                f": Normalize (line {by[0]}) divides numbers from 0 to 1 by {by[1]:g}" if by else ""
            )
            return Seen(
                f"The network is given numbers from {low:.4f} to {high:.4f} (line {lesson.line})"
                f"{how}.",
                line=by[0] if by else lesson.line,
                lines=(lesson.line,) if by and lesson.line else (),
            )
    return None


@diagnosis(hint="Which of the two is taken off, and which is divided by?")
def images_normalised_by_other_numbers(case: Case) -> Seen | None:
    """The images are normalised by numbers that are not theirs

    `Normalize` takes the mean first, then the deviation. With those of the images their numbers
    lie around 0 with a deviation of 1; divided by less they are spread far wider.
    """
    found = _wide(case)
    by = _normalised_once(case, found[2] - found[1]) if found is not None else None
    if found is None or by is None:
        return None
    return Seen(
        f"Normalize (line {by[0]}) divides by {by[1]:g}, so that the images reach from "
        f"{found[1]:.1f} to {found[2]:.1f}; with numbers of their own the darkest and the "
        "brightest are 3 to 5 apart.",
        line=by[0],
        lines=(found[0].line,) if found[0].line else (),
    )


@diagnosis(hint="Count how often the mean is taken off and the deviation divided by.")
def images_normalised_twice(case: Case) -> Seen | None:
    """The images are normalised more than once

    Once normalised, the numbers of an image lie around 0 with a deviation of 1. A second time
    takes them away from there again.
    """
    found = _wide(case)
    if found is None or _normalised_once(case, found[2] - found[1]) is not None:
        return None
    lesson, low, high = found
    return Seen(
        f"The network is given numbers from {low:.1f} to {high:.1f} (line {lesson.line}); "
        "normalised once, the darkest and the brightest are 3 to 5 apart.",
        line=lesson.line,
    )


@diagnosis(
    hint="Between which two numbers do grey values lie, and between which does ToTensor put them?"
)
def grey_values_as_they_are(case: Case) -> Seen | None:
    """The network is given grey values as they are

    Weights begin with sizes that suit numbers around 1. With grey values up to 255 the scores are
    so far apart that the first steps throw everything about.
    """
    for lesson in filter(_has_images, case.rehearsed.trainings):
        low, high = _reach(lesson)
        losses = [one for one in lesson.losses if one.reduction == "mean"]
        even = math.log(case.lab.classes)
        if high - low > WIDEST and losses and losses[0].value > 2 * even:
            return Seen(
                f"The network is given numbers from {low:.0f} to {high:.0f} (line {lesson.line}), "
                f"and the loss begins with {losses[0].value:.1f}; answering evenly gives "
                f"{even:.1f}.",
                line=lesson.line,
            )
    return None


def _wide(case: Case) -> tuple[Lesson, float, float] | None:
    """A training whose images are spread far wider than those that are normalised once."""
    for lesson in filter(_has_images, case.rehearsed.trainings):
        low, high = _reach(lesson)
        if WIDE < high - low < WIDEST:
            return lesson, low, high
    return None


def _normalised_once(case: Case, reach: float) -> tuple[int, float] | None:
    """The `Normalize` that alone makes so much of numbers from 0 to 1: its line and deviation."""
    for call in case.script.calls:
        given = argument(call, 1, "std")
        parts = given.elts if isinstance(given, ast.Tuple | ast.List) else [given]
        for value in map(constant, parts) if last_name(call.func) == "Normalize" else ():
            if isinstance(value, int | float) and value > 0 and abs(reach * value - 1) < EXACT:
                return call.lineno, float(value)
    return None


def _lie_apart(one: Lesson, other: Lesson) -> bool:
    """Whether the numbers of two passes' images reach elsewhere."""
    (low, high), (other_low, other_high) = _reach(one), _reach(other)
    apart = max(abs(low - other_low), abs(high - other_high))
    return apart > OTHERWISE * max(high - low, other_high - other_low)


@diagnosis(hint="Both sets must go through the very same steps.")
def test_images_normalised_otherwise(case: Case) -> Seen | None:
    """Training and test images are normalised differently

    The weights are learned for images of one brightness and contrast. Others look strange to
    them.
    """
    read = case.rehearsed
    for test in read.tests:
        before = [o for o in read.trainings if o.network == test.network and _has_images(o)]
        if not _has_images(test) or not before or not (test.whole or test.cut):
            continue
        low, high = _reach(before[0])
        other_low, other_high = _reach(test)
        if _lie_apart(before[0], test) and not any(
            one.network == test.network and one.known and not _lie_apart(before[0], one)
            for one in read.tests  # how well it does on changed images is asked for beside
        ):
            return Seen(
                f"The training images reach from {low:.2f} to {high:.2f} (line {before[0].line}), "
                f"the test images from {other_low:.2f} to {other_high:.2f} (line {test.line}).",
                line=test.line,
                lines=(before[0].line,) if before[0].line else (),
            )
    return None
