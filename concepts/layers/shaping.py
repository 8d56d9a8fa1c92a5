"""Layers that move cells: flatten and reshape, sums and concatenations of branches, means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from concepts.axes.axis import Axis, Mask, Same, Spread
from concepts.axes.resample import Adaptive
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
    cells,
    only,
    unchanged,
)
from concepts.written import by


@dataclass(frozen=True)
class Flatten(Layer):
    """All cells in one row, channel by channel: (20, 4, 4) → (320,)."""

    kind: str = field(default="flatten", init=False)

    def place(self, *shapes: Shape) -> Placement:
        return Reshape((-1,)).place(only(self.kind, shapes))


@dataclass(frozen=True)
class Reshape(Layer):
    """The same cells in another shape; one entry may be −1: whatever is left.

    >>> Reshape((-1,)).place((20, 4, 4)).formula
    ('20·4·4 = 320',)
    """

    shape: Shape  # of one image
    kind: str = field(default="reshape", init=False)

    def place(self, *shapes: Shape) -> Placement:
        before = only(self.kind, shapes)
        after = filled_in(tuple(self.shape), before)
        link: Link = unchanged(before) if after == before else Regroup(before, after)
        product = "·".join(map(str, before))
        flat = len(after) == 1
        formula = f"{product} = {by(after)}" if flat else f"{by(before)} cells as {by(after)}"
        return Placement(after, (link,), (formula,))


@dataclass(frozen=True)
class Permute(Layer):
    """The axes in another order: (64, 8, 8) → (8, 8, 64) by (1, 2, 0).

    >>> Permute((1, 2, 0)).place((64, 8, 9)).shape
    (8, 9, 64)
    """

    order: tuple[int, ...]  # axis i of the output is axis order[i] of the input
    kind: str = field(default="permute", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        order = tuple(axis_of(self.kind, axis, shape) for axis in self.order)
        if sorted(order) != list(range(len(shape))):
            raise ConceptError(f"permute {self.order} of {shape}: each axis must stand in it once")
        return Placement(tuple(shape[axis] for axis in order), (Permuted(order),), ())


def filled_in(wanted: Shape, before: Shape) -> Shape:
    """The shape with its −1 worked out."""
    total = cells(before)
    known = cells(tuple(size for size in wanted if size != -1))
    if wanted.count(-1) == 1 and known and total % known == 0:
        return tuple(total // known if size == -1 else size for size in wanted)
    if -1 in wanted or known != total:
        raise ConceptError(
            f"{by(before)} is {total} cells: they cannot be put into the shape {wanted}"
        )
    return wanted


@dataclass(frozen=True)
class Join(Layer):
    """Branches cell by cell: a sum, a product, a maximum; a size of 1 is repeated to fit.

    >>> Join("add").place((64, 8, 8), (64, 4, 4))
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: 64×8×8 and 64×4×4 cannot be added: 8 and 4 differ
    """

    kind: str = "add"  # add, mul, …

    def place(self, *shapes: Shape) -> Placement:
        shape = shapes[0]
        for other in shapes[1:]:
            shape = broadcast(self.kind, shape, other)
        links = tuple(
            tuple(
                Spread(size) if own == 1 != size else Same(size)
                for own, size in zip(one, shape, strict=True)
            )
            for one in shapes
        )
        return Placement(shape, links, ())


def broadcast(kind: str, one: Shape, other: Shape) -> Shape:
    """The shape of two shapes joined cell by cell."""
    how = "added" if kind == "add" else f"joined by {kind}"
    said = f"{by(one)} and {by(other)} cannot be {how}"
    if len(one) != len(other):
        raise ConceptError(f"{said}: they have {len(one)} and {len(other)} axes")
    for a, b in zip(one, other, strict=True):
        if a != b and 1 not in (a, b):
            raise ConceptError(f"{said}: {a} and {b} differ")
    return tuple(max(a, b) for a, b in zip(one, other, strict=True))


@dataclass(frozen=True)
class Part:
    """One branch of a concatenation along a spatial axis: its cells stand from `offset` on."""

    size: int  # cells of the branch
    offset: int  # output cells before it
    out: int  # cells of the output
    period = (0, 0)  # cells of other branches stand beside it
    formula = ""

    def taps(self, cell: int) -> Sequence[int]:
        return (cell - self.offset,)

    def reads(self, cell: int) -> Sequence[int]:
        return self.taps(cell) if 0 <= cell - self.offset < self.size else ()

    def pull(self, wanted: Mask) -> Mask:
        return wanted[self.offset : self.offset + self.size]


@dataclass(frozen=True)
class Cat(Layer):
    """Branches one after another, along the channels unless said otherwise.

    >>> Cat().place((64, 8, 8), (32, 8, 8)).shape
    (96, 8, 8)
    """

    axis: int = 0  # of the shape (channels, *spatial)
    kind: str = field(default="cat", init=False)

    def place(self, *shapes: Shape) -> Placement:
        axis = axis_of(self.kind, self.axis, shapes[0])
        self._check(shapes, axis)
        sizes = [shape[axis] for shape in shapes]
        shape = (*shapes[0][:axis], sum(sizes), *shapes[0][axis + 1 :])
        formula = (f"{' + '.join(map(str, sizes))} = {sum(sizes)}",)
        links = []
        for number, one in enumerate(shapes):
            link = list(unchanged(one))
            link[axis] = Part(sizes[number], sum(sizes[:number]), sum(sizes))
            links.append(tuple(link))
        return Placement(shape, tuple(links), formula)

    def _check(self, shapes: tuple[Shape, ...], axis: int) -> None:
        first = shapes[0]
        for other in shapes[1:]:
            alike = len(other) == len(first) and all(
                a == b for i, (a, b) in enumerate(zip(first, other, strict=True)) if i != axis
            )
            if not alike:
                raise ConceptError(
                    f"{by(first)} and {by(other)} cannot be joined along axis {axis}:"
                    " every other axis must be equal"
                )


@dataclass(frozen=True)
class Reduce(Layer):
    """A mean, sum or maximum over whole axes."""

    axes: tuple[int, ...]  # of the shape (channels, *spatial)
    keepdim: bool = False  # whether a size of 1 is left behind
    kind: str = "mean"  # mean, sum, amax, …

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        gone = {axis_of(self.kind, axis, shape) for axis in self.axes}
        kept = tuple(1 if axis in gone else size for axis, size in enumerate(shape))
        after = kept if self.keepdim else tuple(s for a, s in enumerate(shape) if a not in gone)
        formula = (f"{self.kind} over {by(shape[axis] for axis in sorted(gone))} cells",)
        axes: tuple[Axis, ...] = tuple(
            Adaptive(size, 1) if axis in gone else Same(size) for axis, size in enumerate(shape)
        )
        link: Link = axes if self.keepdim else Chain((axes, Regroup(kept, after or (1,))))
        return Placement(after or (1,), (link,), formula)
