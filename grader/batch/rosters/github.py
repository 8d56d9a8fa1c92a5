"""GitHub Classroom's clones: `lab-4-submissions/lab-4-janedoe/`.

As `gh classroom clone student-repos` makes them: a folder called like the assignment, and in it
the repositories, each called like the assignment, "-" and the username, or the team's name.
`classroom_roster.csv` says who is behind a username: "identifier","github_username","github_id",
"name". That the names of some folders begin alike proves nothing: it takes the one or the other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.batch.nouns import Person
from grader.batch.rosters.level import NEARLY_ALL, Level, at, in_common, top_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, Sorted, shown
from grader.batch.rosters.people import CLASSROOM, Classmate, is_classroom, read_classroom

_FOLDER = re.compile(r"(?P<assignment>.+)-submissions(?:\.zip|\.tar\.gz|\.tgz)?")
_AGAIN = re.compile(r"-\d+$")  # what GitHub puts behind the name of a second repository
_NAMED = 20


def level(given: Given) -> Level:
    """Where the repositories lie; nothing is like them where nothing proves them."""
    depth, names = _repositories(given.parts)
    prefix = _by_folder(given, depth) or _by_roster(names, _classmates(given))
    if not prefix:
        return Level(depth, 0.0, (), tuple(names))
    found = at(given.parts, depth, lambda name: name.startswith(prefix))
    return found if found.share >= NEARLY_ALL else replace(found, share=0.0)


def sort(given: Given) -> Sorted:
    """The files by username or team, with the people whom the roster names."""
    depth, names = _repositories(given.parts)
    mates = _classmates(given)
    prefix = _by_folder(given, depth) or _by_roster(names, mates) or in_common(names, "-")
    by_username = {mate.username.lower(): mate for mate in mates if mate.username}
    mine: dict[str, list[Part]] = defaultdict(list)
    nobodys: list[Part] = []
    for part in given.parts:
        folders = part.path.split("/")
        if len(folders) > depth + 1 and folders[depth].startswith(prefix):
            mine[folders[depth]].append(part)
        elif part.name != CLASSROOM:
            nobodys.append(part)
    bundles = tuple(_bundle(mine[name], name, prefix, by_username) for name in mine)
    return Sorted(bundles, tuple(nobodys), _without(mates, bundles))


def _repositories(parts: Sequence[Part]) -> tuple[int, tuple[str, ...]]:
    """How deep the repositories lie, and what they are called."""
    inside = [part for part in parts if "/" in part.path]
    depth = top_of(inside)
    tops = {part.path.split("/")[depth] for part in inside if part.path.count("/") > depth}
    if not tops and depth:  # a single one: its own folder is no folder around all
        depth -= 1
        tops = {part.path.split("/")[depth] for part in inside}
    return depth, tuple(sorted(tops))


def _by_folder(given: Given, depth: int) -> str:
    """The assignment by the folder that the clones were made into; "" where it is no such one."""
    around = given.parts[0].path.split("/")[depth - 1] if depth else given.called
    match = _FOLDER.fullmatch(around)
    return f"{match['assignment']}-" if match else ""


def _by_roster(names: Sequence[str], mates: Sequence[Classmate]) -> str:
    """What stands before the usernames of the roster, where nearly all repositories have one."""
    usernames = {mate.username.lower() for mate in mates if mate.username}
    found: Counter[str] = Counter()
    for name in names:
        starts = [i + 1 for i, letter in enumerate(name) if letter == "-"]
        found.update({name[:i] for i in starts if {*_spellings(name[i:])} & usernames})
    prefix, count = max(found.items(), key=lambda item: item[1], default=("", 0))
    return prefix if names and count >= NEARLY_ALL * len(names) else ""


def _spellings(username: str) -> tuple[str, str]:
    """As it is, and without what stands behind the name of a second repository."""
    return username.lower(), _AGAIN.sub("", username.lower())


def _classmates(given: Given) -> tuple[Classmate, ...]:
    """By the roster that was given, or that lies among the folders or above them."""
    inside = (part for part in given.parts if part.name == CLASSROOM and part.path.count("/") < 2)
    for part in (given.people, *inside):
        if part is not None and is_classroom(part):
            return read_classroom(part)
    return ()


def _bundle(
    parts: Sequence[Part], repository: str, prefix: str, known: Mapping[str, Classmate]
) -> Bundle:
    username = repository.removeprefix(prefix)
    mate = next((known[one] for one in _spellings(username) if one in known), None)
    pieces = tuple(
        Piece(part, part.path.partition(f"{repository}/")[2], (part.modified or 0.0,))
        for part in parts
    )
    if mate is None:
        notes = (f"{username} is on no line of {CLASSROOM}.",) if known else ()
        return Bundle(username, "", pieces, notes=notes)
    name = mate.name or mate.identifier
    return Bundle(username, name, pieces, people=(Person(name, mate.identifier),))


def _without(mates: Sequence[Classmate], bundles: Sequence[Bundle]) -> tuple[str, ...]:
    """Who is on the roster, and has no repository here."""
    there = {person.sid for bundle in bundles for person in bundle.people}
    lacking = [shown(mate.identifier) for mate in mates if mate.identifier not in there]
    if not lacking:
        return ()
    more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
    who = ", ".join(lacking[:_NAMED])
    return (f"On {CLASSROOM}, but without a repository here ({len(lacking)}): {who}{more}.",)
