"""`Sizes`: shapes as they become behind a change, for both runs of a network together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from grader.experiment.variants.changes import Misfit, Shape
from grader.graph import Graph, Mode, Operation, Ref, Tensor, Value
from grader.graph.nouns import refs_in

_TURNED = ("transpose",)  # ways from a parameter to a weight on which a size can be traced back
_STRAIGHT = ("contiguous", "clone", "to", "float", "type", "weight_norm", "detach")


@dataclass
class Sizes:
    """What the network's own tensors become: wanted by the calls that read them."""

    tensors: tuple[Tensor, ...]  # as they came
    wanted: dict[int, Shape] = field(default_factory=dict)
    wishes: dict[int, tuple[tuple[Mode, int], Shape]] = field(default_factory=dict)  # of this pass
    said: dict[str, None] = field(default_factory=dict)  # what had to follow, in words

    def shape(self, index: int) -> Shape:
        """Of a tensor, as it becomes."""
        return self.wanted.get(index, self.tensors[index].shape)

    def now(self) -> tuple[Tensor, ...]:
        """The tensors as they become."""
        return tuple(replace(one, shape=self.shape(i)) for i, one in enumerate(self.tensors))


@dataclass
class Run:
    """One run of forward as it becomes, call by call."""

    graph: Graph  # as it was
    sizes: Sizes
    batch: int
    operations: list[Operation] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)  # by value

    def __post_init__(self) -> None:
        self.shapes = [value.shape for value in self.graph.values]
        first = self.graph.values[0].shape
        self.shapes[0] = (self.batch, *first[1:])

    def old(self, ref: Ref) -> Shape:
        """A shape as it was."""
        return self.graph.shape_of(ref, self.sizes.tensors)

    def new(self, ref: Ref) -> Shape:
        """A shape as it becomes."""
        return self.shapes[ref.index] if ref.kind == "value" else self.sizes.shape(ref.index)

    def same(self, op: Operation) -> bool:
        """Whether all that a call reads has the size that it had."""
        refs = [*op.reads, *refs_in((op.args, *(value for _, value in op.kwargs)))]
        return all(self.old(ref) == self.new(ref) for ref in refs)

    def want(self, op: Operation, ref: object, shape: Shape) -> None:
        """A call needs a tensor of this shape: a parameter's, or one that is made of it alone."""
        if not isinstance(ref, Ref):
            return
        if ref.kind == "tensor":
            self._want_tensor(op, ref.index, shape)
        elif self.new(ref) != shape:
            self._want_behind(op, ref, shape)

    def _want_tensor(self, op: Operation, index: int, shape: Shape) -> None:
        sizes, who = self.sizes, (self.graph.mode, op.index)
        before = sizes.wishes.get(index)
        if before is not None and before[0] != who and before[1] != shape:
            name = sizes.tensors[index].name
            raise Misfit(f"{name} is shared by calls that would need other sizes of it")
        if sizes.shape(index) != shape and sizes.tensors[index].kind == "constant":
            raise Misfit(f"{named(op)} reads a tensor of its own of a fixed size")
        sizes.wishes[index] = (who, shape)
        if sizes.shape(index) != shape:
            sizes.wanted[index] = shape

    def _want_behind(self, op: Operation, ref: Ref, shape: Shape) -> None:
        """Back through a call that turns or copies a parameter."""
        maker = self.graph.makers.get(ref.index)
        source = maker.bound.get("input", maker.bound.get("v")) if maker is not None else None
        if maker is None or not isinstance(source, Ref):
            raise Misfit(f"{named(op)} has a weight whose size cannot be followed")
        if maker.kind in _TURNED and len(shape) == 2:
            self.want(maker, source, shape[::-1])
        elif maker.kind in _STRAIGHT:
            self.want(maker, source, shape)
            if maker.kind == "weight_norm" and isinstance(norm := maker.bound.get("g"), Ref):
                kept = self.old(norm)
                self.want(
                    maker, norm, tuple(a if b != 1 else 1 for a, b in zip(shape, kept, strict=True))
                )
        else:
            raise Misfit(f"{named(op)} has a weight whose size cannot be followed")
        self.shapes[ref.index] = shape

    def so_far(self) -> Graph:
        """The graph with the sizes that are known by now, for `concepts` to look at."""
        values = tuple(
            Value(shape, value.dtype)
            for shape, value in zip(self.shapes, self.graph.values, strict=True)
        )
        return replace(
            self.graph, batch=self.batch, values=values, operations=tuple(self.operations)
        )

    def give(self, op: Operation, *shapes: Shape) -> None:
        """The next call, and what it gives."""
        if op.outputs and len(shapes) not in (1, len(op.outputs)):
            raise Misfit(f"{named(op)} gives {len(op.outputs)} tensors, which are not followed")
        for place, out in enumerate(op.outputs):
            self.shapes[out] = shapes[place if len(shapes) > 1 else 0]
        self.operations.append(op)

    def keep(self, op: Operation) -> None:
        """The next call, as it was."""
        self.give(op, *(self.graph.values[out].shape for out in op.outputs))


def named(op: Operation) -> str:
    """A call in words: "conv2", "x.view at line 20"."""
    if op.module:
        return op.module
    return op.spelled if op.line is None else f"{op.spelled} at line {op.line}"
