"""Axes that pick cells of their input one by one: slices, flips, repeats, windows set side by side.

`Pick` is a slice, which repeats for ever; `Table` lists what each output cell reads; `Upto` reads
all cells so far, as a recurrent layer does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from concepts.axes.axis import Mask, pull_cells


@dataclass(frozen=True)
class Pick:
    """Output cell i reads input cell start + i·step: a slice; with step −1, a flip.

    >>> [Pick(8, 1, 3, 3).taps(i) for i in range(3)]
    [(1,), (4,), (7,)]
    """

    size: int  # cells of the input
    start: int  # cell that output 0 reads
    step: int  # input cells from one output to the next; may be negative, not 0
    out: int  # cells of the output

    @property
    def period(self) -> tuple[int, int]:
        return (1, self.step)

    def taps(self, cell: int) -> Sequence[int]:
        return (self.start + cell * self.step,)

    def reads(self, cell: int) -> Sequence[int]:
        (tap,) = self.taps(cell)
        return (tap,) if 0 <= cell < self.out and 0 <= tap < self.size else ()

    def pull(self, wanted: Mask) -> Mask:
        reached = np.zeros((self.size, *wanted.shape[1:]), dtype=bool)
        reached[self.start + self.step * np.arange(self.out)] = wanted
        return reached


@dataclass(frozen=True)
class Repeat:
    """Each input cell stands `times` in a row: output i reads cell ⌊i / times⌋.

    >>> [Repeat(2, 3).taps(i) for i in range(6)]
    [(0,), (0,), (0,), (1,), (1,), (1,)]
    """

    size: int  # cells of the input
    times: int  # outputs for each of them

    @property
    def out(self) -> int:
        return self.size * self.times

    @property
    def period(self) -> tuple[int, int]:
        return (self.times, 1)

    def taps(self, cell: int) -> Sequence[int]:
        return (cell // self.times,)

    reads = taps

    def pull(self, wanted: Mask) -> Mask:
        groups = wanted.reshape(self.size, self.times, *wanted.shape[1:])
        return np.logical_or.reduce(groups, axis=1)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Table:
    """Output cell i reads the cells cells[i], all inside; the pattern need not repeat.

    >>> Table(4, ((3,), (0, 2), ())).pull(np.array([True, False, True])).tolist()
    [False, False, False, True]
    """

    size: int  # cells of the input
    cells: tuple[tuple[int, ...], ...]  # of the input, ascending, for each output cell

    @property
    def out(self) -> int:
        return len(self.cells)

    period = (0, 0)  # there is none

    @property
    def formula(self) -> str:
        return f"{self.out} from {self.size}"

    def taps(self, cell: int) -> Sequence[int]:
        return self.cells[cell]

    reads = taps

    @cached_property
    def single(self) -> NDArray[np.intp] | None:
        """The one cell that each output reads, where that is so."""
        alone = all(len(reads) == 1 for reads in self.cells)
        return np.array([reads[0] for reads in self.cells], np.intp) if alone else None

    def pull(self, wanted: Mask) -> Mask:
        if self.single is None:
            return pull_cells(self, wanted)
        reached = np.zeros((self.size, *wanted.shape[1:]), dtype=bool)
        np.logical_or.at(reached, self.single, wanted)
        return reached


@dataclass(frozen=True)
class Upto:
    """Output cell i reads cells 0 to i: a recurrent layer, a running sum.

    >>> list(Upto(5).taps(2))
    [0, 1, 2]
    """

    size: int  # cells, of input and output
    period = (0, 0)  # there is none

    @property
    def out(self) -> int:
        return self.size

    def taps(self, cell: int) -> Sequence[int]:
        return range(cell + 1)

    reads = taps

    def pull(self, wanted: Mask) -> Mask:
        return np.array(np.logical_or.accumulate(wanted[::-1], axis=0)[::-1], dtype=bool)
