"""Brightspace's (D2L's) grades: `OrgDefinedId, "Lab 4 Points Grade <Numeric MaxPoints:17>", ...`.

As public scripts read and write it: a line is known by OrgDefinedId or Username, each with a "#"
before it that keeps a spreadsheet from making a number of it, and ends with "#" under "End-of-Line
Indicator". The numbers in a download of submissions are others: people are joined by their names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.batch.sheets.nouns import Entry, Sheet, SheetError
from grader.batch.sheets.numbers import decimal_mark, read_number
from grader.batch.sheets.picking import pick
from grader.batch.sheets.spans import Cell, Line

_PEOPLE = ("OrgDefinedId", "Username", "Last Name", "First Name", "Email")
_SECTIONS = ("Section Membership", "Sections", "Section")  # where it was exported along
_LAST = "End-of-Line Indicator"
_COLUMN = re.compile(r"(?P<title>.*\S) Points Grade(?: <(?P<about>[^>]*)>)?", re.DOTALL)
_MAXIMUM = re.compile(r"MaxPoints:(?P<points>\d+(?:[.,]\d+)?)")


def is_brightspace(header: Sequence[str]) -> bool:
    """Whether these are the columns of a grades export."""
    return header[-1:] == [_LAST] and bool({*header} & {"OrgDefinedId", "Username"})


def open_brightspace(
    text: str,
    delimiter: str,
    lines: tuple[Line, ...],
    header: Sequence[str],
    column: str,
    title: str,
) -> Sheet:
    """The export, with the one grade item that is meant. Raises `SheetError`."""
    those = {at: match for at, name in enumerate(header) if (match := _COLUMN.fullmatch(name))}
    titles = {at: (match["title"], "") for at, match in those.items()}
    mark = pick(
        header, titles, column, title, "the grades export", "“Lab 4 Points Grade <… MaxPoints:17>”"
    )
    if not {"Last Name", "First Name"} <= {*header}:
        raise SheetError(
            "the grades export has no names, by which Brightspace's downloads are joined; export "
            "it again with Last Name and First Name"
        )
    found = _MAXIMUM.search(those[mark]["about"] or "")
    out_of = read_number(found["points"]) if found else None
    rows = [line for line in lines[1:] if len(line) > 1]
    return Sheet(
        kind="brightspace",
        text=text,
        delimiter=delimiter,
        lines=lines,
        entries=tuple(_entry(line, header, mark, out_of) for line in rows),
        title=header[mark],
        kept=frozenset(
            at for at, name in enumerate(header) if name in (*_PEOPLE, _LAST) or at == mark
        ),
        decimal_mark=decimal_mark(line[mark].value for line in rows if mark < len(line)),
    )


def _entry(line: Line, header: Sequence[str], mark: int, out_of: float | None) -> Entry:
    cells = dict(zip(header, line, strict=False))
    ids = [_value(cells, name).removeprefix("#") for name in ("OrgDefinedId", "Username", "Email")]
    return Entry(
        id=ids[0] or ids[1],
        name=" ".join(filter(None, (_value(cells, "First Name"), _value(cells, "Last Name")))),
        mark=line[mark] if mark < len(line) else None,
        closed="" if mark < len(line) else "has no cell for it",
        out_of=out_of,
        other_ids=frozenset(one.lower() for one in ids if one),
        family=_value(cells, "Last Name"),
        section=next(filter(None, (_value(cells, name) for name in _SECTIONS)), ""),
    )


def _value(cells: dict[str, Cell], name: str) -> str:
    return cells[name].value.strip() if name in cells else ""
