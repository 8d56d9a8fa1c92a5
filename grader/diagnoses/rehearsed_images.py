"""Rehearsed: which images a network is given, and what was made of them."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.rehearsal import Forward, Loss
from grader.rehearsed import LEAST, Lesson
from grader.script.nodes import argument, constant, last_name

WIDE = 6.0  # from the darkest to the brightest number: MNIST normalised once reaches over 3.3
WIDEST = 100.0  # grey values as they are
NARROW = 0.02  # 1/255 is 0.004
EXACT = 0.02  # of 1: our images go from 0 to 1, a few of them not quite
LEAKED = 0.4  # share of the images of a test: of two parts drawn at random of one set
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
    return [one for one in known if 2 * one.known >= one.shape[0]]


@diagnosis(hint="Images and labels must be taken, shuffled and cut in the very same way.")
def labels_of_other_images(case: Case) -> Seen | None:
    """The labels do not belong to their images

    What a network can learn is which label an image has. Where these are shuffled against each
    other, or are its own answers, there is nothing to learn.
    """
    for lesson in case.rehearsed.trainings:
        losses = [_nearest(batch.losses) for batch in lesson.batches if batch.losses]
        told = sum(one.labels for one in losses)
        own = sum(one.own for one in losses)
        if told >= LEAST and own < 0.9 * told:
            loss = losses[0]
            if all(one.echo for one in losses):
                return Seen(
                    f"`{loss.kind}` (line {loss.line}) is given the network's own answers for "
                    f"labels; of {told} of them {own} were those of their images.",
                    line=loss.line,
                    lines=(lesson.line,) if lesson.line else (),
                )
            return Seen(
                f"Of {told} labels that `{loss.kind}` (line {loss.line}) was given, {own} were "
                "those of their images.",
                line=loss.line,
                lines=(lesson.line,) if lesson.line else (),
            )
    return _labels_of_a_test(case)


def _labels_of_a_test(case: Case) -> Seen | None:
    for lesson in case.rehearsed.tests:
        calls = [batch.forward for batch in lesson.batches]
        told, own = sum(one.told for one in calls), sum(one.own for one in calls)
        if told >= LEAST and own < 0.9 * told:
            made = lesson.passage.made if lesson.passage is not None else None
            return Seen(
                f"Of {told} labels that the loader of the test (line {made}) gives, {own} are "
                "those of their images.",
                line=made or lesson.line,
                lines=(lesson.line,) if lesson.line else (),
            )
        losses = [_nearest(batch.losses) for batch in lesson.batches if batch.losses]
        told, own = sum(one.labels for one in losses), sum(one.own for one in losses)
        if lesson.whole and told >= LEAST and own < 0.9 * told:
            return Seen(
                f"In the test, of {told} labels that `{losses[0].kind}` (line {losses[0].line}) "
                f"was given, {own} were those of their images.",
                line=losses[0].line,
                lines=(lesson.line,) if lesson.line else (),
            )
    return None


def _nearest(losses: Sequence[Loss]) -> Loss:
    """Of several losses of one batch that of the right labels: images may be mixed in pairs."""
    return max(losses, key=lambda loss: loss.own / loss.labels if loss.labels else 0.0)


@diagnosis(hint="Look at one image just before the network: is it still a digit?")
def images_mixed_by_reshaping(case: Case) -> Seen | None:
    """The numbers of a batch are spread anew over its images

    `view` and `reshape` take the numbers in the order in which they lie. Across images that makes
    pictures of pieces of other ones.
    """
    for lesson in case.rehearsed.lessons:
        mixed = [batch.forward for batch in lesson.batches if batch.forward.mixed]
        if mixed and len(mixed) == len(lesson.batches):
            return Seen(
                f"What the network is given in line {mixed[0].line} are not the images that were "
                "loaded, but their numbers in another order.",
                line=mixed[0].line,
            )
    return None


@diagnosis(hint="Which of the two sets is for learning?")
def test_images_in_training(case: Case) -> Seen | None:
    """The network is trained on the test images

    The test images say how well the network does on digits that it has not seen. After training
    on them they say nothing any more.
    """
    for lesson in case.rehearsed.trainings:
        taught = [batch.forward.images for batch in lesson.batches if batch.learns]
        if "test" not in taught and "both" not in taught:
            continue
        if not lesson.steps or _tested_on_others(case, lesson):
            continue
        made = lesson.passage.made if lesson.passage is not None else None
        return Seen(
            f"The network is trained (line {lesson.line}) on images of the test set.",
            line=lesson.line,
            lines=(made,) if made else (),
        )
    return None


def _tested_on_others(case: Case, lesson: Lesson) -> bool:
    """Whether both sets are put together and divided anew: each network has images of its own."""
    tests = [one for one in case.rehearsed.tests if one.network == lesson.network and one.known]
    sets = {batch.forward.images for one in tests for batch in one.batches}
    return bool(tests) and sets != {"train"} and not any(one.learned for one in tests)


@diagnosis(hint="Which of the two sets has the network not seen?")
def training_images_in_testing(case: Case) -> Seen | None:
    """The network is tested on the training images

    A network may know its training images by heart. What it has learned shows on others.
    """
    read = case.rehearsed
    trained = {one.network for one in read.trainings if one.steps}
    tests = [one for one in read.tests if one.whole and one.network in trained and one.known]
    apart = [one for one in tests if _is_a_part(one, read.trainings)]
    if not apart and not (tests and all(one.learned >= LEAKED * one.known for one in tests)):
        return None
    tests = apart or tests
    if any(one.forward.images == "test" for lesson in tests for one in lesson.batches):
        return None  # that it was trained on these is told elsewhere
    made = tests[0].passage.made if tests[0].passage is not None else None
    known, learned = tests[0].known, tests[0].learned
    many = "images that" if learned > 0.9 * known else f"{known} images, with {learned} of which"
    return Seen(
        f"The test (line {tests[0].line}) goes over {many} the network was trained"
        f"{' with' if learned > 0.9 * known else ''}.",
        line=tests[0].line,
        lines=(made,) if made else (),
    )


def _is_a_part(test: Lesson, trainings: Sequence[Lesson]) -> bool:
    """Whether images were held back, and most of them are trained with all the same.

    All of them are those of a training, whose accuracy may be asked for; so it is of a whole set.
    """
    sizes = [one.passage.images for one in trainings if one.passage is not None]
    most = LEAKED * test.known <= test.learned < 0.95 * test.known
    return most and test.known <= 0.5 * max(sizes, default=0)


@diagnosis(hint="What has to be made anew at the beginning of each fold?")
def network_of_earlier_folds(case: Case) -> Seen | None:
    """The network knows the images of this fold from earlier ones

    In each fold other images are held back. A network, or its optimiser, that is taken over from
    the fold before has been trained with them.
    """
    read = case.rehearsed
    loaders = {one.passage.loader for one in read.trainings if one.passage is not None}
    for lesson in read.tests:
        older = sum(batch.forward.older for batch in lesson.batches)
        if not lesson.whole or lesson.passage is None or lesson.passage.loader in loaders:
            continue
        if lesson.known >= LEAST and older >= LEAKED * lesson.known:
            return Seen(
                f"Of {lesson.known} images of the test in line {lesson.line} the network was "
                f"trained with {older} before, from another loader than the last.",
                line=lesson.line,
                lines=(lesson.passage.made,) if lesson.passage.made else (),
            )
    return None


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


@diagnosis(hint="Which of the transforms is there to make more of the training images?")
def test_images_changed_at_random(case: Case) -> Seen | None:
    """The test images are changed at random

    Turned, moved or cropped at random, the training images become more. The test is to say how
    well the network does on images as they are, and the same each time.
    """
    read = case.rehearsed
    tests = [one for one in read.tests if one.passage is not None and (one.whole or one.cut)]
    for place, lesson in enumerate(tests):
        trained = [one for one in read.trainings if one.network == lesson.network and one.steps]
        if not trained or lesson.passage is None or lesson.passage.varied != "test":
            continue
        if any(one.batches[0].forward.images == "test" for one in trained):
            continue  # that it is trained on them is told elsewhere
        near = [one for one in tests[max(place - 1, 0) : place + 2] if one is not lesson]
        if any(one.goes_over(lesson) and not _between(trained, one, lesson) for one in near):
            return None  # it goes over them several times: for a mean, or to see how they differ
        plain = [one for one in tests if one.passage is not None and one.passage.varied != "test"]
        if any(batch.forward.images == "test" for one in plain for batch in one.batches):
            return None  # how well it does on changed images is asked for beside
        return Seen(
            f"An image of the test set comes out otherwise each time that it is loaded (line "
            f"{lesson.passage.made}), and so does the accuracy of the test in line {lesson.line}.",
            line=lesson.passage.made or lesson.line,
            lines=(lesson.line,) if lesson.line else (),
        )
    return None


def _between(trainings: Sequence[Lesson], one: Lesson, other: Lesson) -> bool:
    """Whether one of the trainings lies between two tests."""
    begin, end = sorted((one.batches[0].forward.at, other.batches[0].forward.at))
    return any(begin < training.batches[0].forward.at < end for training in trainings)


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
