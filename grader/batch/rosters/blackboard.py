"""Blackboard's "Assignment File Download": one flat folder, `Lab 4_jdoe_attempt_DATE_task1.py`.

As public scripts read it (kwurst/bb-file-cleanup, vangef/BBGradebookOrganiser, CodeGrade's): the
assignment, the username (of a group attempt the group's name), the time of the attempt, and the
file as the student called it. Beside each attempt lies `..._attempt_DATE.txt`, whose first line is
"Name: Jane Doe (jdoe)"; what was typed and commented stands below, and is the student's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.batch.rosters.level import Level, in_common, level_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, Sorted

_NAME = re.compile(
    r"(?P<who>.+?)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL
)
_FIRST_LINE = re.compile(r"\ufeff?Name: *(?P<name>.*) \((?P<id>[^()]*)\) *")
_MOST_LINE = 2_000  # bytes of it
_NOTHING_TYPED = (b"There is no student submission text", b"There are no student comments")


@dataclass(frozen=True)
class Name:
    """What a file's name says."""

    who: str  # "Lab 4_jdoe": where the one ends and the other begins it does not say
    when: str  # "2026-11-03-11-00-00"
    file: str  # as the student called it; "" of the text that Blackboard puts beside it


def read_name(name: str) -> Name | None:
    """What Blackboard wrote into a name; None where it is not such a name."""
    match = _NAME.fullmatch(name)
    return Name(match["who"], match["when"], match["file"] or "") if match else None


def level(given: Given) -> Level:
    """Where its names stand."""
    return level_of(given.parts, read_name)


def sort(given: Given) -> Sorted:
    """The files by username, the newer attempt the newer."""
    mine: dict[str, list[tuple[Name, Part, str]]] = defaultdict(list)
    nobodys: list[Part] = []
    at = level(given)
    for part in given.parts:
        name = read_name(at.name(part))
        if name is None:
            nobodys.append(part)
        else:  # where a tutor unpacked a student's archive there is a path below it
            mine[name.who].append((name, part, at.below(part)))
    assignment = _assignment([*mine])
    bundles = tuple(_bundle(who, found, assignment) for who, found in mine.items())
    return Sorted(bundles, tuple(nobodys))


def _bundle(who: str, found: Sequence[tuple[Name, Part, str]], assignment: str) -> Bundle:
    named = [_named(part, who) for name, part, _ in found if not name.file]
    name, id = next((one for one in named if one), ("", who.removeprefix(assignment)))
    several = len({name.when for name, _, _ in found}) > 1
    pieces = (
        Piece(
            part,
            "/".join(filter(None, (_day(said.when) if several else "", said.file, below))),
            (float(said.when.replace("-", "")), part.modified or 0.0),
            attempt=_day(said.when),
        )
        for said, part, below in found
        if said.file
    )
    return Bundle(id, name, tuple(pieces) or _typed(part for _, part, _ in found))


def _assignment(whos: Sequence[str]) -> str:
    """What all of them begin with: "Lab 4_"; of a single one all before its last "_"."""
    if len(whos) > 1:
        return in_common(whos, "_")
    return "".join(whos[0].rpartition("_")[:2]) if whos else ""


def _named(part: Part, who: str) -> tuple[str, str] | None:
    """Name and username by Blackboard's text, where the file's name has that username too."""
    text = (part.data or b"")[:_MOST_LINE].decode("utf-8", "replace")
    match = _FIRST_LINE.fullmatch(text.partition("\n")[0].rstrip("\r"))
    if match is None or not match["id"] or not who.endswith(f"_{match['id']}"):
        return None
    return match["name"].strip(), match["id"]


def _typed(texts: Iterable[Part]) -> tuple[Piece, ...]:
    """What was typed, where no file was handed in."""
    return tuple(
        Piece(part, "onlinetext.html")
        for part in texts
        if not all(sentence in (part.data or b"") for sentence in _NOTHING_TYPED)
    )


def _day(when: str) -> str:
    """ "2026-11-03 11.00", of an attempt."""
    return f"{when[:10]} {when[11:13]}.{when[14:16]}"
