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
_BESIDE = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".txt", ".md", ".pdf", ".json", ".yml", ".log")

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
    depth = _top(parts, like)
    here = _at(parts, depth, like)
    if here.share > HARDLY_ANY:
        return here
    below = _at(parts, depth + 1, like)
    folders: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        folders[here.name(part)].append(part)
    agree = [_at(mine, depth + 1, like).share >= NEARLY_ALL for mine in folders.values()]
    return below if agree and sum(agree) >= NEARLY_ALL * len(agree) else here


def _top(parts: Sequence[Part], like: Like) -> int:
    """Folders that everything lies in, and that no LMS made for one student."""
    depth = 0
    while True:
        tops = {tuple(part.path.split("/")[: depth + 1]) for part in parts}
        inside = all(part.path.count("/") > depth for part in parts)
        if len(tops) != 1 or not inside or like(next(iter(tops))[-1]):
            return depth
        depth += 1


def _at(parts: Iterable[Part], depth: int, like: Like) -> Level:
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
