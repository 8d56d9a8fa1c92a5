"""One call of torch as the makers of layers look at it: for one image, without the batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from grader.graph import Graph, Operation, Ref, Tensor
from grader.graph.nouns import refs_in

Shape = tuple[int, ...]


class Given(tuple):  # type: ignore[type-arg]  # a shape, told from a tuple of numbers
    """The shape of a tensor that stands as an argument."""


@dataclass(frozen=True)
class Laid:
    """How a value holds the images of a batch."""

    shape: Shape  # as it was seen
    batch: int  # images in the batch
    axis: int | None = 0  # where the batch stands; None: it is lost
    constant: bool = False  # whether it hangs on nothing that the network is given

    @property
    def times(self) -> int:
        """Places along the batch's axis for each image: 1 unless another axis is folded in."""
        return 1 if self.axis is None else self.shape[self.axis] // self.batch

    @property
    def one(self) -> Shape:
        """The shape of one image's part."""
        if self.axis is None:
            return self.shape
        folded = (self.times,) if self.times > 1 else ()
        return (*self.shape[: self.axis], *folded, *self.shape[self.axis + 1 :])

    def axis_of(self, dim: int) -> int | None:
        """An axis of torch's as one of one image's; None for the batch."""
        dim += len(self.shape) if dim < 0 else 0
        if self.axis is None or dim < self.axis:
            return dim
        if dim == self.axis:
            return dim if self.times > 1 else None
        return dim if self.times > 1 else dim - 1


def laid(shape: Shape, batch: int, constant: bool = False) -> Laid:
    """A value whose first axis holds the batch, perhaps with another one folded in."""
    first = shape[0] if shape else 0
    return Laid(shape, batch, 0 if first and first % batch == 0 else None, constant)


@dataclass(frozen=True)
class Call:
    """What the makers look at."""

    kind: str  # in the course's words
    bound: dict[str, Any]  # arguments by name; a tensor is its shape, as `Given`
    inputs: tuple[Laid, ...]  # the values read, in the order of `values`
    operands: tuple[Laid | Given, ...]  # what stands in `OPERANDS`, in order and with repetitions
    seen: Shape  # that came out, with the batch
    batch: int  # images in it
    learned: int  # numbers of the parameters that it reads
    piece: int  # which of its outputs this is
    before: tuple[Shape, ...]  # shapes of the outputs ahead of it

    @property
    def shape(self) -> Shape:
        """The first input, of one image."""
        return self.inputs[0].one

    @property
    def out(self) -> Laid:
        """What came out, with the batch where it stands in the first input."""
        first = self.inputs[0]
        if first.axis is None:
            return Laid(self.seen, self.batch, None)
        if first.axis == 0:
            return laid(self.seen, self.batch)
        fits = first.axis < len(self.seen) and self.seen[first.axis] % self.batch == 0
        return Laid(self.seen, self.batch, first.axis if fits else None)

    @property
    def values(self) -> list[Laid]:
        """The operands that are values, in order."""
        return [one for one in self.operands if isinstance(one, Laid)]

    def axis(self, name: str = "dim", default: object = None) -> int | None:
        """An axis of one image; None for the batch or where none is given."""
        dim = self.bound.get(name, default)
        return self.inputs[0].axis_of(int(dim)) if whole(dim) else None

    def axes(self, name: str = "dim") -> tuple[int, ...] | None:
        """Axes of one image; None where one is the batch's, or none is given."""
        dims = self.bound.get(name)
        dims = dims if isinstance(dims, tuple) else (dims,)
        found = [self.inputs[0].axis_of(int(dim)) if whole(dim) else None for dim in dims]
        kept = tuple(axis for axis in found if axis is not None)
        return kept if kept and len(kept) == len(found) else None


def whole(value: object) -> bool:
    """Whether an argument is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


# where the order of what is read matters: the arguments that hold it
OPERANDS = {
    "cat": ("tensors",),
    "stack": ("tensors",),
    "matmul": ("input", "other"),
    "einsum": ("operands",),
    "scaled_dot_product_attention": ("query", "key", "value"),
    "multi_head_attention_forward": ("query", "key", "value"),
}


def operands(op: Operation) -> list[Ref]:
    """The tensors of a call in order, each as often as it stands there; none where none matters."""
    names = OPERANDS.get(op.kind, ())
    found = [ref for name in names for ref in refs_in(op.bound.get(name))]
    return found[::-1] if op.target.endswith("__rmatmul__") else found


def values_read(op: Operation) -> list[int]:
    """The values that a call reads: in the order of its operands, else each once."""
    each = list(dict.fromkeys(ref.index for ref in op.reads if ref.kind == "value"))
    ordered = [ref.index for ref in operands(op) if ref.kind == "value"]
    return ordered if set(ordered) == set(each) else each


def read_by(op: Operation, ways: Mapping[int, Laid]) -> list[int]:
    """The values that a call reads, without constants, which have a place among branches alone."""
    return [v for v in values_read(op) if op.kind in ("cat", "stack") or not ways[v].constant]


def call_of(
    op: Operation, graph: Graph, tensors: tuple[Tensor, ...], ways: Mapping[int, Laid], piece: int
) -> Call:
    """The call as the maker of its output number `piece`; `ways`: how each value is laid."""

    def as_shape(value: Any) -> Any:
        if isinstance(value, Ref):
            return Given(graph.shape_of(value, tensors))
        return tuple(map(as_shape, value)) if type(value) is tuple else value

    learned = sum(tensors[index].elements for index in parameters(op, tensors))

    def placed(ref: Ref) -> Laid | Given:
        value = ways[ref.index] if ref.kind == "value" else None
        fixed = value is None or (value.constant and op.kind not in ("cat", "stack"))
        return Given(graph.shape_of(ref, tensors)) if fixed or value is None else value

    return Call(
        kind=op.kind,
        bound={name: as_shape(value) for name, value in op.bound.items()},
        inputs=tuple(ways[value] for value in read_by(op, ways)),
        operands=tuple(map(placed, operands(op))),
        seen=graph.values[op.outputs[piece]].shape,
        batch=graph.batch,
        learned=learned,
        piece=piece,
        before=tuple(graph.values[value].shape for value in op.outputs[:piece]),
    )


def parameters(op: Operation, tensors: tuple[Tensor, ...]) -> list[int]:
    """The registered parameters that a call reads, by index."""
    return [
        ref.index
        for ref in dict.fromkeys(op.reads)
        if ref.kind == "tensor" and tensors[ref.index].kind == "parameter"
    ]


def size(shape: Shape) -> int:
    """How many cells a shape has."""
    return prod(shape)
