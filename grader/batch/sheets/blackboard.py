"""Blackboard's Grade Center: `Last Name, First Name, Username, "Lab 4 [Total Pts: 17 Score] |98"`.

As public scripts and Blackboard's help describe it: a line is known by Username, a column by the
number behind "|" (one without it makes a new column); the file is a .csv, or an .xls that is UTF-16
text with tabs. A download of one column has Feedback to Learner beside it, with its format.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.batch.sheets.nouns import Entry, Sheet, SheetError
from grader.batch.sheets.numbers import decimal_mark, read_number
from grader.batch.sheets.picking import pick
from grader.batch.sheets.spans import Cell, Line

_PEOPLE = ("Last Name", "First Name", "Username", "Student ID")
_BESIDE = ("Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format")
_COLUMN = re.compile(
    r"(?P<title>.*\S)\s*\[[^\]]*?(?P<points>\d+(?:[.,]\d+)?) (?P<shown>[^\]\d]+)\]\s*\|(?P<id>\d+)",
    re.DOTALL,
)
_CALCULATED = re.compile(r"\[[^\]]*\bup to\b")
_SCORE = "Score"
_SECTION = "Child Course ID"  # of a merged course: where somebody is enrolled


def is_blackboard(header: Sequence[str]) -> bool:
    """Whether these are the columns of a Grade Center download."""
    return {"Last Name", "First Name", "Username"} <= {*header} and not {*header} & {"OrgDefinedId"}


def open_blackboard(
    text: str,
    delimiter: str,
    lines: tuple[Line, ...],
    header: Sequence[str],
    column: str,
    title: str,
) -> Sheet:
    """The table, with the one column that is meant. Raises `SheetError`."""
    mark, match = _chosen(header, column, title)
    if match["shown"].strip() != _SCORE:
        raise SheetError(
            f"Blackboard shows “{header[mark]}” as {match['shown'].strip()} and would take a mark "
            "for that: set the column's primary display to Score and download it again"
        )
    beside = {at for at, name in enumerate(header) if name in _BESIDE}
    people = {at for at, name in enumerate(header) if name in _PEOPLE}
    rows = [line for line in lines[1:] if len(line) > 1]
    return Sheet(
        kind="blackboard",
        text=text,
        delimiter=delimiter,
        lines=lines,
        entries=tuple(_entry(line, header, mark, match["points"]) for line in rows),
        title=header[mark],
        kept=frozenset({*people, mark, *beside}),
        decimal_mark=decimal_mark(line[mark].value for line in rows if mark < len(line)),
    )


def _chosen(header: Sequence[str], column: str, lab: str) -> tuple[int, re.Match[str]]:
    those = {
        at: match
        for at, name in enumerate(header)
        if (match := _COLUMN.fullmatch(name)) and not _CALCULATED.search(name)
    }
    titles = {at: (match["title"], match["id"]) for at, match in those.items()}
    at = pick(
        header, titles, column, lab, "Blackboard's table", "“Lab 4 [Total Pts: 17 Score] |98765”"
    )
    return at, those[at]


def _entry(line: Line, header: Sequence[str], mark: int, points: str) -> Entry:
    cells = dict(zip(header, line, strict=False))
    html = _value(cells, "Feedback Format").upper() == "HTML"
    return Entry(
        id=_value(cells, "Username"),
        name=" ".join(filter(None, (_value(cells, "First Name"), _value(cells, "Last Name")))),
        mark=line[mark] if mark < len(line) else None,
        closed="" if mark < len(line) else "has no cell for it",
        comment=cells.get("Feedback to Learner") if html else None,
        out_of=read_number(points) or None,
        other_ids=frozenset(_value(cells, name).lower() for name in ("Username", "Student ID"))
        - {""},
        family=_value(cells, "Last Name"),
        section=_value(cells, _SECTION),
    )


def _value(cells: dict[str, Cell], name: str) -> str:
    return cells[name].value.strip() if name in cells else ""
