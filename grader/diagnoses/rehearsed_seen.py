"""Rehearsed: a network is tested on images that it was trained with. It costs no points."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.rehearsed import LEAST, Lesson

LEAKED = 0.4  # share of the images of a test: of two parts drawn at random of one set


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
    if not apart and not any(_is_meant_as_a_test(case, one) for one in tests):
        return None  # how well it knows what it was taught may be asked for
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


_TESTS = re.compile(r"test|valid|\bval|_val|unseen|held.?out", re.I)
_TRAINS = re.compile(r"train", re.I)


def _is_meant_as_a_test(case: Case, test: Lesson) -> bool:
    """Whether it is said to be one, or goes over a loader of its own, or the test set lies idle."""
    told = case.rehearsed.told
    says = " ".join(one.text for one in test.printed)
    if _TESTS.search(says) or _TRAINS.search(says):
        return bool(_TESTS.search(says))
    around = _functions_at(case, test.line)
    idle = any(not one.train for one in told.sets) and not any(
        one.images in ("test", "both") for one in told.forwards
    )
    taught = {one.passage.loader for one in case.rehearsed.trainings if one.passage is not None}
    own = test.passage is not None and test.passage.loader not in taught
    return idle or own or any(_TESTS.search(name) for name in around)


def _functions_at(case: Case, line: int | None) -> list[str]:
    """Names of the functions that a line stands in."""
    made = (node for node in case.script.nodes if isinstance(node, ast.FunctionDef))
    return [one.name for one in made if line and one.lineno <= line <= (one.end_lineno or 0)]


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
