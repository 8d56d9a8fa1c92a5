"""A plain folder: one file or one folder for each student, called as the tutor likes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

from grader.batch.rosters.nouns import Bundle, Part, Piece, Sorted
from grader.batch.rosters.root import is_handed, undressed


def sort(parts: Sequence[Part], root: str) -> Sorted:
    """The files by student: by the first folder below `root`, or by the name without its ending."""
    mine: dict[str, list[Piece]] = defaultdict(list)
    nobodys: list[Part] = []
    names = {_student(part.path.removeprefix(root)) for part in parts if _starts(part, root)}
    for part in parts:
        path = part.path.removeprefix(root)
        student = _student(path)
        if student not in names:
            nobodys.append(part)
            continue
        inner = path.partition("/")[2] or path
        mine[student].append(Piece(part, inner, (part.modified or 0.0,)))
    return Sorted(
        tuple(Bundle(name, name, tuple(pieces)) for name, pieces in mine.items()), tuple(nobodys)
    )


def _starts(part: Part, root: str) -> bool:
    """Whether a student is there because of this file; a list of names beside them is nobody."""
    path = part.path.removeprefix(root)
    return "/" in path or is_handed(path)


def _student(path: str) -> str:
    top, slash, _ = path.partition("/")
    if slash:
        return top
    bare = PurePosixPath(undressed(top))
    return bare.stem.removesuffix(".tar") if bare.suffix.lower() == ".gz" else bare.stem
