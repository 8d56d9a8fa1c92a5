"""Which files of many are kept where not all fit: no folder takes another's place.

What fits is shared out from the top of the tree down, each time evenly among what lies beside one
another (max-min fairness): who needs less than an even share leaves the rest to the others. So it
need not be known which folders are a student's, and where all fits nothing is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

DEEPEST = 12  # folders within one another; what lies deeper is taken in order


def shared_out(paths: Sequence[str], sizes: Sequence[int], most: int) -> set[int]:
    """Positions of the files that are kept, whose sizes add up to `most` at most."""
    if sum(sizes) <= most:
        return set(range(len(paths)))
    return _share(paths, sizes, list(range(len(paths))), most, 0, 0)


def _share(
    paths: Sequence[str], sizes: Sequence[int], among: list[int], most: int, start: int, depth: int
) -> set[int]:
    """Of the files `among`, which share the first `start` characters of their paths."""
    if sum(sizes[i] for i in among) <= most:
        return set(among)
    folders: dict[str, list[int]] = defaultdict(list)
    for i in among:
        end = paths[i].find("/", start)
        folders[paths[i][start : end + 1] if end >= 0 else ""].append(i)
    if depth == DEEPEST or set(folders) == {""}:
        return _in_order(sizes, among, most)
    kept: set[int] = set()
    weights = {name: sum(sizes[i] for i in inner) for name, inner in folders.items()}
    ascending = sorted(folders, key=weights.__getitem__)
    for number, name in enumerate(ascending):
        even = -(-most // (len(ascending) - number))
        given = min(weights[name], even)
        most -= given
        inner = folders[name]
        if name:
            kept |= _share(paths, sizes, inner, given, start + len(name), depth + 1)
        else:  # files that lie beside the folders
            kept |= _in_order(sizes, inner, given)
    return kept


def _in_order(sizes: Sequence[int], among: list[int], most: int) -> set[int]:
    kept: set[int] = set()
    for i in among:
        if sizes[i] <= most:
            most -= sizes[i]
            kept.add(i)
    return kept
