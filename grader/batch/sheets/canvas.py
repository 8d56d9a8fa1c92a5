"""Canvas' gradebook: `Student, ID, ..., Section, ..., "Lab 4 (98765)"`.

As `gradebook_exporter.rb` writes it and `gradebook_importer.rb` reads it: the student columns
end with Section; an assignment is known by the number in its title, and a title that Canvas does
not know makes a new assignment; a blank counts as a change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.batch.sheets.nouns import Entry, Sheet, SheetError
from grader.batch.sheets.numbers import decimal_mark, read_number
from grader.batch.sheets.picking import pick
from grader.batch.sheets.spans import Cell, Line

_STUDENT_COLUMNS = {
    *("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID"),
    *("Integration ID", "Root Account", "Section"),
}
_OTHER_IDS = ("SIS User ID", "SIS Login ID", "Integration ID")
_ASSIGNMENT = re.compile(r"(?P<title>.*\S)\s*\((?P<id>\d+)\)", re.DOTALL)
# What the exporter appends are totals, which nobody can import.
_TOTALS = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
_CLOSED = {"EX": "is excused", "N/A": "is not assigned this"}


def is_canvas(header: Sequence[str]) -> bool:
    """Whether these are the columns of a gradebook."""
    starts = header[:1] == ["Student"] or header[:2] == ["LastName", "FirstName"]
    return starts and "ID" in header[:3] and "Section" in header


def open_canvas(
    text: str,
    delimiter: str,
    lines: tuple[Line, ...],
    header: Sequence[str],
    column: str,
    title: str,
) -> Sheet:
    """The gradebook, with the one assignment that is meant. Raises `SheetError`."""
    mark = _chosen(header, column, title)
    students = {at for at, name in enumerate(header) if name in _STUDENT_COLUMNS}
    out_of = _out_of(lines, mark, header[mark])
    people = [line for line in lines[1:] if _id(line, header).isdecimal()]
    return Sheet(
        kind="canvas",
        text=text,
        delimiter=delimiter,
        lines=lines,
        entries=tuple(_entry(line, header, mark, out_of) for line in people),
        title=header[mark],
        kept=frozenset({*students, mark}),
        decimal_mark=decimal_mark(line[mark].value for line in lines[1:] if mark < len(line)),
    )


def _chosen(header: Sequence[str], column: str, lab: str) -> int:
    first = header.index("Section") + 1
    titles = {
        at: (match["title"], match["id"])
        for at, name in enumerate(header)
        if at >= first and (match := _ASSIGNMENT.fullmatch(name)) and not _TOTALS.search(name)
    }
    return pick(header, titles, column, lab, "the gradebook", "“Lab 4 (98765)”")


def _out_of(lines: tuple[Line, ...], mark: int, title: str) -> float | None:
    for line in lines[1:4]:
        if "Points Possible" in line[0].value and mark < len(line):
            if re.search(r"read\s+only", line[mark].value):
                raise SheetError(
                    f"the gradebook says that “{title}” is read only, so Canvas takes no marks "
                    "for it; look at the assignment's settings, then export again"
                )
            return read_number(line[mark].value) or None
    return None


def _entry(line: Line, header: Sequence[str], mark: int, out_of: float | None) -> Entry:
    cells = dict(zip(header, line, strict=False))
    cell = line[mark] if mark < len(line) else None
    parts = ("Student",) if "Student" in cells else ("LastName", "FirstName")
    name = ", ".join(cells[part].value.strip() for part in parts if part in cells)
    return Entry(
        id=_id(line, header),
        name=name,
        mark=cell,
        closed=_CLOSED.get(cell.value.strip().upper(), "") if cell else "has no cell for it",
        out_of=out_of,
        other_ids=frozenset(_value(cells, name).lower() for name in _OTHER_IDS) - {""},
        section=_value(cells, "Section"),
        family=name.partition(",")[0].strip() if "," in name else "",
    )


def _id(line: Line, header: Sequence[str]) -> str:
    return _value(dict(zip(header, line, strict=False)), "ID")


def _value(cells: dict[str, Cell], name: str) -> str:
    return cells[name].value.strip() if name in cells else ""
