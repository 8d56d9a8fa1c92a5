"""Layers that mix cells without windows: softmax and norms, running sums, contractions."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from concepts.axes.arguments import LARGEST, whole
from concepts.axes.axis import Axis, Groups, Same, Spread, Whole
from concepts.axes.pick import Table, Upto
from concepts.axes.slide import Slide
from concepts.counting import MultiplyAdds
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
    only,
    unchanged,
)
from concepts.written import by


@dataclass(frozen=True)
class Along(Layer):
    """A layer that mixes all cells along some axes and keeps the shape: softmax, layer norm, ….

    >>> Along("softmax", (0,)).place((10,)).links
    ((Whole(size=10, out=10),),)
    """

    kind: str = "softmax"  # softmax, log_softmax, layer_norm, group_norm, …
    axes: tuple[int, ...] = (0,)  # axes of the shape (channels, *spatial) that are mixed
    parameters: int = 0  # learned numbers
    groups: int = 1  # groups of channels, each mixed by itself, where channels are mixed
    affine: bool = False  # a learned scale and offset for each channel (layer_norm: each number)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        mixed = {axis_of(self.kind, axis, shape) for axis in self.axes}
        groups = whole("groups", self.groups)
        if shape[0] % groups:
            raise ConceptError(f"{groups} groups do not divide {shape[0]} channels")
        links = [
            Whole(size, size) if axis in mixed else Same(size) for axis, size in enumerate(shape)
        ]
        if groups > 1 and 0 in mixed:
            links[0] = Groups(shape[0], shape[0], groups)  # type: ignore[call-overload]
        cells = prod(shape[axis] for axis in mixed) if self.kind == "layer_norm" else shape[0]
        learned = self.parameters + (2 * cells if self.affine else 0)
        return Placement(shape, (tuple(links),), (), None, learned)


@dataclass(frozen=True)
class Running(Layer):
    """Each cell mixed with all before it along one axis: a running sum.

    >>> Running(axis=1).place((2, 5)).shape
    (2, 5)
    """

    kind: str = "cumsum"
    axis: int = 0  # of the shape

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        links: list[Axis] = list(unchanged(shape))
        axis = axis_of(self.kind, self.axis, shape)
        links[axis] = Upto(shape[axis])
        return Placement(shape, (tuple(links),), ())


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """Each channel divided by its neighbours among the channels, as torch.nn.LocalResponseNorm."""

    size: int  # channels that are looked at for one
    kind: str = field(default="local_response_norm", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape, size = only(self.kind, shapes), whole("size", self.size, 1, LARGEST)
        near = Slide(shape[0], size, 1, size // 2, (size - 1) // 2)
        return Placement(shape, ((near, *unchanged(shape[1:])),), ())


@dataclass(frozen=True)
class Glu(Layer):
    """One half of the cells along an axis, gated by the other half, as torch.nn.GLU.

    >>> Glu().place((8, 4)).shape
    (4, 4)
    """

    axis: int = 0  # of the shape
    kind: str = field(default="glu", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        axis = axis_of(self.kind, self.axis, shape)
        half, odd = divmod(shape[axis], 2)
        if odd:
            raise ConceptError(f"glu halves axis {axis} of {by(shape)}: {shape[axis]} is odd")
        links: list[Axis] = list(unchanged(shape))
        links[axis] = Table(shape[axis], tuple((cell, cell + half) for cell in range(half)))
        return Placement((*shape[:axis], half, *shape[axis + 1 :]), (tuple(links),), ())


@dataclass(frozen=True)
class Einsum(Layer):
    """A sum of products over named axes, as torch.einsum; a matrix product is one.

    An operand that does not come from the input, such as a weight, stands in `weights`.

    >>> placed = Einsum("ij,jk->ik", ((), (3, 5)), 15).place((4, 3))
    >>> placed.shape, placed.multiply_adds.dense
    ((4, 5), 60)
    """

    equation: str  # letters for the axes of each operand, and of the output
    weights: tuple[Shape, ...] = ()  # for each operand its shape where it is none of the inputs
    parameters: int = 0  # learned numbers
    kind: str = "einsum"

    def place(self, *shapes: Shape) -> Placement:
        terms, out = parsed(self.equation)
        given = self.weights or ((),) * len(terms)
        waiting = list(shapes)
        if len(given) != len(terms) or sum(not one for one in given) != len(shapes):
            raise ConceptError(
                f"{self.equation} has {len(terms)} operands: {len(shapes)} are given"
            )
        operands = [one or waiting.pop(0) for one in given]
        sizes = sizes_of(self.equation, terms, operands)
        links = tuple(
            contracted(term, out, sizes)
            for term, fixed in zip(terms, given, strict=True)
            if not fixed
        )
        dense = prod(sizes.values()) if len(terms) > 1 else 0
        adds = MultiplyAdds(dense, dense, dense)
        shape = tuple(sizes[letter] for letter in out) or (1,)
        return Placement(shape, links, (), None, self.parameters, adds)


def parsed(equation: str) -> tuple[list[str], str]:
    """(letters of each operand, letters of the output)."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    letters = "".join(terms)
    if not arrow:
        right = "".join(sorted(one for one in set(letters) if letters.count(one) == 1))
    proper = letters.isalpha() and all(len(set(term)) == len(term) for term in terms)
    if not proper or len(set(right)) != len(right) or not set(right) <= set(letters):
        raise ConceptError(f'{equation!r} is no sum of products: write one as in "ij,jk->ik"')
    return terms, right


def sizes_of(equation: str, terms: list[str], operands: list[Shape]) -> dict[str, int]:
    """The size of each letter."""
    sizes: dict[str, int] = {}
    for term, shape in zip(terms, operands, strict=True):
        if len(term) != len(shape):
            raise ConceptError(f"{term} of {equation} has {len(term)} axes and meets {by(shape)}")
        for letter, size in zip(term, shape, strict=True):
            if sizes.setdefault(letter, size) != size:
                raise ConceptError(f"{letter} of {equation} is both {sizes[letter]} and {size}")
    return sizes


def contracted(term: str, out: str, sizes: dict[str, int]) -> Link:
    """How the output reads one operand: summed over the letters that it has alone."""
    kept = [letter for letter in out if letter in term]
    gone = [letter for letter in term if letter not in out]
    order = tuple(term.index(letter) for letter in (*kept, *gone))
    summed: tuple[Axis, ...] = (
        *(Same(sizes[one]) for one in kept),
        *(Whole(sizes[one], 1) for one in gone),
    )
    thin = tuple(sizes[one] if one in term else 1 for one in out)
    wide: tuple[Axis, ...] = tuple(
        Same(sizes[one]) if one in term else Spread(sizes[one]) for one in out
    )
    if not out:
        thin, wide = (1,), (Same(1),)
    before = tuple(axis.out for axis in summed)
    return Chain((Permuted(order), summed, Regroup(before, thin), wide))
