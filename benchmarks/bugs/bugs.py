"""`Bug`: one mistake to put into the code by hand, as the lists beside this file have it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


class BugError(Exception):
    """A bug that cannot be put in; one sentence says which, and why."""


@dataclass(frozen=True)
class Bug:
    """A mistake as a tired engineer makes it."""

    id: str  # "last-ceil-window"
    room: str  # the package that it is in, "concepts/axes"
    file: str  # from the root of the tree, "concepts/axes/slide.py"
    before: str  # occurs exactly once in the file
    after: str  # stands there instead
    breaks: str  # what it breaks and for whom, in one line
    near: tuple[str, ...]  # arguments of pytest, one run each: the tests that one would try first


def read_bugs(folder: Path = FOLDER) -> tuple[Bug, ...]:
    """Every bug of the lists in `folder`, in the order of the files."""
    return tuple(
        Bug(**{**fields, "near": tuple(fields["near"])})
        for path in sorted(folder.glob("*.toml"))
        for fields in tomllib.loads(path.read_text(encoding="utf-8"))["bug"]
    )


def with_bug(bug: Bug, tree: Path) -> str:
    """The text of the bug's file with the bug in it. Raises `BugError`."""
    path = tree / bug.file
    if not path.is_file():
        raise BugError(f"{bug.id}: there is no {bug.file} any more; say in the list where it went")
    text = path.read_text(encoding="utf-8")
    found = text.count(bug.before)
    if found != 1:
        raise BugError(
            f"{bug.id}: {bug.before!r} occurs {found} times in {bug.file}, not once; the code "
            "there was rewritten: mend `before` and `after` in the list"
        )
    return text.replace(bug.before, bug.after)


def put_in(bug: Bug, tree: Path) -> None:
    """Write the bug into its file. Raises `BugError`."""
    (tree / bug.file).write_text(with_bug(bug, tree), encoding="utf-8", newline="\n")
