"""A pooling question as it stands on a sheet, and its windows on paper."""

from __future__ import annotations

from dataclasses import dataclass

from concepts.pooling.pool import avg_pool, max_pool
from concepts.pooling.working import explain_pool
from concepts.questions.given import Table
from concepts.written import by

Group = tuple[float, ...]


@dataclass(frozen=True)
class PoolQuestion:
    """Which values come out of a pooling layer for this input?"""

    cells: Table  # the input, row by row
    method: str  # max or average
    kernel: int = 2  # cells along each side of the window
    stride: int = 2  # cells from one window to the next
    padding: int = 0  # cells around the input

    @property
    def expected(self) -> Table:
        """The right answer."""
        pool = max_pool if self.method == "max" else avg_pool
        rows = pool(self.cells, self.kernel, self.stride, self.padding).tolist()
        return tuple(tuple(float(cell) for cell in row) for row in rows)

    @property
    def working(self) -> tuple[str, ...]:
        """One line for each window, row by row."""
        kind = "max" if self.method == "max" else "avg"
        windows = explain_pool(kind, self.cells, self.kernel, self.stride, self.padding).windows
        return tuple(
            f"row {w.output[0] + 1}, column {w.output[1] + 1}: {w.arithmetic}" for w in windows
        )

    def text(self) -> str:
        """The question in words, without the input."""
        kind = "max" if self.method == "max" else "average"
        pad = f" and padding of {self.padding}" if self.padding else ""
        return f"{kind} pooling, size {by((self.kernel,) * 2)}, stride of {self.stride}{pad}"


@dataclass(frozen=True)
class Layout:
    """Where windows lie."""

    kernel: int  # cells along each side
    stride: int  # cells from one to the next
    padding: int = 0  # cells around the input, holding 0
    start: int = 0  # cells skipped at the top and left
    dilation: int = 1  # cells from one cell of the window to the next
    overhang: bool = False  # whether windows may hang over the end
    zeros: bool = True  # whether padding counts as zeros; else it is left out, as for a maximum
    kernels: tuple[int, int] | None = None  # where rows and columns differ
    strides: tuple[int, int] | None = None  # the same

    def along(self, axis: int) -> tuple[int, int]:
        """(kernel, stride) of the rows (0) or the columns (1)."""
        return (
            self.kernels[axis] if self.kernels else self.kernel,
            self.strides[axis] if self.strides else self.stride,
        )


def groups(cells: Table, layout: Layout) -> tuple[tuple[Group, ...], ...]:
    """The numbers in each window, by row and column of windows.

    >>> groups(((4, 3), (2, 1)), Layout(2, 2))
    (((4, 3, 2, 1),),)
    """
    rows = starts(len(cells), layout, 0)
    columns = starts(len(cells[0]), layout, 1)
    return tuple(tuple(group(cells, layout, r, c) for c in columns) for r in rows)


def starts(size: int, layout: Layout, axis: int) -> range:
    """Where windows start along an axis of `size` cells."""
    kernel, stride = layout.along(axis)
    span = layout.dilation * (kernel - 1) + 1
    first = layout.start - layout.padding
    last = size if layout.overhang else size + layout.padding - span + 1
    return range(first, last, stride)


def group(cells: Table, layout: Layout, row: int, column: int) -> Group:
    """The numbers of the window at one place; what hangs over the end is left out."""
    height, width = len(cells), len(cells[0])
    found = []
    for r in taps(layout, row, 0):
        for c in taps(layout, column, 1):
            if 0 <= r < height and 0 <= c < width:
                found.append(cells[r][c])
            elif layout.zeros and r < height + layout.padding and c < width + layout.padding:
                found.append(0.0)
    return tuple(found)


def taps(layout: Layout, start: int, axis: int) -> range:
    """The rows (0) or columns (1) of the window that starts there."""
    kernel, _ = layout.along(axis)
    return range(start, start + layout.dilation * kernel, layout.dilation)
