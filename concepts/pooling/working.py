"""Pooling with the working shown: which cells each output cell used, and the sum as on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from concepts.axes.arguments import numbers
from concepts.axes.reduce import Array
from concepts.axes.resample import Adaptive
from concepts.axes.slide import Slide
from concepts.errors import ConceptError
from concepts.notebook import lines, table
from concepts.pooling import pool as pooling
from concepts.pooling.axes import adaptive_axes, pool_axes
from concepts.written import Number, by, equals, term, written

Cell = tuple[int, ...]
MOST_SHOWN = 100  # windows that a notebook shows
KINDS = ("max", "avg", "lp", "adaptive_max", "adaptive_avg")


@dataclass(frozen=True)
class Window:
    """How one output cell came about."""

    output: Cell  # index of the output cell, leading axes included
    cells: tuple[Cell, ...]  # indices of the input cells that it used, row by row
    values: tuple[Number, ...]  # what they hold, in the same order
    padding: int  # cells of the window that fall on declared padding
    overhang: int  # cells by which a ceil-mode window hangs over the end; never counted
    result: Number  # the value of the output cell
    arithmetic: str  # "(4 + 3 + 2 + 1) / 4 = 2.5"
    winners: tuple[Cell, ...]  # of a maximum: the cells that hold it, torch's choice first
    divisor: float | None  # of an average: what the sum was divided by


@dataclass(frozen=True)
class PoolWorking:
    """A pooling with everything that explains it."""

    kind: str  # max, avg, lp, adaptive_max or adaptive_avg
    values: Array  # the result (..., *pooled)
    formulas: tuple[str, ...]  # the output size along each pooled axis, with the numbers put in
    windows: tuple[Window, ...]  # one for each output cell, row by row
    unused: tuple[Cell, ...]  # input cells that no window used, row by row

    def _repr_html_(self) -> str:
        """The formulas, then each output cell with its sum, for a notebook."""
        rows = [
            [",".join(map(str, one.output)), one.arithmetic] for one in self.windows[:MOST_SHOWN]
        ]
        more = len(self.windows) - len(rows)
        rest = [f"… and {more} more"] if more else []
        head = (f"output {by(self.values.shape)}", f"{self.kind} of the window")
        return lines(self.formulas) + table(rows, head) + (lines(rest) if rest else "")


def explain_pool(kind: str, x: ArrayLike, *size: Any, **options: Any) -> PoolWorking:
    """Pool as `max_pool`, `avg_pool`, … do, and keep the working of every window.

    `kind` is one of max, avg, lp, adaptive_max and adaptive_avg; the rest are that function's
    arguments.

    >>> working = explain_pool("avg", [[4, 3, 5], [2, 1, 3]], 2)
    >>> working.windows[0].arithmetic
    '(4 + 3 + 2 + 1) / 4 = 2.5'
    >>> working.unused
    ((0, 2), (1, 2))
    >>> explain_pool("max", [[1, 4], [4, 0]], 2).windows[0].winners
    ((0, 1), (1, 0))
    """
    array = numbers("x", x)
    values: Any = pooled(kind, array, *size, **options)
    if kind.startswith("adaptive"):
        axes: Sequence[Slide | Adaptive] = adaptive_axes(array.shape, *size, **options)
        writer: Writer = max_window if kind == "adaptive_max" else mean_window
    else:
        axes, writer = sliding(kind, array.shape, *size, **options)
    check_length(axes, values.size)
    windows = tuple(
        writer(array, axes, cell, values[cell].item()) for cell in np.ndindex(values.shape)
    )
    return PoolWorking(
        kind, values, tuple(axis.formula for axis in axes), windows, unused(array.shape, axes)
    )


def pooled(kind: str, x: ArrayLike, *size: Any, **options: Any) -> Array:
    """The values of `explain_pool` alone."""
    if kind not in KINDS:
        raise ConceptError(f"kind is {kind!r}: it must be one of {', '.join(KINDS)}")
    values: Array = getattr(pooling, f"{kind}_pool")(x, *size, **options)
    return values


LONGEST = 5_000_000  # positions of windows: more is nothing that anyone would read


def check_length(axes: Sequence[Slide | Adaptive], outputs: int) -> None:
    """Refuse a working that would fill memory before it fills a page."""
    area = int(np.prod([float(len(axis.taps(0))) for axis in axes]))
    if area * outputs > LONGEST:
        raise ConceptError(
            f"the working of {outputs} windows of {area} cells is too long: at most {LONGEST} cells"
        )


Writer = Callable[[Array, Sequence[Any], Cell, Number], Window]


def sliding(kind: str, shape: Cell, *size: Any, **options: Any) -> tuple[Sequence[Slide], Writer]:
    """The axes of a sliding window, and what writes its windows down."""
    given = dict(zip(ARGUMENTS[kind], size, strict=False)) | options
    include = given.pop("count_include_pad", True)
    override = given.pop("divisor_override", None)
    power = given.pop("norm_type", None)
    axes = pool_axes(shape, **given)
    if kind == "max":
        return axes, max_window
    if kind == "lp":
        return axes, lambda x, a, cell, result: lp_window(x, a, cell, result, float(power))
    include = include and given.get("padding") != "same"
    divisors = pooling.divisors(axes, include, override)
    return axes, lambda x, a, cell, result: avg_window(
        x, a, cell, result, include, float(divisors[cell[-len(a) :]])
    )


ARGUMENTS = {
    "max": ("kernel_size", "stride", "padding", "dilation", "ceil_mode"),
    "avg": (
        "kernel_size",
        "stride",
        "padding",
        "ceil_mode",
        "count_include_pad",
        "divisor_override",
    ),
    "lp": ("norm_type", "kernel_size", "stride", "ceil_mode"),
}


def places(axes: Sequence[Slide | Adaptive], cell: Cell) -> Iterator[tuple[Cell, str]]:
    """Each position of the window of `cell`, row by row: input, padding or overhang."""
    taps = [axis.taps(i) for axis, i in zip(axes, cell[len(cell) - len(axes) :], strict=True)]
    for place in product(*taps):
        kind = "input"
        for axis, tap in zip(axes, place, strict=True):
            after = axis.after if isinstance(axis, Slide) else 0
            if tap >= axis.size + after:
                kind = "overhang"
            elif not 0 <= tap < axis.size and kind == "input":
                kind = "padding"
        yield place, kind


def window(
    x: Array, axes: Sequence[Slide | Adaptive], cell: Cell, result: Number
) -> tuple[Window, list[str]]:
    """The window without its arithmetic, and the kind of each of its positions."""
    lead = cell[: len(cell) - len(axes)]
    spots = list(places(axes, cell))
    cells = tuple((*lead, *place) for place, kind in spots if kind == "input")
    kinds = [kind for _, kind in spots]
    values = tuple(x[place].item() for place in cells)
    padding, overhang = kinds.count("padding"), kinds.count("overhang")
    return Window(cell, cells, values, padding, overhang, result, "", (), None), kinds


def written_terms(found: Window, kinds: list[str], pad: str | None, form: str = "{}") -> list[str]:
    """The terms of the sum in reading order; padding as `pad`, or left out."""
    values = iter(found.values)
    terms = []
    for kind in kinds:
        if kind == "input":
            terms.append(form.format(term(next(values))))
        elif kind == "padding" and pad is not None:
            terms.append(pad)
    return terms


def max_window(x: Array, axes: Sequence[Any], cell: Cell, result: Number) -> Window:
    """A maximum: "max(4, 3, 2, 1) = 4", with every cell that holds it."""
    found, kinds = window(x, axes, cell, result)
    terms = [text.strip("()") for text in written_terms(found, kinds, "−∞")]
    winners = tuple(c for c, v in zip(found.cells, found.values, strict=True) if v == result)
    text = f"max({', '.join(terms)}) = {written(result)}"  # as its cell is written, so no "≈"
    return filled(found, text, winners=winners)


def avg_window(
    x: Array, axes: Sequence[Any], cell: Cell, result: Number, include: bool, divisor: float
) -> Window:
    """A mean: "(4 + 3 + 2 + 1) / 4 = 2.5"; padding that counts stands in it as 0."""
    found, kinds = window(x, axes, cell, result)
    terms = written_terms(found, kinds, "0" if include else None)
    text = f"({' + '.join(terms)}) / {term(divisor)} {equals(result)}"
    return filled(found, text, divisor=divisor)


def mean_window(x: Array, axes: Sequence[Any], cell: Cell, result: Number) -> Window:
    """A mean over an adaptive window."""
    lengths = [len(axis.taps(i)) for axis, i in zip(axes, cell[-len(axes) :], strict=True)]
    return avg_window(x, axes, cell, result, False, float(np.prod(lengths)))


def lp_window(x: Array, axes: Sequence[Any], cell: Cell, result: Number, power: float) -> Window:
    """An Lp norm: "(3^2 + 4^2)^(1/2) = 5", scaled to a full window where it hangs over the end."""
    found, kinds = window(x, axes, cell, result)
    if power == np.inf:
        sizes = ", ".join(f"|{written(value)}|" for value in found.values)
        return filled(found, f"max({sizes}) = {written(result)}")
    total = " + ".join(written_terms(found, kinds, None, "{}^" + written(power)))
    if found.overhang:
        total = f"({total}) · {len(kinds)}/{len(found.cells)}"
    return filled(found, f"({total})^(1/{written(power)}) {equals(result)}")


def filled(
    found: Window, arithmetic: str, winners: tuple[Cell, ...] = (), divisor: float | None = None
) -> Window:
    """The window with its arithmetic put in."""
    return Window(
        found.output,
        found.cells,
        found.values,
        found.padding,
        found.overhang,
        found.result,
        arithmetic,
        winners,
        divisor,
    )


def unused(shape: Cell, axes: Sequence[Slide | Adaptive]) -> tuple[Cell, ...]:
    """Input cells that no window reads, row by row: windows form a grid, so the axes decide."""
    used = [axis.pull(np.ones(axis.out, dtype=bool)) for axis in axes]
    lead = shape[: len(shape) - len(axes)]
    grid = np.ones((), dtype=bool)
    for mask in used:
        grid = np.logical_and.outer(grid, mask)
    missing = np.broadcast_to(~grid, (*lead, *grid.shape))
    return tuple(tuple(int(i) for i in cell) for cell in np.argwhere(missing))
