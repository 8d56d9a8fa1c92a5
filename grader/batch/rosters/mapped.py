"""A download of any kind, with a map that says whose is what: `--map FILE`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from fnmatch import translate

from grader.batch.rosters.nouns import Bundle, Given, Part, Piece, RosterError, Sorted, shown
from grader.batch.rosters.people import Mapped, read_map

_MOST_TRIED = 20_000_000  # patterns times paths: half a minute
_NAMED = 20  # people whom a sentence names before it counts the rest


def sort(given: Given) -> Sorted:
    """The files by the ids of the map. Raises `RosterError` where a file fits two people's."""
    if given.people is None:
        raise RosterError("a map says whose is what; give one with --map FILE (pattern,id)")
    rows = read_map(given.people)
    _bound(len(rows), given.parts)
    patterns = [(row, re.compile(translate(row.pattern))) for row in rows]
    root = given.root
    whose: dict[str, tuple[Mapped, ...]] = {}  # by path: files of a folder share the answer
    mine: dict[str, list[Piece]] = defaultdict(list)
    nobodys: list[Part] = []
    for part in given.parts:
        for path in _above(part.path, root):
            if path not in whose:
                whose[path] = tuple(row for row, like in patterns if _fits(row, like, path, root))
        found = [(path, row) for path in _above(part.path, root) for row in whose[path]]
        if not found:
            nobodys.append(part)
            continue
        _refuse_two(part, [row for _, row in found])
        path, row = found[0]
        inner = part.path.removeprefix(f"{path}/") if path != part.path else part.name
        mine[row.id].append(Piece(part, inner, (part.modified or 0.0,)))
    names = {row.id: row.name for row in reversed(rows) if row.name}
    bundles = (Bundle(id, names.get(id, ""), tuple(pieces)) for id, pieces in mine.items())
    return Sorted(tuple(bundles), tuple(nobodys), _without([row.id for row in rows], mine))


def _bound(lines: int, parts: Sequence[Part]) -> None:
    """Each pattern is tried on each path: raise `RosterError` where that has no end."""
    paths = sum(part.path.count("/") + 1 for part in parts)
    if lines * paths > _MOST_TRIED:
        raise RosterError(
            f"the map has {lines:,} lines for a download of {len(parts):,} files, more than can be "
            "tried on one another; give it in portions"
        )


def _above(path: str, root: str) -> list[str]:
    """The folders that a file lies in, below the root, the outermost first, and itself."""
    names = path.split("/")
    first = root.count("/") + 1
    return ["/".join(names[:count]) for count in range(first, len(names) + 1)]


def _fits(row: Mapped, like: re.Pattern[str], path: str, root: str) -> bool:
    """Whether the pattern is that path, with or without the folders that all lie in."""
    inner = path.removeprefix(root)
    return row.pattern in (path, inner) or bool(like.match(path) or like.match(inner))


def _refuse_two(part: Part, rows: Sequence[Mapped]) -> None:
    other = next((row for row in rows if row.id != rows[0].id), None)
    if other is not None:
        raise RosterError(
            f"{shown(part.path)} fits two lines of the map, {shown(rows[0].pattern)!r} of "
            f"{shown(rows[0].id)} and {shown(other.pattern)!r} of {shown(other.id)}: make one "
            "narrower"
        )


def _without(ids: Sequence[str], mine: dict[str, list[Piece]]) -> tuple[str, ...]:
    """Whom the map names, and nothing in the download fits."""
    lacking = [shown(id) for id in dict.fromkeys(ids) if id not in mine]
    if not lacking:
        return ()
    more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
    who = ", ".join(lacking[:_NAMED])
    return (f"On the map, but nothing in the download fits ({len(lacking)}): {who}{more}.",)
