"""Rehearsed: figures that are printed and are not what they are called. They cost no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_answers import (
    answers_in_another_order,
    first_misprint,
    one_answer_for_a_batch,
    says,
    scores_compared_with_labels,
)
from grader.diagnoses.rehearsed_causes import lines_of
from grader.rehearsed.figures import REAL, Misprint, Slip
from grader.rehearsed.losses import loss_slips
from grader.rehearsed.means import uneven_means

_HOW: dict[Slip, str] = {
    "last batch": "it counts the last batch alone",
    "earlier": "the right answers of earlier tests are still counted",
    "all of them": "it is that of all tests so far, not of this one",
    "sum of shares": "the shares of the batches are added up, and not divided by their number",
    "shares by images": "the shares of the batches are divided by the number of images",
    "other set": "the right answers are divided by the length of another set of images",
    "hundred twice": "it is multiplied by 100 twice",
    "wrong ones": "it counts the wrong answers",
}


@diagnosis(hint="How many images are there, and how many batches?")
def hits_divided_by_batches(case: Case) -> Seen | None:
    """The right answers are divided by the number of batches

    `len(loader)` counts the batches, `len(loader.dataset)` the images.
    """
    found = first_misprint(case, "batches")
    if found is None or (_looks_the_same(found) and _multiplies_a_length(case)):
        return None
    count = len(found.lesson.batches)
    return Seen(f"{says(found)}. {found.lesson.hits} was divided by {count}, the number of "
                "batches.", line=found.printed.line)  # fmt: skip


def _looks_the_same(found: Misprint) -> bool:
    """Whether it would be a percentage, were there as many images as batches have room for."""
    size = found.lesson.passage.size if found.lesson.passage is not None else 0
    room = size * len(found.lesson.batches)
    return bool(room) and abs(found.value - 100 * found.lesson.hits / room) < 0.01 * found.value


def _multiplies_a_length(case: Case) -> bool:
    """Whether the script works out such a number: batches times their size."""
    return any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _is_length(part)
        for node in case.script.outside
        for part in ((node.left, node.right) if isinstance(node, ast.BinOp) else ())
    )


def _is_length(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return getattr(node.func, "attr", getattr(node.func, "id", "")) in ("len", "__len__")


@diagnosis(hint="Over how many images did the loop go whose right answers are counted?")
def hits_divided_by_another_length(case: Case) -> Seen | None:
    """The right answers are divided by the length of other images

    Training images, test images, and a part that is held back are of different numbers. How many a
    loop went over, `len(loader.dataset)` says.
    """
    found = first_misprint(case, "other length")
    if found is None or found.lesson.passage is None:
        return None
    return Seen(
        f"The right answers are divided by {found.length:,} (line {found.printed.line}); the loop "
        f"in line {found.lesson.passage.line} goes over {found.lesson.passage.real:,} images.",
        line=found.printed.line,
        lines=lines_of(found.lesson.passage.line),
    )


@diagnosis(hint="`//` drops what is behind the point.")
def accuracy_cut_to_a_whole_number(case: Case) -> Seen | None:
    """The accuracy is cut to a whole number

    `//` gives how often one number goes into another. A share below 1 becomes 0.
    """
    found = first_misprint(case, "nothing")
    cut = next(_whole_divisions(case), None)
    if found is None or cut is None or scores_compared_with_labels.recognise(case) is not None:
        return None
    return Seen(f"{says(found)}.", line=cut, lines=lines_of(found.printed.line))


def _whole_divisions(case: Case) -> Iterator[int]:
    for node in case.script.outside:
        op = getattr(node, "op", None)
        if isinstance(op, ast.FloorDiv) and isinstance(node, ast.BinOp | ast.AugAssign):
            yield node.lineno


@diagnosis(hint="How many answers are right, and how many images were there in this test?")
def accuracy_is_another_number(case: Case) -> Seen | None:
    """What is printed as accuracy is another number

    An accuracy is the number of right answers divided by the number of images, in one test over
    all of them.
    """
    others = (
        *(scores_compared_with_labels, accuracy_cut_to_a_whole_number, one_answer_for_a_batch),
        answers_in_another_order,
    )
    if any(one.recognise(case) is not None for one in others):
        return None
    found = first_misprint(case, "", "nothing", *_HOW)
    if found is None or (found.slip == "nothing" and _hidden(case, found)):
        return None
    how = f": {_HOW[found.slip]}" if found.slip in _HOW else ""
    line = found.printed.line
    if not found.slip and (each := _each_score_in(case, found)) is not None:
        how, line = (
            f": what line {each} compares are all scores, not one answer for each image",
            each,
        )
    elif not found.slip and (other := _compared_in(case, found)) is not None:
        how, line = f": what line {other} compares are no answers to the images of this test", other
    return Seen(f"{says(found)}{how}.", line=line, lines=lines_of(found.lesson.line))


def _each_score_in(case: Case, found: Misprint) -> int | None:
    """The line that compares rows, a number for each class, with rows."""
    calls = [batch.forward for batch in found.lesson.batches]
    rows = {(call.shape[0], case.lab.classes) for call in calls if call.shape}
    inside = (c for c in case.rehearsed.told.compared if calls[0].at < c.at < found.printed.at)
    return next((c.line for c in inside if c.left == c.right and c.left in rows), None)


def _compared_in(case: Case, found: Misprint) -> int | None:
    """The line that compares labels with other numbers than the answers of this pass."""
    calls = [batch.forward.at for batch in found.lesson.batches]
    inside = (c for c in case.rehearsed.told.compared if calls[0] < c.at < found.printed.at)
    return next((c.line for c in inside if not c.answers), None)


def _hidden(case: Case, found: Misprint) -> bool:
    """Whether it is divided by a length that is written out, of which a rehearsal has a part."""
    written = {node.value for node in case.script.outside if isinstance(node, ast.Constant)}
    hits = found.lesson.hits
    return any(length in written and found.figure.hides(hits / length) for length in REAL)


@diagnosis(hint="Add up right answers, or losses, of all images, and divide once, by their number.")
def mean_of_unequal_batches(case: Case) -> Seen | None:
    """The batches are averaged as if they were of one size

    A last batch with fewer images counts as much in such a mean as any other: each of its images
    counts for several.
    """
    found = next(uneven_means(case.rehearsed), None)
    if found is None:
        return None
    right = f"{found.right:.2%}" if found.what == "accuracy" else f"{found.right:.4f}"
    return Seen(
        f"{found.value:g} is printed, the mean of the batches; over all images the {found.what} "
        f"is {right}. With the real data the last of {found.batches} batches has {found.rest} "
        "images.",
        line=found.printed.line,
        lines=lines_of(found.lesson.line),
    )


@diagnosis(hint="Add up the losses of all images, or divide by the number of batches.")
def mean_losses_divided_by_images(case: Case) -> Seen | None:
    """Means of batches are added up and divided by the number of images

    The loss of a batch is a mean already. Their sum is as many means as there are batches, so
    the result is too small by the size of a batch.
    """
    found = next((one for one in loss_slips(case.rehearsed) if one.means), None)
    if found is None:
        return None
    return Seen(
        f"{found.value:g} is printed; the mean loss of these images was {found.right:.4f}.",
        line=found.printed.line,
        lines=lines_of(*(loss.line for loss in found.lesson.losses[:1])),
    )


@diagnosis(hint="What is added up: one number for each batch, or for each image?")
def summed_losses_divided_by_batches(case: Case) -> Seen | None:
    """Losses of all images are divided by the number of batches

    `reduction="sum"` adds up the losses of a batch's images. Their mean is had by dividing by the
    number of images.
    """
    found = next((one for one in loss_slips(case.rehearsed) if not one.means), None)
    if found is None:
        return None
    return Seen(
        f"{found.value:g} is printed; the mean loss of these images was {found.right:.4f}.",
        line=found.printed.line,
        lines=lines_of(*(loss.line for loss in found.lesson.losses[:1])),
    )
