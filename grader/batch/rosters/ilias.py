"""ILIAS' download of an exercise: `Lab 4/Submissions/Doe_Jane_jdoe_4711/task1_cnn.py`.

As `class.ilExSubmission.php` and `SubmissionManager.php` write it: last name, first name, login and
the user's number, in ASCII, whatever that leaves of a name; of a team a folder "Team 12" around its
members', each with what that member handed in. A spreadsheet of marks may lie beside them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.batch.nouns import Person
from grader.batch.rosters.level import NEARLY_ALL, Level, level_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, Sorted

_NAME = re.compile(r"(?P<last>[^_]*)_(?P<first>[^_]*)_(?P<login>[^_].*)_(?P<id>\d+)", re.DOTALL)
# what ILIAS puts before the name of a file that came late, in ASCII, in English and in German
_LATE = re.compile(r"(?:^|(?<=/))(late submission|versp(ae|a|ä)tete (abgabe|einreichung)) - ", re.I)
_TEAM = re.compile(r"\w+ (?P<id>\d+)")


@dataclass(frozen=True)
class Name:
    """What a member's folder says."""

    name: str  # "Jane Doe"
    login: str
    id: str


def read_name(name: str) -> Name | None:
    """What ILIAS wrote into a folder's name; None where it is not such a name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    return Name(f"{match['first']} {match['last']}".strip(), match["login"], match["id"])


def level(given: Given) -> Level:
    """Where its names stand, where they are all different people's: else it is a plain folder."""
    found = level_of(given.parts, read_name)
    names = [name for one in {*found.like} if (name := read_name(one))]
    different = (
        len({name.id for name in names}) == len({name.login for name in names}) == len(names)
    )
    files = any(part.path.count("/") == found.depth for part in given.parts)
    if found.share < NEARLY_ALL or not different or files:
        return replace(found, share=0.0)
    return found


def sort(given: Given) -> Sorted:
    """The files by login, or by team."""
    at = level_of(given.parts, read_name)
    mine: dict[str, list[tuple[Name, Part]]] = defaultdict(list)
    nobodys: list[Part] = []
    for part in given.parts:
        name = read_name(at.name(part))
        if name is None or not at.below(part):
            nobodys.append(part)
            continue
        above = part.path.split("/")[at.depth - 1] if at.depth else ""
        mine[above if _TEAM.fullmatch(above) else name.login].append((name, part))
    bundles = (_bundle(key, found, at) for key, found in mine.items())
    return Sorted(tuple(bundles), tuple(nobodys))


def _bundle(key: str, found: Sequence[tuple[Name, Part]], at: Level) -> Bundle:
    members = dict.fromkeys(name for name, _ in found)
    # ASCII is no spelling to hold against a worksheet's: the login alone says who it is
    people = tuple(Person("", one.login) for one in members)
    team = key not in {one.login for one in members}
    belows = [at.below(part) for _, part in found]
    pieces = tuple(
        Piece(
            part,
            f"{name.login}/{_LATE.sub('', below)}" if len(members) > 1 else _LATE.sub("", below),
            (part.modified or 0.0,),
        )
        for (name, part), below in zip(found, belows, strict=True)
    )
    late = any(_LATE.search(below) for below in belows)
    names = ", ".join(one.name for one in members)
    return Bundle(key, names, pieces, late=late, group=team, people=people)
