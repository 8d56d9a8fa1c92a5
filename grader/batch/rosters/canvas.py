"""Canvas' "Download submissions": one flat folder, everything in the names.

As `content_zipper.rb` writes them: `NAME[_LATE]_USER_ATTACHMENT_FILE`, where NAME is in small
letters without punctuation, `[LATE_]anon_ID_ATTACHMENT_FILE` where students are anonymous, and
`..._text.html`, `..._link.html` for what was typed. Canvas itself reads the first two numbers that
stand between underscores as user and attachment, and so do we: a file's own name may hold more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.batch.rosters.crossed import Crossed
from grader.batch.rosters.crossed import crossed as numbers_crossed
from grader.batch.rosters.level import level_of
from grader.batch.rosters.nouns import Bundle, Part, Piece, Sorted

_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<id>[0-9A-Za-z]+)_"
    r"((?P<attachment>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)
# The name is in small letters, so LATE is a mark of Canvas' own.
_NAMED = re.compile(
    r"(?P<name>.*?)(?P<late>_LATE)?_(?P<id>\d+)_"
    r"((?P<attachment>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Name:
    """What a file's name says."""

    id: str  # the user's, or the anonymous one
    name: str  # "doejane"; "" where anonymous
    late: bool
    attachment: int  # grows with time; 0 of what was typed
    file: str  # as the student called it; "text.html" or "link.html" of what was typed
    typed: bool
    anonymous: bool = False


def read_name(name: str) -> Name | None:
    """What Canvas wrote into a file's name; None where it is not such a name."""
    for pattern in (_ANONYMOUS, _NAMED):
        match = pattern.fullmatch(name)
        if match:
            typed = match["typed"]
            return Name(
                id=match["id"],
                name=match["name"] if pattern is _NAMED else "",
                late=bool(match["late"]),
                attachment=int(match["attachment"] or 0),
                file=f"{typed}.html" if typed else match["file"],
                typed=bool(typed),
                anonymous=pattern is _ANONYMOUS,
            )
    return None


def crossed(parts: Sequence[Part]) -> Crossed | None:
    """Whether a user would have several names, or an attachment several users: no Canvas does so.

    `uid_2026_4_task1_cnn.py` is what people call their own files.
    """
    level = level_of(parts, read_name)
    names = [name for part in parts if (name := read_name(level.name(part)))]
    users = numbers_crossed("user", ((name.id, name.name) for name in names))
    files = ((str(name.attachment), name.id) for name in names if not name.typed)
    return users or numbers_crossed("attachment", files)


def sort(parts: Sequence[Part]) -> Sorted:
    """The files by student."""
    mine: dict[str, list[tuple[Name, Part, str]]] = defaultdict(list)
    nobodys: list[Part] = []
    level = level_of(parts, read_name)
    for part in parts:
        name = read_name(level.name(part))
        if name is None:
            nobodys.append(part)
        else:  # where a tutor unpacked a student's archive there is a path below it
            mine[name.id].append((name, part, level.below(part)))
    return Sorted(tuple(_bundle(found) for found in mine.values()), tuple(nobodys), _notes(mine))


def _bundle(found: Sequence[tuple[Name, Part, str]]) -> Bundle:
    first = found[0][0]
    pieces = (
        Piece(part, f"{name.file}/{below}" if below else name.file, (name.attachment,))
        for name, part, below in found
    )
    return Bundle(first.id, first.name, tuple(pieces), late=any(name.late for name, _, _ in found))


def _notes(mine: dict[str, list[tuple[Name, Part, str]]]) -> tuple[str, ...]:
    names: Iterable[Name] = (found[0][0] for found in mine.values())
    if any(name.anonymous for name in names):
        return (
            "The download is anonymous: its ids are not those of the gradebook, so no worksheet "
            "can be filled in from it; show the students' names in Canvas and download it again.",
        )
    return ()
