"""A reshape, taken apart: which axes of the one shape become which of the other.

Cells keep their order, so that axes fall into blocks: those of the one shape whose product is
that of some of the other, next to one another. (20, 4, 4) → (20, 16) are the blocks 20 → 20 and
4, 4 → 16. What is true of one block is true whatever stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from concepts.layers.placement import Shape


@dataclass(frozen=True)
class Block:
    """Some axes of the shape before, and those that their cells stand in afterwards."""

    before: range  # axes of the shape before
    after: range  # axes of the shape after


def blocks(before: Shape, after: Shape) -> tuple[Block, ...]:
    """The blocks of a reshape, as small as they can be.

    >>> blocks((20, 4, 4), (20, 16))
    (Block(before=range(0, 1), after=range(0, 1)), Block(before=range(1, 3), after=range(1, 2)))
    """
    found: list[Block] = []
    i = j = 0
    while i < len(before) and j < len(after):
        start, place = i, j
        left, right = before[i], after[j]
        i, j = i + 1, j + 1
        while left != right:
            if left < right:
                left, i = left * before[i], i + 1
            else:
                right, j = right * after[j], j + 1
        found.append(Block(range(start, i), range(place, j)))
    if i < len(before) or j < len(after):  # sizes of 1 at the end
        last = found.pop() if found else Block(range(0), range(0))
        found.append(
            Block(range(last.before.start, len(before)), range(last.after.start, len(after)))
        )
    return tuple(found)


def wide(axes: range, shape: Shape) -> list[int]:
    """The axes of a block with more than one cell."""
    return [axis for axis in axes if shape[axis] != 1]


def moved(axis: int, before: Shape, after: Shape) -> tuple[int, int] | None:
    """(axis, times): where an axis stands afterwards, each of its cells `times` in a row.

    None where it is split, or stands behind another one with which it is merged.

    >>> moved(1, (3, 4, 5), (3, 20)), moved(2, (3, 4, 5), (3, 20)), moved(1, (3, 4), (1, 3, 4))
    ((1, 5), None, (2, 1))
    """
    block = next(one for one in blocks(before, after) if axis in one.before)
    sources, targets = wide(block.before, before), wide(block.after, after)
    if len(targets) != 1 or sources[:1] != [axis]:
        return None
    return targets[0], prod(before[other] for other in sources[1:])


def reshaped(array: NDArray[np.int64], before: Shape, after: Shape) -> NDArray[np.int64]:
    """An array over the cells of `before`, 1 along axes that make no difference, over `after`."""
    full: list[int] = []
    target: list[int] = []
    for block in blocks(before, after):
        plain = all(array.shape[axis] == 1 for axis in block.before)
        full += [1 if plain else before[axis] for axis in block.before]
        target += [1 if plain else after[axis] for axis in block.after]
    return np.broadcast_to(array, full).reshape(target)


def size_of(array: NDArray[np.int64], before: Shape, after: Shape) -> int:
    """How many cells `reshaped` makes."""
    size = 1
    for block in blocks(before, after):
        if any(array.shape[axis] > 1 for axis in block.before):
            size *= prod(before[axis] for axis in block.before)
    return size
