"""Rehearsed: which images a network is given, and what was made of them."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.rehearsed_calls import Loss
from grader.rehearsed import LEAST, Lesson


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
