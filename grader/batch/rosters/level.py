"""The level of a download at which the LMS itself writes names; all below it is a student's.

Whose download it is follows from that level alone, and only where nearly all its names agree: what
one student calls a file, or puts into a folder, decides nothing for anybody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.batch.rosters.nouns import Part

NEARLY_ALL = 0.8  # of the names at the level
HARDLY_ANY = 0.2
# what may lie beside the students' entries and is nobody's: a gradebook, a list, a note
_BESIDE = (
    *(".csv", ".tsv", ".xlsx", ".xls", ".ods", ".txt", ".md", ".pdf", ".json", ".yml", ".log"),
    *(".html", ".url"),
)

Like = Callable[[str], object]  # whether the LMS would write such a name; anything true says yes


@dataclass(frozen=True)
class Level:
    """Where an LMS's names stand, and how many of them look so."""

    depth: int  # folders above it
    share: float  # of the names there that are like the LMS's, 0 to 1
    like: tuple[str, ...]  # some of them, in order
    unlike: tuple[str, ...]

    def name(self, part: Part) -> str:
        """A part's name at this level; "" where it lies above."""
        names = part.path.split("/")
        return names[self.depth] if len(names) > self.depth else ""

    def below(self, part: Part) -> str:
        """The rest of its path: the student's own."""
        return "/".join(part.path.split("/")[self.depth + 1 :])


def level_of(parts: Sequence[Part], like: Like) -> Level:
    """The level at which most names are like an LMS's: the top, nearly always.

    Where it was sorted once more (by section, say) it is one below, if nearly all names agree
    there in nearly every folder.
    """
    depth, parts = _top(parts, like)
    here = at(parts, depth, like)
    if here.share > HARDLY_ANY:
        return here
    below = at(parts, depth + 1, like)
    folders: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        folders[here.name(part)].append(part)
    agree = [at(mine, depth + 1, like).share >= NEARLY_ALL for mine in folders.values()]
    return below if agree and sum(agree) >= NEARLY_ALL * len(agree) else here


def _top(parts: Sequence[Part], like: Like) -> tuple[int, list[Part]]:
    """How many folders all lies in that no LMS made for one student, and what counts for it.

    A gradebook beside those folders does not: it is nobody's, and no folder of its own.
    """
    depth, left = 0, list(parts)
    while True:
        left = [part for part in left if not _is_beside(part, depth, like)]
        tops = {part.path.split("/")[depth] for part in left}
        inside = all(part.path.count("/") > depth for part in left)
        if len(tops) != 1 or not inside or like(next(iter(tops))):
            return depth, left
        depth += 1


def _is_beside(part: Part, depth: int, like: Like) -> bool:
    """Whether it is a file at that depth of a kind that may lie there, and none of the LMS's."""
    here = part.path.count("/") == depth and part.name.lower().endswith(_BESIDE)
    return here and not like(part.name)


def at(parts: Iterable[Part], depth: int, like: Like) -> Level:
    """The names at one depth, and how many of them are like the LMS's."""
    yes, no = set[str](), set[str]()
    for part in parts:
        names = part.path.split("/")
        if len(names) <= depth:
            continue
        if like(names[depth]):
            yes.add("/".join(names[: depth + 1]))
        elif len(names) > depth + 1 or not names[depth].lower().endswith(_BESIDE):
            no.add("/".join(names[: depth + 1]))
    share = len(yes) / (len(yes) + len(no)) if yes else 0.0
    last = [tuple(sorted(path.rpartition("/")[2] for path in paths)) for paths in (yes, no)]
    return Level(depth, share, last[0], last[1])


def top_of(parts: Sequence[Part]) -> int:
    """How many folders everything lies in, but for what may lie beside it."""
    return _top(parts, lambda _: False)[0]


def in_common(names: Sequence[str], mark: str) -> str:
    """What all the names begin with, up to the last such mark: "lab-4-"; "" of fewer than two."""
    first, last = min(names, default=""), max(names, default="")
    pairs = enumerate(zip(first, last, strict=False))
    same = next((i for i, (one, other) in pairs if one != other), len(first))
    return first[: first.rfind(mark, 0, same) + 1] if len(names) > 1 else ""
