"""Layers that move cells and change none: slices and flips, shuffles, windows set side by side."""

from __future__ import annotations

from dataclasses import dataclass, field

from concepts.axes.arguments import LARGEST, whole
from concepts.axes.axis import Axis, Same, Spread
from concepts.axes.pick import Pick, Repeat, Table
from concepts.errors import ConceptError
from concepts.layers.placement import (
    Chain,
    Layer,
    Link,
    Permuted,
    Placement,
    Regroup,
    Shape,
    axis_of,
    image,
    only,
    shape_after,
    unchanged,
)
from concepts.layers.shaping import Part, filled_in
from concepts.written import by

Cells = tuple[int, ...]


def placed(shape: Shape, *links: Link, formula: tuple[str, ...] = ()) -> Placement:
    """A layer that reads its one input link after link."""
    chain = links[0] if len(links) == 1 else Chain(links)
    return Placement(shape_after(chain, shape), (chain,), formula)


def picked(size: int, cells: Cells) -> Axis:
    """The axis that takes these cells of `size`, in this order.

    >>> picked(4, (3, 2, 1, 0)), picked(2, (0, 0, 1, 1)), picked(3, (0, 1, 2))
    (Pick(size=4, start=3, step=-1, out=4), Repeat(size=2, times=2), Same(size=3))
    """
    step = cells[1] - cells[0] if len(cells) > 1 else 1
    if step and cells == tuple(cells[0] + step * i for i in range(len(cells))):
        alike = step == 1 and len(cells) == size
        return Same(size) if alike else Pick(size, cells[0], step, len(cells))
    times, rest = divmod(len(cells), size)
    if not rest and cells == tuple(i // times for i in range(len(cells))):
        return Repeat(size, times)
    return Table(size, tuple((cell,) for cell in cells))


@dataclass(frozen=True)
class Take(Layer):
    """Cells of its input in any order and number: a slice, a flip, a roll, a repeat, one index.

    >>> Take((None, (3, 2, 1, 0))).place((2, 4)).shape
    (2, 4)
    """

    cells: tuple[Cells | None, ...]  # for each axis those that are taken, in order; None: all
    shape: Shape | None = None  # of the output, where axes of size 1 come or go
    kind: str = "take"  # slice, flip, roll, …

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        if len(self.cells) != len(shape):
            raise ConceptError(
                f"{self.kind} names the cells along {len(self.cells)} axes and gets {by(shape)}:"
                f" it needs {len(shape)} entries"
            )
        links: list[Link] = [
            tuple(self._axis(*pair) for pair in zip(shape, self.cells, strict=True))
        ]
        if self.shape is not None:
            taken = shape_after(links[0], shape)
            links.append(Regroup(taken, filled_in(tuple(self.shape), taken)))
        return placed(shape, *links)

    def _axis(self, size: int, cells: Cells | None) -> Axis:
        if cells is None:
            return Same(size)
        if not cells:
            raise ConceptError(f"{self.kind} takes no cell of {size}: at least one must be left")
        for cell in cells:
            if not 0 <= whole("cells", cell, None) < size:
                raise ConceptError(
                    f"{self.kind} takes cell {cell} of {size}: the last is {size - 1}"
                )
        return picked(size, cells)


@dataclass(frozen=True)
class Expand(Layer):
    """Axes of size 1 repeated to the given shape; axes that are missing in front are new.

    >>> Expand((3, 8, 8)).place((1, 8)).shape
    (3, 8, 8)
    """

    shape: Shape  # of one image
    kind: str = field(default="expand", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape, wanted = only(self.kind, shapes), tuple(self.shape)
        full = (*(1,) * (len(wanted) - len(shape)), *shape)
        if len(full) != len(wanted) or any(
            a not in (1, b) for a, b in zip(full, wanted, strict=True)
        ):
            raise ConceptError(
                f"{by(shape)} cannot be expanded to {by(wanted)}: sizes must be equal, or 1"
            )
        axes = tuple(
            Same(size) if size == own else Spread(size)
            for own, size in zip(full, wanted, strict=True)
        )
        return placed(shape, Regroup(shape, full), axes)


@dataclass(frozen=True)
class Stack(Layer):
    """Branches of one shape side by side along a new axis.

    >>> Stack(0).place((8, 4), (8, 4), (8, 4)).shape
    (3, 8, 4)
    """

    axis: int = 0  # of the output
    kind: str = field(default="stack", init=False)

    def place(self, *shapes: Shape) -> Placement:
        for other in shapes[1:]:
            if other != shapes[0]:
                raise ConceptError(
                    f"{by(shapes[0])} and {by(other)} cannot be stacked: they must be equal"
                )
        first = shapes[0]
        axis = axis_of(self.kind, self.axis, (*first, 1))
        thin = (*first[:axis], 1, *first[axis:])
        links: list[Link] = []
        for number in range(len(shapes)):
            axes = list(unchanged(thin))
            axes[axis] = Part(1, number, len(shapes))
            links.append(Chain((Regroup(first, thin), tuple(axes))))
        return Placement((*first[:axis], len(shapes), *first[axis:]), tuple(links), ())


@dataclass(frozen=True)
class PixelShuffle(Layer):
    """r·r channels to r×r cells, as torch.nn.PixelShuffle: (C·r², H, W) → (C, H·r, W·r).

    >>> PixelShuffle(2).place((12, 4, 4)).shape
    (3, 8, 8)
    """

    factor: int  # cells along each axis for one
    kind: str = field(default="pixel_shuffle", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape, r = planes(self.kind, shapes), whole("factor", self.factor, 1, LARGEST)
        c, h, w = shape
        if c % (r * r):
            raise ConceptError(
                f"pixel_shuffle by {r} needs a multiple of {r * r} channels: {c} are none"
            )
        split, turned = (c // r**2, r, r, h, w), (c // r**2, h, r, w, r)
        after = (c // r**2, h * r, w * r)
        return placed(
            shape, Regroup(shape, split), Permuted((0, 3, 1, 4, 2)), Regroup(turned, after)
        )


@dataclass(frozen=True)
class PixelUnshuffle(Layer):
    """r×r cells to r·r channels, as torch.nn.PixelUnshuffle: (C, H·r, W·r) → (C·r², H, W).

    >>> PixelUnshuffle(2).place((3, 8, 8)).shape
    (12, 4, 4)
    """

    factor: int  # cells along each axis that become one
    kind: str = field(default="pixel_unshuffle", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape, r = planes(self.kind, shapes), whole("factor", self.factor, 1, LARGEST)
        c, h, w = shape
        if h % r or w % r:
            raise ConceptError(
                f"pixel_unshuffle by {r} needs multiples of {r} cells: {h}×{w} are none"
            )
        split, turned = (c, h // r, r, w // r, r), (c, r, r, h // r, w // r)
        after = (c * r * r, h // r, w // r)
        return placed(
            shape, Regroup(shape, split), Permuted((0, 2, 4, 1, 3)), Regroup(turned, after)
        )


def planes(kind: str, shapes: tuple[Shape, ...]) -> Shape:
    """The one input of a layer for (channels, rows, columns)."""
    shape = image(kind, shapes)
    if len(shape) != 3:
        raise ConceptError(f"{kind} needs an input (channels, rows, columns) and gets {by(shape)}")
    return shape


@dataclass(frozen=True)
class ChannelShuffle(Layer):
    """Channels of each group by turns, as torch.nn.ChannelShuffle.

    >>> [axis.taps(i) for axis in ChannelShuffle(2).place((4, 1)).links[0][:1] for i in range(4)]
    [(0,), (2,), (1,), (3,)]
    """

    groups: int  # groups that the channels fall into
    kind: str = field(default="channel_shuffle", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape, groups = only(self.kind, shapes), whole("groups", self.groups, 1, LARGEST)
        if shape[0] % groups:
            raise ConceptError(f"{groups} groups do not divide {shape[0]} channels")
        own = shape[0] // groups
        cells = tuple(group * own + i for i in range(own) for group in range(groups))
        return placed(shape, (picked(shape[0], cells), *unchanged(shape[1:])))
