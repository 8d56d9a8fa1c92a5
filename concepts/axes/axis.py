"""One axis of one layer: which input cells does each output cell read?

Pooling, convolution, shapes, receptive fields and exact regions all stand on this one question.
Every answer repeats: the cells that output `o + period` reads are those that `o` reads, `shift`
further on. So a whole axis is known from its first `period` outputs, and fields need no arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


class Axis(Protocol):
    """One axis of a layer, from `size` input cells to `out` output cells."""

    @property
    def size(self) -> int:
        """Cells of the input along this axis."""

    @property
    def out(self) -> int:
        """Cells of the output along this axis."""

    @property
    def period(self) -> tuple[int, int]:
        """(outputs, input cells) after which the reading repeats; (0, 0) where it never does."""

    def taps(self, cell: int) -> Sequence[int]:
        """Input positions that output `cell` reads, ascending; those outside included."""

    def reads(self, cell: int) -> Sequence[int]:
        """Input cells that output `cell` reads, all inside; one read twice stands twice."""

    def pull(self, wanted: Mask) -> Mask:
        """(out, ...) → (size, ...): the input cells that reach any wanted output cell."""


class Windows(Axis, Protocol):
    """An axis along which windows lie: how many there are is worked out."""

    @property
    def formula(self) -> str:
        """The size of the output with the numbers put in."""


def inside(taps: Sequence[int], size: int) -> Sequence[int]:
    """The taps that fall on one of `size` cells.

    >>> list(inside(range(-1, 2), 5)), inside((3, 7), 5)
    ([0, 1], (3,))
    """
    if isinstance(taps, range):
        low = taps[0] if taps else 0
        skip = max(0, -(low // taps.step)) if low < 0 else 0
        stop = min(taps.stop, size)
        return range(low + skip * taps.step, stop, taps.step)
    return tuple(tap for tap in taps if 0 <= tap < size)


def pull_cells(axis: Axis, wanted: Mask) -> Mask:
    """`Axis.pull` for any axis, one output cell at a time."""
    reached = np.zeros((axis.size, *wanted.shape[1:]), dtype=bool)
    for cell in np.flatnonzero(wanted.reshape(wanted.shape[0], -1).any(axis=1)):
        reads = axis.reads(int(cell))
        if len(reads):
            reached[np.asarray(reads)] |= wanted[cell]
    return reached


@dataclass(frozen=True)
class Same:
    """Output cell i reads input cell i: activations, normalisation, dropout."""

    size: int  # cells
    period = (1, 1)

    @property
    def out(self) -> int:
        return self.size

    @property
    def formula(self) -> str:
        return f"{self.size}, unchanged"

    def taps(self, cell: int) -> Sequence[int]:
        return (cell,)

    reads = taps

    def pull(self, wanted: Mask) -> Mask:
        return wanted


@dataclass(frozen=True)
class Whole:
    """Every output cell reads every input cell: fully connected, means, softmax along the axis."""

    size: int  # cells of the input
    out: int  # cells of the output
    period = (1, 0)

    def taps(self, cell: int) -> Sequence[int]:
        return range(self.size)

    reads = taps

    def pull(self, wanted: Mask) -> Mask:
        return np.broadcast_to(wanted.any(axis=0), (self.size, *wanted.shape[1:]))


@dataclass(frozen=True)
class Groups:
    """Channels in groups: each output channel reads the input channels of its own group."""

    size: int  # channels of the input
    out: int  # channels of the output
    groups: int  # of both

    @property
    def period(self) -> tuple[int, int]:
        return self.out // self.groups, self.size // self.groups

    def taps(self, cell: int) -> Sequence[int]:
        outputs, inputs = self.period
        first = cell // outputs * inputs
        return range(first, first + inputs)

    reads = taps

    def pull(self, wanted: Mask) -> Mask:
        return pull_cells(self, wanted)


@dataclass(frozen=True)
class Spread:
    """One input cell read by every output cell: a branch of size 1 beside a larger one."""

    out: int  # cells of the output
    size = 1
    period = (1, 0)

    def taps(self, cell: int) -> Sequence[int]:
        return (0,)

    reads = taps

    def pull(self, wanted: Mask) -> Mask:
        return np.logical_or.reduce(wanted, axis=0, keepdims=True)
