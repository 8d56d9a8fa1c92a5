"""Rehearsed: what a script takes for the network's answers. It costs no points."""

from __future__ import annotations

import re

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_causes import lines_of, stopped_by
from grader.evidence.rehearsed_calls import Pick
from grader.rehearsed import Lesson
from grader.rehearsed.figures import Misprint, Slip

_SIZES = re.compile(r"must match the size|is invalid for input of size|not broadcastable|expand")


def first_misprint(case: Case, *slips: Slip) -> Misprint | None:
    """The first that came about in one of these ways."""
    return next((one for one in case.misprints if one.slip in slips), None)


def says(found: Misprint) -> str:
    """What is printed, and what it should say."""
    lesson = found.lesson
    return (
        f"`{' '.join(found.printed.text.split())[:80]}` is printed; in truth {lesson.hits} of "
        f"{lesson.images} answers were right, {found.right:.1%}"
    )


@diagnosis(hint="Print the shapes of both sides just before they are compared.")
def answers_compared_each_with_each(case: Case) -> Seen | None:
    """Every answer is compared with every label

    Compared are a column (N×1) and a row (N numbers): torch then pairs each with each, N×N. With
    both of the same shape each answer meets its own label.
    """
    found = first_misprint(case, "pairs")
    if found is None:
        return None
    wide = [one for one in case.rehearsed.told.compared if len(one.left) != len(one.right)]
    line = wide[0].line if wide else found.printed.line
    return Seen(f"{says(found)}.", line=line, lines=lines_of(found.printed.line))


@diagnosis(hint="Which class has the largest score? torch can say where it is, or how large.")
def scores_compared_with_labels(case: Case) -> Seen | None:
    """The largest score is compared with the label, not its place

    `max` gives two things: how large the largest score is, and at which digit. Only the second is
    an answer.
    """
    found = first_misprint(case, "nothing", "")
    of_scores = [one for one in case.rehearsed.told.compared if one.scores]
    if found is None or not of_scores:
        return None
    return Seen(f"{says(found)}.", line=of_scores[0].line, lines=lines_of(found.printed.line))


def _picked(case: Case, found: Misprint, kind: Pick, dim: int) -> int | None:
    """The line that took a softmax, or the largest, in this direction, before it was printed."""
    before = [one for one in case.rehearsed.told.picked if one.at < found.printed.at]
    return next((one.line for one in before if (one.kind, one.dim) == (kind, dim)), None)


@diagnosis(hint="The scores of a batch are images × classes: along which of the two is it taken?")
def answers_of_the_columns(case: Case) -> Seen | None:
    """The largest score of each class is looked for, not of each image

    The scores of a batch have a row for each image. `argmax(0)` goes down the columns and says
    which image of the batch is the likeliest 0, 1, 2 …; `argmax(1)` goes along the rows.
    """
    if (stopped := _stops_behind(case)) is not None:
        return stopped
    found = first_misprint(case, "columns")
    if found is None:
        return None
    line = _picked(case, found, "answer", 0) or found.printed.line
    return Seen(f"{says(found)}.", line=line, lines=lines_of(found.printed.line))


@diagnosis(hint="In which order does the loader give the images, and where do its labels stand?")
def answers_in_another_order(case: Case) -> Seen | None:
    """The answers are compared with labels in another order

    A loader that shuffles gives images and labels in an order of its own. The labels in the data
    set stand in another one.
    """
    found = first_misprint(case, "another order")
    event = next((one for one in case.rehearsed.told.compared if one.shuffled), None)
    tests = case.rehearsed.lessons if event is not None else [found.lesson] if found else []
    lesson = next((one for one in reversed(tests) if event is None or _at(one) < event.at), None)
    if lesson is None or lesson.passage is None or not lesson.passage.shuffled:
        return None
    line = event.line if event is not None else found.printed.line if found is not None else None
    return Seen(
        f"The loader of line {lesson.passage.made} shuffles, and in line {line} the network's "
        "answers meet labels in another order.",
        line=line,
        lines=lines_of(lesson.passage.made, lesson.line),
    )


def _at(lesson: Lesson) -> int:
    return lesson.batches[0].forward.at


def _stops_behind(case: Case) -> Seen | None:
    """Where there are as many answers as classes, and more labels: they cannot be compared."""
    told, trouble = case.rehearsed.told, stopped_by(case)
    last = told.picked[-1] if told.picked else None
    if trouble is None or last is None or not _SIZES.search(trouble.message):
        return None
    if (last.kind, last.dim) != ("answer", 0):
        return None
    return Seen(
        f"Line {last.line} looks for the largest score along dimension 0: of {last.images} images "
        f"it gives an answer for each of {case.lab.classes} classes, and none for each image.",
        line=last.line,
        lines=lines_of(trouble.line),
    )


@diagnosis(hint="How many answers does a batch of images have?")
def one_answer_for_a_batch(case: Case) -> Seen | None:
    """There is one answer for the whole batch

    Without a dimension `argmax` looks for the largest of all numbers and gives its place in the
    whole table. `argmax(1)` gives an answer for each image.
    """
    found = first_misprint(case, "single", "nothing")
    line = _picked(case, found, "answer", -1) if found is not None else None
    if found is None or line is None:
        return None
    if found.slip == "nothing" and any(b.forward.single for b in found.lesson.batches):
        return None
    return Seen(f"{says(found)}.", line=line, lines=lines_of(found.printed.line))


@diagnosis(hint="The scores of a batch are images × classes: what shall add up to 1?")
def softmax_over_the_batch_by_hand(case: Case) -> Seen | None:
    """The script takes the softmax over the images of a batch

    A softmax makes numbers of which the sum is 1: for each image over its classes, dimension 1.
    Along dimension 0 it compares the images of a batch with one another.
    """
    over = [one for one in case.rehearsed.told.picked if (one.kind, one.dim) == ("softmax", 0)]
    if not over:
        return None
    found = first_misprint(case, "over the batch")
    first = over[0]
    told = f"Line {first.line} takes a softmax of {first.images} rows along dimension 0."
    printed = (found.printed.line,) if found is not None else ()
    return Seen(
        f"{told} {says(found)}." if found is not None else told,
        line=first.line,
        lines=lines_of(*printed),
    )
