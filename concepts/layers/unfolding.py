"""Layers that set windows side by side, and lay them back: unfold and fold."""

from __future__ import annotations

from dataclasses import dataclass, field

from concepts.axes.arguments import LARGEST, Ints, per_axis, whole
from concepts.axes.axis import Axis, Same
from concepts.axes.pick import Table
from concepts.axes.slide import Slide, fitting
from concepts.errors import ConceptError
from concepts.layers.moving import placed, planes
from concepts.layers.placement import (
    Layer,
    Permuted,
    Placement,
    Regroup,
    Shape,
    axis_of,
    only,
    unchanged,
)
from concepts.written import axis_words, by


@dataclass(frozen=True)
class Unfold(Layer):
    """Every window as a column, as torch.nn.Unfold: (C, H, W) → (C·k·k, windows).

    >>> Unfold(3).place((2, 8, 8)).shape
    (18, 36)
    """

    kernel_size: Ints  # cells
    dilation: Ints = 1  # cells from tap to tap
    padding: Ints = 0  # cells
    stride: Ints = 1  # cells
    kind: str = field(default="unfold", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = planes(self.kind, shapes)
        slides = window_axes(self, shape[1:])
        (a, b), c = slides, shape[0]
        side = (c, a.out, a.kernel, b.out, b.kernel)
        turned = (c, a.kernel, b.kernel, a.out, b.out)
        after = (c * a.kernel * b.kernel, a.out * b.out)
        axes: tuple[Axis, ...] = (Same(c), *(windows_beside(slide) for slide in slides))
        flat = tuple(axis.out for axis in axes)
        formula = (*(slide.formula for slide in slides), f"{c}·{a.kernel}·{b.kernel} = {after[0]}")
        links = (axes, Regroup(flat, side), Permuted((0, 2, 4, 1, 3)), Regroup(turned, after))
        return placed(shape, *links, formula=formula)


@dataclass(frozen=True)
class Fold(Layer):
    """Columns laid back as windows and added up, as torch.nn.Fold: (C·k·k, windows) → (C, H, W).

    >>> Fold(8, 3).place((18, 36)).shape
    (2, 8, 8)
    """

    output_size: Ints  # rows and columns
    kernel_size: Ints  # cells
    dilation: Ints = 1  # cells from tap to tap
    padding: Ints = 0  # cells
    stride: Ints = 1  # cells
    kind: str = field(default="fold", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape, sizes = only(self.kind, shapes), per_axis("output_size", self.output_size, 2)
        a, b = slides = window_axes(self, sizes)
        area = a.kernel * b.kernel
        if len(shape) != 2 or shape[0] % area or shape[1] != a.out * b.out:
            raise ConceptError(
                f"fold to {by(sizes)} needs a multiple of {area} rows and {a.out * b.out} columns"
                f" and gets {by(shape)}"
            )
        c = shape[0] // area
        split, turned = (c, a.kernel, b.kernel, a.out, b.out), (c, a.out, a.kernel, b.out, b.kernel)
        flat = (c, a.out * a.kernel, b.out * b.kernel)
        axes: tuple[Axis, ...] = (Same(c), *(windows_back(slide) for slide in slides))
        links = (Regroup(shape, split), Permuted((0, 3, 1, 4, 2)), Regroup(turned, flat), axes)
        return placed(shape, *links)


@dataclass(frozen=True)
class Windows(Layer):
    """Windows along one axis, on a new last axis, as torch.Tensor.unfold.

    >>> Windows(1, 3, 2).place((4, 9)).shape
    (4, 4, 3)
    """

    axis: int  # of the shape
    size: int  # cells of a window
    step: int = 1  # cells from one window to the next
    kind: str = field(default="windows", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        axis = axis_of(self.kind, self.axis, shape)
        size, step = whole("size", self.size, 1, LARGEST), whole("step", self.step, 1, LARGEST)
        slide = fitting(Slide(shape[axis], size, step), axis_words(len(shape))[axis])
        axes = list(unchanged(shape))
        axes[axis] = windows_beside(slide)
        flat = tuple(one.out for one in axes)
        split = (*shape[:axis], slide.out, slide.kernel, *shape[axis + 1 :])
        last = tuple(i for i in range(len(split)) if i != axis + 1)
        return placed(shape, tuple(axes), Regroup(flat, split), Permuted((*last, axis + 1)))


def window_axes(layer: Unfold | Fold, sizes: Shape) -> tuple[Slide, Slide]:
    """How the windows of an unfold lie along rows and columns."""
    columns = zip(
        sizes,
        per_axis("kernel_size", layer.kernel_size, 2),
        per_axis("stride", layer.stride, 2),
        per_axis("padding", layer.padding, 2, 0),
        per_axis("dilation", layer.dilation, 2),
        axis_words(2),
        strict=True,
    )
    rows, cols = (fitting(Slide(n, k, s, p, p, d), word) for n, k, s, p, d, word in columns)
    return rows, cols


def windows_beside(slide: Slide) -> Table:
    """One window behind another: output cell o·kernel + j reads tap j of window o.

    >>> windows_beside(Slide(3, 2)).cells
    ((0,), (1,), (1,), (2,))
    """
    taps = [tap for cell in range(slide.out) for tap in slide.taps(cell)]
    return Table(slide.size, tuple((tap,) if 0 <= tap < slide.size else () for tap in taps))


def windows_back(slide: Slide) -> Table:
    """The other way round: each cell reads all taps of windows that lie on it."""
    cells: list[list[int]] = [[] for _ in range(slide.size)]
    for place, reads in enumerate(windows_beside(slide).cells):
        for cell in reads:
            cells[cell].append(place)
    return Table(slide.out * slide.kernel, tuple(map(tuple, cells)))
