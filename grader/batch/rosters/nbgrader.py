"""nbgrader's `submitted/jdoe/lab4/`, and what its exchange collects (`jdoe+lab4+TIME`).

As `coursedir.py` and `exchange/default/submit.py` make them: a folder for each student, in it one
for each assignment with a `timestamp.txt`; inbound, one folder for each time somebody handed in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from grader.batch.rosters.level import NEARLY_ALL, Level, at, level_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, RosterError, Sorted, shown
from grader.submission.ranking import called_as_asked_or_notebook

_SUBMITTED = "submitted"
_STAMP = "timestamp.txt"
_INBOUND = re.compile(
    r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<when>\d{4}-\d\d-\d\d \d\d:?\d\d:?\d\d[^+]*)"
    r"(?:\+[\w-]+)?"
)


def level(given: Given) -> Level:
    """Where the students' folders lie; nothing is like them where nothing proves them."""
    inbound = level_of(given.parts, _INBOUND.fullmatch)
    if inbound.share >= NEARLY_ALL:
        return inbound
    depth = _depth(given)
    below = [part.path.split("/")[depth:] for part in given.parts]
    students = {names[0] for names in below if len(names) > 2}
    stamped = {names[0] for names in below if len(names) == 3 and names[2] == _STAMP}
    found = at(given.parts, depth, students.__contains__)
    proved = bool(students) and len(stamped) >= NEARLY_ALL * len(students)
    if _SUBMITTED in (given.called, *given.parts[0].path.split("/")[:depth]):
        assignments = {tuple(names[:2]) for names in below if len(names) > 2}
        common = max(Counter(name for _, name in assignments).values(), default=0)
        proved = proved or common >= max(2, NEARLY_ALL * len(students))
    return found if proved and found.share >= NEARLY_ALL else replace(found, share=0.0)


def sort(given: Given) -> Sorted:
    """The files by student. Raises `RosterError` where the assignment is not clear."""
    inbound = level_of(given.parts, _INBOUND.fullmatch)
    if inbound.share >= NEARLY_ALL:
        return _inbound(given, inbound)
    depth = _depth(given)
    inside = [part for part in given.parts if part.path.count("/") >= depth + 2]
    assignment, notes = _assignment([part.path.split("/")[depth + 1 :] for part in inside], given)
    mine: dict[str, list[Piece]] = defaultdict(list)
    nobodys = [part for part in given.parts if part.path.count("/") < depth + 2]
    for part in inside:
        names = part.path.split("/")
        if names[depth + 1] == assignment:
            piece = Piece(part, "/".join(names[depth + 2 :]), (part.modified or 0.0,))
            mine[names[depth]] += [piece] if part.name != _STAMP else []
    bundles = (Bundle(name, "", tuple(pieces)) for name, pieces in mine.items())
    return Sorted(tuple(bundles), tuple(nobodys), notes)


def _depth(given: Given) -> int:
    """How deep the students' folders lie: below "submitted", if that is there."""
    first = given.parts[0].path.split("/") if given.parts else []
    return first.index(_SUBMITTED) + 1 if _SUBMITTED in first[:-1] else 0


def _assignment(below: Sequence[Sequence[str]], given: Given) -> tuple[str, tuple[str, ...]]:
    """The one that is there, or the one in which the lab's file lies."""
    there = sorted({names[0] for names in below})
    those = sorted(
        {names[0] for names in below if called_as_asked_or_notebook(names[-1], given.lab)}
    )
    if len(there) == 1:
        return there[0], ()
    named = ", ".join(map(shown, there))
    if len(those) != 1:
        raise RosterError(
            f"{len(there)} assignments are in it ({named}) and which one is this lab's is not "
            f"clear: give a folder with that one alone, or a map (--map) with */NAME of it"
        )
    return those[0], (f"Of the assignments {named}, {shown(those[0])} was graded.",)


def _inbound(given: Given, found: Level) -> Sorted:
    mine: dict[str, list[Piece]] = defaultdict(list)
    nobodys: list[Part] = []
    for part in given.parts:
        match = _INBOUND.fullmatch(found.name(part))
        if match is None or not found.below(part):
            nobodys.append(part)
        elif part.name != _STAMP:
            when = match["when"]
            order = (float(re.sub(r"\D", "", when)[:14]), part.modified or 0.0)
            piece = Piece(part, f"{when}/{found.below(part)}", order, attempt=when)
            mine[match["student"]].append(piece)
    bundles = (Bundle(name, "", tuple(pieces)) for name, pieces in mine.items())
    return Sorted(tuple(bundles), tuple(nobodys))
