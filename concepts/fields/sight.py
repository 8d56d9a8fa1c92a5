"""What the units of one node see along one axis of the input, while fields are worked out.

As a rule one axis of the node's shape runs along the axis of the input, and units see alike but
for a shift (`Along`). Channels may differ: after a concatenation those of each branch see what
the branch saw. So an `Along` holds several kinds of `Extents`, and which cells are of which kind.
What follows no such pattern is a table of spans (`Spans`), inside the input alone.

Arrays over a node's cells have its axes, and the size 1 along those that make no difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from concepts.errors import ConceptError
from concepts.fields.extents import NOTHING, PIXELS, Extents, unite
from concepts.layers.placement import Shape

Numbers = NDArray[np.int64]
FAR = 1 << 40  # the first pixel of a span that holds none; the last is −FAR
MOST = 1 << 24  # cells of a table


class TooLargeError(ConceptError):
    """A table of more than MOST cells would be needed."""


@dataclass(frozen=True, eq=False)
class Along:
    """Units that see alike, but for a shift, along one axis of their own."""

    place: int | None  # axis of the shape that runs along the input's; None: none does any more
    kinds: tuple[Extents, ...]
    of: Numbers  # the kind of each cell; 1 along `place`

    def alone(self) -> Extents | None:
        """What all kinds see together; None where that follows no pattern."""
        return unite(self.kinds)


@dataclass(frozen=True, eq=False)
class Spans:
    """The first and the last pixel that each cell sees, inside the input."""

    low: Numbers
    high: Numbers  # below `low` where a cell sees nothing


Sight = Along | Spans


def alike(place: int | None, extents: Extents, rank: int) -> Along:
    """All cells at one place see the same."""
    return Along(place, (extents,), np.zeros((1,) * rank, np.int64))


def first_sight(place: int, rank: int) -> Along:
    """The input sees itself."""
    return alike(place, PIXELS, rank)


def blind(rank: int) -> Along:
    """A constant sees nothing."""
    return alike(None, NOTHING, rank)


def sees_nothing(sight: Sight) -> bool:
    """Whether no cell sees any pixel."""
    if isinstance(sight, Along):
        return all(kind.blind for kind in sight.kinds)
    return bool((sight.low > sight.high).all())


class Palette:
    """Kinds of extents, each with a number; unions of kinds are made once."""

    def __init__(self, kinds: Iterable[Extents] = ()) -> None:
        self.kinds: list[Extents] = []
        self.numbers: dict[Extents, int] = {}
        self.unions: dict[frozenset[int], int] = {}
        for kind in kinds:
            self.number(kind)

    def number(self, kind: Extents) -> int:
        """The number of a kind, a new one where it is new."""
        if kind not in self.numbers:
            self.numbers[kind] = len(self.kinds)
            self.kinds.append(kind)
        return self.numbers[kind]

    def union(self, numbers: frozenset[int]) -> int:
        """The kind of a cell that reads cells of these kinds; `UnevenError` where there is none."""
        if len(numbers) == 1:
            return next(iter(numbers))
        if numbers not in self.unions:
            united = unite([self.kinds[number] for number in sorted(numbers)])
            if united is None:
                raise UnevenError
            self.unions[numbers] = self.number(united)
        return self.unions[numbers]

    def merged(self, one: Numbers, other: Numbers) -> Numbers:
        """Cell by cell the union of two kinds."""
        a, b = np.broadcast_arrays(one, other)
        pairs, where = np.unique(np.stack([a.ravel(), b.ravel()]), axis=1, return_inverse=True)
        made = [self.union(frozenset(map(int, pair))) for pair in pairs.T]
        return np.array(made, np.int64)[where.reshape(a.shape)]

    def over(self, of: Numbers, axis: int) -> Numbers:
        """The union of the kinds along an axis, which stays with the size 1."""
        lanes = np.moveaxis(of, axis, 0).reshape(of.shape[axis], -1)
        rows, where = np.unique(lanes.T, axis=0, return_inverse=True)
        made = [self.union(frozenset(map(int, row))) for row in rows]
        shape = (*of.shape[:axis], 1, *of.shape[axis + 1 :])
        return np.array(made, np.int64)[where.ravel()].reshape(shape)


class UnevenError(ConceptError):
    """Units that meet follow no pattern that repeats."""


def tidied(place: int | None, palette: Palette, of: Numbers) -> Along:
    """An `Along` of the kinds that are in use."""
    used, numbers = np.unique(of, return_inverse=True)
    kinds = tuple(palette.kinds[number] for number in used)
    return Along(place, kinds, level(numbers.reshape(of.shape).astype(np.int64)))


def level(array: Numbers) -> Numbers:
    """The same array with the size 1 along each axis that makes no difference."""
    for axis in range(array.ndim):
        first = array.take([0], axis)
        if array.shape[axis] > 1 and (array == first).all():
            array = first
    return array


def tabulated(sight: Sight, shape: Shape, pixels: int) -> Spans:
    """The same, cell by cell, cut to the input."""
    if isinstance(sight, Spans):
        return sight
    units = 1 if sight.place is None else shape[sight.place]
    if sight.of.size * units > MOST:
        raise TooLargeError(f"a table of {sight.of.size * units} cells")
    pairs = [ends(kind, units, pixels) for kind in sight.kinds]
    low, high = (np.stack(side) for side in zip(*pairs, strict=True))  # (kinds, units)
    if sight.place is None:
        return Spans(low[sight.of, 0], high[sight.of, 0])
    of = sight.of.squeeze(sight.place)
    return Spans(np.moveaxis(low[of], -1, sight.place), np.moveaxis(high[of], -1, sight.place))


def ends(kind: Extents, units: int, pixels: int) -> tuple[Numbers, Numbers]:
    """(units,) twice: the first and the last pixel of each unit, cut to the input."""
    unit = np.arange(units)
    seen = np.array([span is not None for span in kind.spans])[unit % kind.period]
    spans = np.array([span or (0, 0) for span in kind.spans], np.int64)
    moved = spans[unit % kind.period] + (unit // kind.period * kind.shift)[:, None]
    low, high = np.maximum(moved[:, 0], 0), np.minimum(moved[:, 1], pixels - 1)
    seen &= low <= high
    return np.where(seen, low, FAR), np.where(seen, high, -FAR)


def simplified(low: Numbers, high: Numbers) -> Sight:
    """A table, or an `Along` where all cells see the same or move on evenly along one axis."""
    both = level_both(low, high)
    low, high = both
    wide = [axis for axis, size in enumerate(low.shape) if size > 1]
    first = (int(low.flat[0]), int(high.flat[0]))
    span = first if first[0] <= first[1] else None
    if not wide:
        return alike(None, Extents(1, 0, (span,)), low.ndim)
    if len(wide) > 1 or low.size < 3 or (low > high).any():
        return Spans(low, high)
    steps = {int(step) for side in both for step in np.diff(side.ravel())}
    if len(steps) > 1:
        return Spans(low, high)
    return alike(wide[0], Extents(1, steps.pop(), (span,)), low.ndim)


def level_both(low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Two arrays with the size 1 along each axis that makes no difference to either."""
    low, high = np.broadcast_arrays(low, high)
    for axis in range(low.ndim):
        if low.shape[axis] > 1:
            a, b = low.take([0], axis), high.take([0], axis)
            if (low == a).all() and (high == b).all():
                low, high = a, b
    return low, high


def check_table(shape: Iterable[int]) -> None:
    """Refuse a table that takes too much memory."""
    size = prod(shape)
    if size > MOST:
        raise TooLargeError(f"a table of {size} cells")
