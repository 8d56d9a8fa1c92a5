"""Google Classroom's folder, downloaded from Drive: `Lab 4/Jane Doe - task1_cnn.py`, all flat.

There is no number in it, so people are told by their names alone, and two of one name fall
together. Nor is "A - B.py" a sign of its own: it takes Drive's name of the archive
(`Lab 4-20261105T100000Z-001.zip`), or the lab's file with half of the people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from grader.batch.rosters.brightspace import read_name as read_brightspace
from grader.batch.rosters.level import NEARLY_ALL, Level, level_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, Sorted
from grader.submission.ranking import called_as_asked_or_notebook

_NAME = re.compile(r"(?P<name>.+?) - (?P<file>.+\.\w+ *)", re.DOTALL)
_DRIVE = re.compile(r".+-\d{8}T\d{6}Z-\d+(-\d+)?\.zip")


def read_name(name: str) -> tuple[str, str] | None:
    """The student's name and the file's; None where it is not such a name."""
    match = _NAME.fullmatch(name)
    if match is None or read_brightspace(name) is not None:
        return None
    return match["name"].strip(), match["file"]


def level(given: Given) -> Level:
    """Where its names stand; nothing is like them where nothing proves them."""
    found = level_of(given.parts, read_name)
    read = [name for one in found.like if (name := read_name(one))]
    people = {name for name, _ in read}
    with_the_file = {name for name, file in read if called_as_asked_or_notebook(file, given.lab)}
    proved = _DRIVE.fullmatch(given.called) or 2 * len(with_the_file) >= len(people)
    if found.share < NEARLY_ALL or len(people) < 2 or not proved:
        return replace(found, share=0.0)
    return found


def sort(given: Given) -> Sorted:
    """The files by the students' names."""
    mine: dict[str, list[Piece]] = defaultdict(list)
    nobodys: list[Part] = []
    at = level_of(given.parts, read_name)
    for part in given.parts:
        read = read_name(at.name(part))
        if read is None:
            nobodys.append(part)
        else:
            name, file = read
            below = at.below(part)
            path = f"{file}/{below}" if below else file
            mine[name].append(Piece(part, path, (part.modified or 0.0,)))
    bundles = (Bundle(name, name, tuple(pieces)) for name, pieces in mine.items())
    notes = ("The download has names and no numbers: two students of one name are taken for one.",)
    return Sorted(tuple(bundles), tuple(nobodys), notes)
