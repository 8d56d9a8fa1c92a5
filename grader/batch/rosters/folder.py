"""A plain folder: one file or one folder for each student, called as the tutor likes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

from grader.batch.rosters.nouns import Bundle, Part, Piece, Sorted

GRADABLE = (".py", ".pyw", ".ipynb")
HANDED = (*GRADABLE, ".zip", ".tar", ".gz", ".tgz")


def sort(parts: Sequence[Part], file_name: str) -> Sorted:
    """The files by student: by the first folder, or by the name without its ending.

    `file_name` is the one that the lab asks for: where it lies, a student's folder is.
    """
    root = common_root(parts, file_name)
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


def common_root(parts: Sequence[Part], file_name: str = "") -> str:
    """The folders that everything lies in and that are no student's own: "" or "class/"."""
    root = ""
    while True:
        inner = [part.path.removeprefix(root) for part in parts]
        tops = {path.partition("/")[0] for path in inner}
        if len(tops) != 1 or any("/" not in path for path in inner):
            return root
        below = [path.partition("/")[2] for path in inner]
        files = [path for path in below if "/" not in path and _suffix(path) in HANDED]
        if file_name in below or (len(files) < 2 and not any("/" in path for path in below)):
            return root
        root += f"{next(iter(tops))}/"


def _starts(part: Part, root: str) -> bool:
    """Whether a student is there because of this file; a list of names beside them is nobody."""
    path = part.path.removeprefix(root)
    return "/" in path or _suffix(path) in HANDED


def _student(path: str) -> str:
    top, slash, _ = path.partition("/")
    if slash:
        return top
    stem = PurePosixPath(top).stem
    return stem.removesuffix(".tar") if _suffix(top) == ".gz" else stem


def _suffix(path: str) -> str:
    return PurePosixPath(path.lower()).suffix
