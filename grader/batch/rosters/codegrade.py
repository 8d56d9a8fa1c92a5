"""CodeGrade's download of an assignment: `Jane Doe - Lab 4/task1_cnn.py`, a folder for each.

What stands behind the name is the assignment's title, the same for everybody: that is its sign, for
CodeGrade writes no number. So people are told by their names alone, as with Google Classroom.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from grader.batch.rosters.level import Level, at, top_of
from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, Sorted

_BETWEEN = " - "


def level(given: Given) -> Level:
    """Where its folders stand; nothing is like them where fewer than two have one title."""
    depth, title = _title(given.parts)
    found = at(given.parts, depth, lambda name: bool(title) and _person(name, title))
    files = any(part.path.count("/") == depth and _BETWEEN in part.name for part in given.parts)
    return replace(found, share=0.0) if not title or files else found


def sort(given: Given) -> Sorted:
    """The files by the students' names."""
    depth, title = _title(given.parts)
    mine: dict[str, list[Piece]] = defaultdict(list)
    nobodys: list[Part] = []
    for part in given.parts:
        folders = part.path.split("/")
        name = _person(folders[depth], title) if title and len(folders) > depth + 1 else ""
        if name:
            inner = "/".join(folders[depth + 1 :])
            mine[name].append(Piece(part, inner, (part.modified or 0.0,)))
        else:
            nobodys.append(part)
    bundles = (Bundle(name, name, tuple(pieces)) for name, pieces in mine.items())
    notes = ("The download has names and no numbers: two students of one name are taken for one.",)
    return Sorted(tuple(bundles), tuple(nobodys), notes)


def _title(parts: Sequence[Part]) -> tuple[int, str]:
    """How deep the folders stand, and what most of them, two at least, have behind the name."""
    depth = top_of(parts)
    paths = (part.path.split("/") for part in parts)
    names = {folders[depth] for folders in paths if len(folders) > depth + 1}
    titles = Counter(title for name in names if (title := name.partition(_BETWEEN)[2]))
    title, count = titles.most_common(1)[0] if titles else ("", 0)
    return depth, title if count > 1 else ""


def _person(name: str, title: str) -> str:
    """Whose folder it is; "" of any other."""
    person = name.removesuffix(f"{_BETWEEN}{title}").strip()
    return person if person != name.strip() else ""
