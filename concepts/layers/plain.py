"""Layers without windows: the input, functions of each cell, fully connected layers."""

from __future__ import annotations

from dataclasses import dataclass, field

from concepts.axes.arguments import whole
from concepts.axes.axis import Axis, Same, Whole
from concepts.counting import count_linear
from concepts.errors import ConceptError
from concepts.layers.placement import (
    Layer,
    Placement,
    Shape,
    Unknown,
    cells,
    only,
    unchanged,
)


@dataclass(frozen=True)
class Input(Layer):
    """The image that the network is given."""

    shape: Shape | None = None  # (channels, *spatial), where it is fixed
    kind: str = field(default="input", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        if self.shape is not None and tuple(self.shape) != shape:
            raise ConceptError(
                f"the network is made for an input {tuple(self.shape)} and gets {shape}"
            )
        return Placement(shape, (unchanged(shape),), ())


def whole_shape(kind: str, shape: Shape) -> Shape:
    """A shape whose sizes are all at least 1."""
    if not shape or min(shape) < 1:
        raise ConceptError(f"{kind} has the shape {tuple(shape)}: each size must be at least 1")
    return tuple(shape)


@dataclass(frozen=True)
class Constant(Layer):
    """Numbers that do not depend on the input, such as a learned offset."""

    shape: Shape  # of one image
    parameters: int = 0  # how many of them are learned
    kind: str = field(default="constant", init=False)

    def place(self, *shapes: Shape) -> Placement:
        if shapes:
            raise ConceptError(f"a constant takes no input and gets {len(shapes)}")
        return Placement(whole_shape(self.kind, self.shape), (), (), None, self.parameters)


@dataclass(frozen=True)
class Elementwise(Layer):
    """A function of each cell by itself: ReLU, tanh, dropout, … Shape and field stay."""

    kind: str = "relu"  # what it is called
    parameters: int = 0  # learned numbers, such as PReLU's slope

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        return Placement(shape, (unchanged(shape),), (), None, self.parameters)


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Batch normalisation: when judging it is a scale and an offset for each channel."""

    affine: bool = True  # whether scale and offset are learned
    kind: str = field(default="batch_norm", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        learned = 2 * shape[0] if self.affine else 0
        return Placement(shape, (unchanged(shape),), (), None, learned)


@dataclass(frozen=True)
class Linear(Layer):
    """A fully connected layer over the last axis, as torch.nn.Linear.

    >>> Linear(50).place((320,)).parameters
    16050
    """

    out_features: int  # units
    bias: bool = True  # whether each unit has one
    in_features: int | None = None  # features it was made for, where that is known
    kind: str = field(default="linear", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        if self.in_features is not None and self.in_features != shape[-1]:
            raise ConceptError(
                f"linear is made for {self.in_features} features and gets {shape[-1]}:"
                f" in_features must be {shape[-1]}"
            )
        units = whole("out_features", self.out_features)
        counts = count_linear(shape[-1], units, cells(shape[:-1]), self.bias)
        last: Axis = Whole(shape[-1], units)
        links = (*(Same(size) for size in shape[:-1]), last)
        formula = (f"{units} units, each from all {shape[-1]} features",)
        return Placement((*shape[:-1], units), (links,), formula, counts, counts.parameters)


@dataclass(frozen=True)
class Opaque(Layer):
    """Anything else: its output shape is given, and what its units read is not known.

    Sizes of fields behind it are the most that they can be, and its multiply–adds are not known.
    """

    shape: Shape  # of its output, of one image
    kind: str = "opaque"  # what it is called
    parameters: int = 0  # learned numbers

    def place(self, *shapes: Shape) -> Placement:
        after = whole_shape(self.kind, self.shape)
        links = tuple(Unknown(one, after) for one in shapes)
        return Placement(after, links, (), None, self.parameters, None)
