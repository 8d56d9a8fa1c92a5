"""Where in a download the class begins: found by what the folders hold, whatever lies beside them.

A gradebook, a list of names, a hand-out beside `submissions/` make no student of that folder.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.batch.rosters.nouns import Part, RosterError, shown
from grader.lab import Lab
from grader.submission.ranking import is_starter

SCRIPTS = (".py", ".pyw", ".ipynb")
HANDED = (*SCRIPTS, ".zip", ".tar", ".gz", ".tgz", ".rar", ".7z")
_DRESS = re.compile(r"(?<=\.py)\.txt$|(?<=\.ipynb)\.(?:txt|json)$", re.IGNORECASE)
_SEVERAL = 3  # works in a folder that one person rarely has


@dataclass(frozen=True)
class Work:
    """A file that may be somebody's work."""

    path: str
    defines: bool  # the class that was asked for, or it is an archive: it may
    data: bytes


def undressed(path: str) -> str:
    """Without the blanks behind a name, and what a browser put there: "a.py.txt" is "a.py"."""
    return _DRESS.sub("", path.rstrip())


def works_of(parts: Iterable[Part], lab: Lab) -> tuple[Work, ...]:
    """All of them; an untouched starter is nobody's."""
    marker = re.compile(rb"\bclass\s+" + re.escape(lab.class_name).encode() + rb"\b")
    found = []
    for part in parts:
        suffix = PurePosixPath(undressed(part.path).lower()).suffix
        if suffix not in HANDED:
            continue
        data = part.data or b""
        if suffix in (".py", ".pyw") and is_starter(part.name, data, lab):
            continue
        is_archive = suffix not in SCRIPTS
        found.append(Work(part.path, is_archive or marker.search(data) is not None, data))
    return tuple(found)


def root_of(
    parts: Sequence[Part], works: Sequence[Work], file_name: str, like: Callable[[str], object]
) -> str:
    """The folders above the class: "" or "lab4/submissions/".

    `file_name` is the one that the lab asks for: where it lies, a student's folder is. `like` says
    whether an LMS wrote a name: where such names stand the class begins.
    """
    root = ""
    while True:
        inner = [part.path.removeprefix(root) for part in parts if part.path.startswith(root)]
        tops = {path.partition("/")[0] for path in inner}
        working = {work.path.removeprefix(root) for work in works if work.path.startswith(root)}
        above = {path.partition("/")[0] for path in working} or tops
        if len(above) != 1 or any("/" not in path for path in working or inner):
            return root
        (top,) = above
        if any(map(like, tops)):
            return root
        below = [path.removeprefix(f"{top}/") for path in inner if path.startswith(f"{top}/")]
        beside = {path.partition("/")[0] for path in inner if "/" in path} - {top}
        if len(tops) == 1:
            several = _may_be_class(below)
        else:
            an_lmss = not beside and any(like(path.partition("/")[0]) for path in below)
            several = an_lmss or _defining(works, root + top) > max(1, len(beside))
        if file_name in below or not several:
            return root
        root += f"{top}/"


def _may_be_class(below: Sequence[str]) -> bool:
    """Whether more than one may have handed in what lies in a folder beside which nothing lies."""
    files = [path for path in below if "/" not in path and is_handed(path)]
    return len(files) > 1 or any("/" in path for path in below)


def is_handed(path: str) -> bool:
    """Whether a file of such a name may be all that somebody handed in."""
    return undressed(path).lower().endswith(HANDED)


def _defining(works: Sequence[Work], folder: str) -> int:
    """How many define the class where a folder first parts, a folder counted once as a file is."""
    paths = [work.path for work in works if work.defines and work.path.startswith(f"{folder}/")]
    rests = [path.removeprefix(f"{folder}/") for path in paths]
    while len({rest.partition("/")[0] for rest in rests}) == 1 and all("/" in r for r in rests):
        rests = [rest.partition("/")[2] for rest in rests]
    return len({rest.partition("/")[0] for rest in rests})


def refuse_class_as_student(
    path: str, root: str, names: Sequence[str], works: Sequence[Work]
) -> None:
    """Raise `RosterError` where what would be read as one student is a class.

    `names` are of the folders and files that would be students. A person may have some versions of
    the work; where that is so in half of the class, or one has more than all others, it is none.
    """
    own = _own(works, root)
    classes = {top: rests for top, rests in own.items() if len(rests) >= _SEVERAL}
    most = max(map(len, classes.values()), default=0)
    if not classes or (2 * len(classes) < len(names) and most <= 2 * len(names)):
        return
    top = max(classes, key=lambda name: len(classes[name]))
    some = ", ".join(shown(rest) for rest in sorted(classes[top])[:3])
    raise RosterError(
        f"{path} would make one student of {shown(root + top)}, which holds {len(classes[top])} "
        f"works, such as {some}: give that folder, in which the students are, or put it into a "
        "zip if all of it is one student's"
    )


def _own(works: Sequence[Work], root: str) -> dict[str, list[str]]:
    """By the folder of what would be a student: the works in it, of copies one.

    What several have, such as "final/task1_cnn.py", is no person's name and does not count.
    """
    found: dict[str, dict[tuple[str, bytes], str]] = defaultdict(dict)
    for work in works:
        top, inside, rest = work.path.removeprefix(root).partition("/")
        if work.defines and inside:
            found[top].setdefault((rest.rpartition("/")[0], work.data), rest)
    count = Counter(rest for rests in found.values() for rest in rests.values())
    return {top: [r for r in rests.values() if count[r] == 1] for top, rests in found.items()}
