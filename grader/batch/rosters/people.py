"""Who is who, as a table: a map of a tutor's own, or GitHub Classroom's `classroom_roster.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.rosters.nouns import Part, RosterError

CLASSROOM = "classroom_roster.csv"
MOST_TABLE = 5 * 2**20  # bytes of such a table
_MOST_LINES = 20_000
_PATTERN = ("pattern", "id")  # a map's headings, which may be left out


@dataclass(frozen=True)
class Mapped:
    """One line of a map: what fits the pattern is this person's."""

    pattern: str  # of a path in the download, with * and ?: "*/jdoe/*"
    id: str
    name: str = ""


@dataclass(frozen=True)
class Classmate:
    """One line of GitHub Classroom's roster."""

    identifier: str  # as the teacher entered it: a student number, an address
    username: str  # "" where the account is not linked
    name: str


def is_classroom(part: Part) -> bool:
    """Whether it is GitHub Classroom's roster, by its headings."""
    lines = _lines(part)
    return bool(lines) and "github_username" in lines[0] and "identifier" in lines[0]


def read_classroom(part: Part) -> tuple[Classmate, ...]:
    """GitHub Classroom's roster. Raises `RosterError`."""
    header, *lines = _lines(part)
    rows = [dict(zip(header, line, strict=False)) for line in lines]
    return tuple(
        Classmate(row.get("identifier", ""), row.get("github_username", ""), row.get("name", ""))
        for row in rows
    )


def read_map(part: Part) -> tuple[Mapped, ...]:
    """A map: pattern, id and, if there, name. Raises `RosterError`."""
    lines = _lines(part)
    headed = bool(lines) and {*_PATTERN} <= {cell.lower() for cell in lines[0]}
    header = [cell.lower() for cell in lines[0]] if headed else [*_PATTERN, "name"]
    rows = [dict(zip(header, line, strict=False)) for line in (lines[1:] if headed else lines)]
    found = [Mapped(row["pattern"], row.get("id", ""), row.get("name", "")) for row in rows]
    for one in found:
        if not one.pattern or not one.id:
            raise RosterError(
                f"{part.path}: the line of {one.pattern or one.id!r} lacks "
                f"{'an id' if one.pattern else 'a pattern'}; each line is pattern,id, such as "
                "*jdoe*,u1234567"
            )
    if not found:
        raise RosterError(f"{part.path} is empty; each line is pattern,id, such as *jdoe*,u1234567")
    return tuple(found)


def _lines(part: Part) -> list[list[str]]:
    """The lines that say something, their cells without spaces around them."""
    data = part.data or b""
    if len(data) > MOST_TABLE:
        raise RosterError(
            f"{part.path} has more than {MOST_TABLE // 2**20} MB; it is no table of people"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise RosterError(f"{part.path} is no CSV table: {error}") from None
    if len(lines) > _MOST_LINES:
        raise RosterError(f"{part.path} has more than {_MOST_LINES:,} lines")
    return [_bare(line) for line in lines if any(cell.strip() for cell in line)]


def _bare(line: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in line]
