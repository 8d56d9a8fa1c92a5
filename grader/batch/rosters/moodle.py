"""Moodle's "Download all submissions": `NAME_12345_assignsubmission_file/...` and its kin.

As `mod_assign` writes it: folders (with a `_` at the end from 3.1 to 4.0) or, by a setting and
before 3.1, flat names; NAME holds no underscore, for Moodle makes them spaces. The number is the
worksheet's "Participant 12345"; of a team it is the group's, and the default group has none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.rosters.crossed import Crossed
from grader.batch.rosters.crossed import crossed as numbers_crossed
from grader.batch.rosters.level import level_of
from grader.batch.rosters.nouns import Bundle, Part, Piece, Sorted

_NAME = re.compile(
    r"(?P<folder>(?P<name>.*?)(?:_(?P<id>\d+))?_assignsubmission_(?P<plugin>[a-z]+))"
    r"(?:_(?P<file>.+)|_)?",
    re.DOTALL,
)
_BLIND = "Participant"
_GROUP = re.compile(r"(default group|group|team)\b.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Name:
    """What a folder's or a flat file's name says."""

    id: str  # "" of the default group
    name: str  # "" where marking is blind
    folder: str  # without the "_" at the end
    plugin: str  # "file", "onlinetext"
    file: str  # the rest of a flat name; "" of a folder

    @property
    def group(self) -> bool:
        """Known to be a team's. Most teams' names do not show it: the worksheet does."""
        return not self.id or _GROUP.fullmatch(self.name) is not None


def read_name(name: str) -> Name | None:
    """What Moodle wrote into a name; None where it is not such a name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    shown = match["name"]
    return Name(
        id=match["id"] or "",
        name="" if shown == _BLIND else shown,
        folder=match["folder"],
        plugin=match["plugin"],
        file=match["file"] or "",
    )


def crossed(parts: Sequence[Part]) -> Crossed | None:
    """Whether a participant would have several names: no Moodle does so."""
    level = level_of(parts, read_name)
    names = [name for part in parts if (name := read_name(level.name(part)))]
    pairs = ((name.id, name.name) for name in names if name.id)
    return numbers_crossed("participant", pairs)


def sort(parts: Sequence[Part]) -> Sorted:
    """The files by participant."""
    mine: dict[tuple[str, str], list[tuple[Name, Part, str]]] = defaultdict(list)
    nobodys: list[Part] = []
    level = level_of(parts, read_name)
    for part in parts:
        name = read_name(level.name(part))
        if name is None:
            nobodys.append(part)
        else:
            path = "/".join(filter(None, (name.file, level.below(part))))
            mine[(name.id, "" if name.id else name.name)].append((name, part, path))
    return Sorted(tuple(_bundle(found) for found in mine.values()), tuple(nobodys))


def _bundle(found: Sequence[tuple[Name, Part, str]]) -> Bundle:
    with_files = [name for name, _, _ in found if name.plugin == "file"]
    first = (with_files or [found[0][0]])[0]
    pieces = (Piece(part, path or part.name, (part.modified or 0.0,)) for _, part, path in found)
    return Bundle(
        id=first.id,
        name=first.name,
        pieces=tuple(pieces),
        group=first.group,
        folder=first.folder if with_files else "",
    )
