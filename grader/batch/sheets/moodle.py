"""Moodle's grading worksheet: `Identifier, Full name, ..., Grade, Maximum grade, ...`.

As `gradingtable.php` writes it and `assignfeedback_offline` reads it: the importer finds its
columns by Identifier, Grade, Last modified (grade) and Feedback comments, and refuses a line whose
Last modified (grade) is older than what it knows, so that cell stays; a comment that differs is
taken over, an empty one as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.batch.sheets.nouns import Entry, Sheet, SheetError
from grader.batch.sheets.numbers import decimal_mark, read_number
from grader.batch.sheets.spans import Cell, Line

_ID = re.compile(r"\d+$")  # "Participant 12345"
_OTHER_IDS = ("ID number", "Email address", "Username")
_MODIFIED = "Last modified (grade)"


def is_moodle(header: Sequence[str]) -> bool:
    """Whether these are the columns of a grading worksheet."""
    return header[:1] == ["Identifier"] and "Grade" in header


def open_moodle(text: str, delimiter: str, lines: tuple[Line, ...], header: Sequence[str]) -> Sheet:
    """The worksheet of one assignment. Raises `SheetError`."""
    if _MODIFIED not in header:
        raise SheetError(
            f"the worksheet has no column “{_MODIFIED}”, without which Moodle does not take it "
            "back; download it again"
        )
    if "Scale" in header:
        raise SheetError(
            "the assignment is graded on a scale of words, and the lab gives points; set its "
            "grade type to points in Moodle and download the worksheet again"
        )
    rows = [dict(zip(header, line, strict=False)) for line in lines[1:]]
    return Sheet(
        kind="moodle",
        text=text,
        delimiter=delimiter,
        lines=lines,
        entries=tuple(_entry(cells) for cells in rows if _ID.search(_value(cells, "Identifier"))),
        title="Grade",
        teams="Group" in header,
        decimal_mark=decimal_mark(value for cells in rows for value in _numbers(cells)),
    )


def _entry(cells: dict[str, Cell]) -> Entry:
    match = _ID.search(_value(cells, "Identifier"))
    may = _value(cells, "Grade can be changed")
    return Entry(
        id=match[0] if match else "",
        name=_value(cells, "Full name"),
        mark=cells.get("Grade"),
        comment=cells.get("Feedback comments"),
        group=_value(cells, "Group"),
        closed="is locked in Moodle (“Grade can be changed” says No)" if may == "No" else "",
        out_of=read_number(_maximum(cells)) or None,
        other_ids=frozenset(_value(cells, name).lower() for name in _OTHER_IDS) - {""},
    )


def _maximum(cells: dict[str, Cell]) -> str:
    return _value(cells, "Maximum grade") or _value(cells, "Maximum Grade")  # the older spelling


def _numbers(cells: dict[str, Cell]) -> tuple[str, str]:
    return _value(cells, "Grade"), _maximum(cells)


def _value(cells: dict[str, Cell], name: str) -> str:
    return cells[name].value.strip() if name in cells else ""
