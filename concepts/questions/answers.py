"""Marking the answers of Part 1: Q6 cell by cell, the numbers of Q7 part by part.

Nothing here raises for what a student wrote: what cannot be read as numbers is a wrong answer with
a sentence that says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concepts.errors import ConceptError
from concepts.questions import count_question, count_slips
from concepts.questions.count_question import PARTS, ConvQuestion
from concepts.questions.diagnosis import diagnose_pool, wrong_cells
from concepts.questions.given import (
    Table,
    entries,
    is_blank,
    is_rounded,
    number,
    same,
    same_table,
    shape,
    table,
)
from concepts.questions.pool_question import PoolQuestion

Q6_INPUT: Table = ((4, 3, 5, 1), (2, 1, 3, 1), (1, 1, 2, 3), (0, 0, 1, 2))
Q6_MAX = PoolQuestion(Q6_INPUT, "max")
Q6_AVERAGE = PoolQuestion(Q6_INPUT, "average")
Q7_LAYER = ConvQuestion()


@dataclass(frozen=True)
class Mark:
    """One part of an answer, marked."""

    part: str  # "Q6 a", "Q7 applications", …
    answered: bool  # whether anything was written
    right: bool
    given: object  # the numbers as read; what was written where they could not be
    expected: object  # the right numbers, in the same form
    right_cells: tuple[tuple[int, ...], ...]  # of a table: (row, column) from 0
    wrong_cells: tuple[tuple[int, ...], ...]  # of a table of the right shape: (row, column) from 0
    slips: tuple[str, ...]  # names of the slips that produce exactly these numbers
    diagnosis: str  # a sentence for the student; "" when unanswered, or right and not rounded
    working: tuple[str, ...]  # how the right answer comes about, line by line


ROUNDED = "It is rounded, which is right here."


def mark_pool(part: str, question: PoolQuestion, given: object) -> Mark:
    """Mark a table of pooled values.

    >>> mark_pool("Q6 a", Q6_MAX, [[4, 5], [1, 3]]).right
    True
    >>> mark_pool("Q6 b", Q6_AVERAGE, [[3, 3], [1, 2]]).diagnosis
    'It looks as if you rounded to whole numbers: an average may have a fraction.'
    """
    expected = question.expected
    if is_blank(given):
        return Mark(part, False, False, None, expected, (), (), (), "", question.working)
    try:
        read = table(given)
    except ConceptError as error:
        sentence = f"This cannot be read as a table of numbers: {error}."
        return Mark(part, True, False, given, expected, (), (), (), sentence, question.working)
    if same_table(read, expected):
        right, said = places(expected), ROUNDED if is_rounded(read, expected) else ""
        return Mark(part, True, True, read, expected, right, (), (), said, question.working)
    found = diagnose_pool(question, read)
    wrong = wrong_cells(read, expected) if shape(read) == shape(expected) else ()
    right = tuple(p for p in places(expected) if p not in wrong) if wrong else ()
    return Mark(
        part,
        True,
        False,
        read,
        expected,
        right,
        wrong,
        found.slips,
        found.sentence,
        question.working,
    )


def places(cells: Table) -> tuple[tuple[int, int], ...]:
    """Every (row, column) of a table."""
    rows, columns = shape(cells)
    return tuple((r, c) for r in range(rows) for c in range(columns))


def mark_q6_max(given: object) -> Mark:
    """Mark Q6 a, max pooling of the sheet's input."""
    return mark_pool("Q6 a", Q6_MAX, given)


def mark_q6_average(given: object) -> Mark:
    """Mark Q6 b, average pooling of the sheet's input.

    >>> mark_q6_average([[2.5, 2.5], [0.5, 2]]).right
    True
    """
    return mark_pool("Q6 b", Q6_AVERAGE, given)


def mark_q7(
    given: Mapping[str, object], layer: Mapping[str, int] | ConvQuestion | None = None
) -> tuple[Mark, ...]:
    """Mark the numeric parts of Q7 (filters, block, applications, outputs_per_application).

    >>> marks = mark_q7({"filters": 10, "block": [5, 5], "applications": 24})
    >>> [mark.right for mark in marks], marks[3].answered
    ([True, False, False, False], False)
    >>> marks[1].diagnosis
    'It looks as if you left out the channels: the block goes through all input channels.'
    """
    question = ConvQuestion.of(layer)
    return tuple(mark_count(part, question, given.get(part)) for part in PARTS)


def mark_count(part: str, question: ConvQuestion, given: object, title: str = "") -> Mark:
    """Mark one part of Q7."""
    title = title or f"Q7 {part.replace('_', ' ')}"
    expected = count_question.expected(part, question)
    shown: object = tuple(map(int, expected)) if part == "block" else int(expected[0])
    working = (count_question.working(part, question),)
    if is_blank(given):
        return Mark(title, False, False, None, shown, (), (), (), "", working)
    try:
        read = row(given, len(expected))
    except ConceptError as error:
        return Mark(title, True, False, given, shown, (), (), (), f"{error}.", working)
    if len(read) == len(expected) and all(map(same, read, expected)):
        return Mark(title, True, True, read, shown, (), (), (), "", working)
    found = count_slips.explain(part, question, read)
    return Mark(title, True, False, read, shown, (), (), found.slips, found.sentence, working)


def row(given: object, most: int) -> tuple[float, ...]:
    """One number, or as many as are asked for: 5x5 is a product where that is one."""
    several = entries(given) if most > 1 else given
    if isinstance(several, list | tuple):
        return tuple(number(item, f"entry {at}") for at, item in enumerate(several, 1))
    return (number(several, "the answer"),)
