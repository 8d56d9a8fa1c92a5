"""The nouns of a worksheet: the people on it, and what came of filling it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from grader.batch.sheets.spans import Cell, Line

SheetKind = Literal["canvas", "moodle", "blackboard", "brightspace"]


class SheetError(ValueError):
    """The worksheet cannot be filled in as it is; one sentence, with what to do."""


@dataclass(frozen=True)
class Entry:
    """One person's line of the sheet."""

    id: str  # Canvas' user id, Moodle's participant number, Blackboard's username
    name: str  # as the sheet writes it; "" where marking is blind
    mark: Cell | None  # where the mark goes; None where the line is too short for it
    comment: Cell | None = None  # where the comment goes, if the sheet has such a column
    group: str = ""  # Moodle: the team, by name; the sheet has no number of it
    closed: str = ""  # why its mark may not be changed; "" where it may
    out_of: float | None = None  # the LMS's maximum; None where it states none
    other_ids: frozenset[str] = frozenset()  # student numbers, logins, addresses, in lower case
    late: str = ""  # how late it was handed in, as the sheet says: "2 days"; "" where it was not
    section: str = ""  # of the course, as the sheet says
    family: str = ""  # the family name, where the sheet tells it apart


def shown(entry: Entry) -> str:
    """A person of the sheet as a note names them."""
    return f"{entry.name} ({entry.id})" if entry.name else entry.id


@dataclass(frozen=True)
class Sheet:
    """A worksheet, opened: the text as it came, and where in it things stand."""

    kind: SheetKind
    text: str
    delimiter: str
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    title: str  # of the column of the mark
    kept: frozenset[int] | None = None  # the only columns that go back; None where all do
    teams: bool = False  # Moodle: a team hands in, and the sheet says who is in which
    decimal_mark: str = "."  # as the sheet writes numbers
    encoding: str = "utf-8"  # of the bytes that came
    by_place: bool = False  # its headings are not known: number and name must both agree
    notes: tuple[str, ...] = ()  # sentences about the sheet itself


@dataclass(frozen=True)
class Place:
    """A person of the sheet to whom a submission belongs."""

    id: str
    name: str
    family: str = ""  # where the sheet tells it apart
    section: str = ""
    late: str = ""  # by how much; "" where it was not


@dataclass(frozen=True)
class Ours:
    """What earlier runs put into the sheet."""

    marks: Mapping[
        str, Mapping[str, tuple[float, ...]]
    ]  # by title of the column and id of the line
    overwrite: bool = False  # also what a person put there since

    def keeps(self, title: str, entry: Entry, there: float | None) -> bool:
        """Whether the mark that stands there is a person's, set since one of ours was."""
        known = self.marks.get(title, {}).get(entry.id, ())
        ours = any(there is not None and abs(there - mark) < 0.005 for mark in known)
        return bool(known) and there is not None and not ours and not self.overwrite


@dataclass(frozen=True)
class Checked:
    """What a sheet says before anything is graded."""

    title: str  # of the column that will be filled in
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)  # by key


@dataclass(frozen=True)
class Filled:
    """The sheet with our marks in it, and what a tutor should know of it."""

    kind: SheetKind
    data: bytes
    written: tuple[str, ...]  # keys of the submissions whose marks stand in it
    without_file: tuple[str, ...]  # people on the sheet who handed in nothing: "Name (id)"
    on_no_sheet: tuple[str, ...]  # keys of the submissions that belong to no one on it
    notes: tuple[str, ...]  # sentences: marks that change, lines left alone, ...
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)  # by key
    title: str = ""  # of the column of the mark
    put: Mapping[str, float] = field(default_factory=dict)  # our marks in it, by the line's id
    by_hand: Mapping[str, str] = field(default_factory=dict)  # by key: the mark that was kept
    late: frozenset[str] = frozenset()  # keys of what the sheet says was handed in late
