"""Moodle's grading worksheet: `Identifier, Full name, ..., Grade, Maximum grade, ...`.

As `gradingtable.php` writes it and `assignfeedback_offline` reads it: the importer finds its
columns by Identifier, Grade, Last modified (grade) and Feedback comments, all in the language of
whoever uploads, and refuses a line whose Last modified (grade) is older than what it knows, so that
cell stays; a comment that differs is taken over, an empty one as well. It reads UTF-8 and commas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.batch.sheets.nouns import Entry, Sheet, SheetError
from grader.batch.sheets.numbers import decimal_mark, read_number
from grader.batch.sheets.placing import words_by_place
from grader.batch.sheets.spans import Cell, Line
from grader.batch.sheets.words import Words, heading, words_of

_ID = re.compile(r"\d+$")  # "Participant 12345", "Teilnehmer/in12345"


def open_moodle(text: str, delimiter: str, lines: tuple[Line, ...]) -> Sheet | None:
    """The worksheet of one assignment, in any language that Moodle's packs were read for.

    None where it is none. Raises `SheetError` where it is one that cannot be filled in.
    """
    header = [heading(cell.value) for cell in lines[0]]
    words = words_of(header)
    return None if words is None else _sheet(text, delimiter, lines, words)


def open_by_place(text: str, delimiter: str, lines: tuple[Line, ...]) -> Sheet | None:
    """The same in a language that is not known, where the columns show what they are."""
    words = words_by_place(lines)
    return None if words is None else _sheet(text, delimiter, lines, words, by_place=True)


def _sheet(
    text: str, delimiter: str, lines: tuple[Line, ...], words: Words, by_place: bool = False
) -> Sheet:
    header = [heading(cell.value) for cell in lines[0]]
    _refuse(header, words)
    rows = [dict(zip(header, line, strict=False)) for line in lines[1:]]
    title = _spelling(dict.fromkeys(header), words.grade)
    return Sheet(
        kind="moodle",
        text=text,
        delimiter=delimiter,
        lines=lines,
        entries=tuple(_entry(row, words) for row in rows if _ID.search(_value(row, words.id))),
        title=title,
        teams=any(name in header for name in words.group),
        decimal_mark=decimal_mark(one for row in rows for one in _numbers(row, words)),
        by_place=by_place,
        notes=_PLACED if by_place else (),
    )


_PLACED = (
    "The language of the worksheet is not known: the column of the marks was found by what stands "
    "in it, and a mark is filled in only where the names agree as well.",
)


def _refuse(header: Sequence[str], words: Words) -> None:
    if not any(name in header for name in words.modified):
        raise SheetError(
            f"the worksheet has no column “{words.modified[0]}”, without which Moodle does not "
            "take it back; download it again"
        )
    if not any(name in header for name in words.maximum) and any(
        name in header for name in words.scale
    ):
        raise SheetError(
            "the assignment is graded on a scale of words, and the lab gives points; set its "
            "grade type to points in Moodle and download the worksheet again"
        )


def _entry(row: dict[str, Cell], words: Words) -> Entry:
    match = _ID.search(_value(row, words.id))
    may = _spelling(row, words.changeable)
    locked = heading(_value(row, words.changeable)) in words.no
    return Entry(
        id=match[0] if match else "",
        name=_value(row, words.name),
        mark=row.get(_spelling(row, words.grade)),
        comment=row.get(_spelling(row, words.comments)),
        group=_value(row, words.group),
        closed=f"is locked in Moodle (“{may}” says {row[may].value.strip()})" if locked else "",
        out_of=read_number(_value(row, words.maximum)) or None,
        other_ids=frozenset(row[name].value.strip().lower() for name in words.other_ids
                            if name in row) - {""},
        late=words.late_by(_value(row, words.status)),
    )  # fmt: skip


def _numbers(row: dict[str, Cell], words: Words) -> tuple[str, str]:
    return _value(row, words.grade), _value(row, words.maximum)


def _spelling(row: dict[str, Cell] | dict[str, None], names: Sequence[str]) -> str:
    """The spelling that this sheet has of a heading; "" where it has none."""
    return next((name for name in names if name in row), "")


def _value(row: dict[str, Cell], names: Sequence[str]) -> str:
    spelling = _spelling(row, names)
    return row[spelling].value.strip() if spelling else ""
