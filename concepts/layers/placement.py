"""What a network asks of a layer: where it stands, what it puts out and how it reads its inputs.

A shape is (channels, *spatial) or (features,), always of one image: no batch axis.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from concepts.axes.axis import Axis, Same, Windows
from concepts.counting import NONE, Counts, MultiplyAdds
from concepts.errors import ConceptError

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Regroup:
    """The same cells in another shape: flatten, view, reshape."""

    before: Shape  # shape regrouped
    after: Shape  # shape put out; same number of cells


@dataclass(frozen=True)
class Permuted:
    """The same cells with their axes in another order."""

    order: tuple[int, ...]  # axis i of the output is axis order[i] of the input


@dataclass(frozen=True)
class Unknown:
    """Which input cells an output cell reads is not known: it may be any of them."""

    before: Shape  # shape read
    after: Shape  # shape put out


@dataclass(frozen=True)
class Chain:
    """One way of reading after another: windows, and then a reshape."""

    links: tuple[Link, ...]  # from the input to the output


# how a layer reads one of its inputs: along each axis, channels first; or otherwise
Link = tuple[Axis, ...] | Regroup | Permuted | Unknown | Chain


def shape_after(link: Link, shape: Shape) -> Shape:
    """The shape that reading a node of `shape` by a link gives.

    >>> shape_after(Permuted((1, 2, 0)), (3, 8, 9))
    (8, 9, 3)
    """
    if isinstance(link, Chain):
        for one in link.links:
            shape = shape_after(one, shape)
        return shape
    if isinstance(link, Permuted):
        return tuple(shape[axis] for axis in link.order)
    if isinstance(link, Regroup | Unknown):
        return link.after
    return tuple(axis.out for axis in link)


@dataclass(frozen=True)
class Placement:
    """A layer at its place in a network."""

    shape: Shape  # of its output
    links: tuple[Link, ...]  # how it reads each of its inputs
    formula: tuple[str, ...]  # how the sizes come about, one for each axis that changes
    counts: Counts | None = None  # of a layer that applies weights
    parameters: int = 0  # weights and biases
    products: MultiplyAdds | None = NONE  # of a layer without filters; None: not known

    @property
    def multiply_adds(self) -> MultiplyAdds | None:
        """Multiply–adds on one image; None where they are not known."""
        return self.counts.multiply_adds if self.counts else self.products


class Layer(ABC):
    """A layer of a network: `kind` names it, `place` puts it on shapes."""

    kind: str

    @abstractmethod
    def place(self, *shapes: Shape) -> Placement:
        """The output shape for these input shapes, and how it is read from them."""


@dataclass(frozen=True)
class Node:
    """One layer of a network."""

    name: str  # unique in its network
    layer: Layer
    inputs: tuple[str, ...] = ()  # names of the nodes it reads, in order
    parameters_key: str | None = None  # nodes with one key share their parameters, counted once


@dataclass(frozen=True)
class Step:
    """A node at its place: with the shapes that it meets for one input shape."""

    node: Node
    inputs: tuple[Shape, ...]  # shapes read, of one image
    placed: Placement


def grid(shape: Shape) -> Shape:
    """The axes of a shape along which units have a place: all but the channels.

    >>> grid((10, 24, 24)), grid((320,))
    ((24, 24), (320,))
    """
    return shape[1:] if len(shape) > 1 else shape


def unchanged(shape: Shape) -> tuple[Axis, ...]:
    """Every cell reads its own place."""
    return tuple(Same(size) for size in shape)


def image(kind: str, shapes: tuple[Shape, ...]) -> Shape:
    """The one input of a layer with windows: (channels, *spatial), one to three spatial axes."""
    shape = only(kind, shapes)
    if not 2 <= len(shape) <= 4:
        raise ConceptError(
            f"{kind} needs an input (channels, *spatial) with 1 to 3 spatial axes and gets {shape}"
        )
    return shape


def only(kind: str, shapes: tuple[Shape, ...]) -> Shape:
    """The one input of a layer that takes one."""
    if len(shapes) != 1:
        raise ConceptError(f"{kind} takes one input and gets {len(shapes)}")
    return shapes[0]


def axis_of(kind: str, axis: int, shape: Shape) -> int:
    """An axis of a shape, counted from the front."""
    if not -len(shape) <= axis < len(shape):
        raise ConceptError(
            f"{kind} along axis {axis} of {shape}: the last axis is {len(shape) - 1}"
        )
    return axis % len(shape)


def windowed(channels: Axis, axes: Sequence[Windows], counts: Counts | None = None) -> Placement:
    """A layer that reads along each axis by itself."""
    shape = (channels.out, *(axis.out for axis in axes))
    formula = tuple(axis.formula for axis in axes)
    link = (channels, *axes)
    return Placement(shape, (link,), formula, counts, counts.parameters if counts else 0)


def cells(shape: Shape) -> int:
    """How many cells a shape has.

    >>> cells((20, 4, 4))
    320
    """
    return prod(shape)
