"""Moodle's worksheet in a language that is not known: its columns, by what stands in them.

Moodle writes them in one order: Identifier, Full name, ..., Status, ..., Grade, Maximum grade, ...,
Last modified (submission), ..., Last modified (grade), and what the feedback types add. Something
is said only where nothing else fits as well; with a single student in it nothing is certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.batch.sheets.numbers import read_number
from grader.batch.sheets.spans import Line
from grader.batch.sheets.words import Words, heading

_UNKNOWN = ("status", "group", "scale", "changeable", "other_ids", "no", "late", "spans")
_PARTICIPANT = re.compile(r"(?P<word>.*\D)(?P<id>\d+)", re.DOTALL)


def words_by_place(lines: Sequence[Line]) -> Words | None:
    """The sheet's own headings, each as what it must be; None where that is not certain."""
    header = [heading(cell.value) for cell in lines[0]]
    rows = [[cell.value.strip() for cell in line] for line in lines[1:] if len(line) > 1]
    if len(rows) < 2 or len({*header}) < len(header) or {len(row) for row in rows} != {len(header)}:
        return None
    columns = list(zip(*rows, strict=True))
    maximums = [at for at in range(3, len(columns)) if _is_maximum(columns[at - 1], columns[at])]
    if not _are_participants(columns[0]) or len(maximums) != 1:
        return None
    maximum = maximums[0]
    dates = [at for at in range(maximum + 1, len(columns)) if _are_dates(columns[at])]
    if not dates:
        return None
    comments = len(dates) == 2 and dates[-1] == len(columns) - 2 and "" in columns[-1]
    names = maximum > 3 and len({*columns[1]} - {""}) == len(rows)
    return Words(
        id=(header[0],),
        name=(header[1],) if names else (),
        grade=(header[maximum - 1],),
        maximum=(header[maximum],),
        modified=(header[dates[-1]],),
        comments=(header[-1],) if comments else (),
        **dict.fromkeys(_UNKNOWN, ()),
    )


def _are_participants(column: Sequence[str]) -> bool:
    """One word and a number that nobody else has."""
    matches = [match for cell in column if (match := _PARTICIPANT.fullmatch(cell))]
    numbers = {match["id"] for match in matches}
    return len(numbers) == len(column) and len({match["word"] for match in matches}) == 1


def _is_maximum(marks: Sequence[str], column: Sequence[str]) -> bool:
    """One number for all, and beside it what may be marks out of it."""
    most = {read_number(cell) for cell in column}
    highest = most.pop()
    if most or not highest or highest <= 0:
        return False
    given = [read_number(cell) for cell in marks if cell]
    return all(mark is not None and 0 <= mark <= highest for mark in given)


def _are_dates(column: Sequence[str]) -> bool:
    """A time or, where nothing was done, a dash; in every line."""
    return all(cell == "-" or (len(cell) > 5 and re.search(r"\d", cell)) for cell in column)
