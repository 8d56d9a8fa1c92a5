"""The sizes on the way from the image to a layer, and the slips in counting them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

from concepts.errors import ConceptError
from concepts.layers.windowed import Conv, Pool
from concepts.written import by
from grader.diagnoses.case import Case
from grader.graph import Graph, Operation, Ref
from grader.reading.layers import layer_of
from grader.reading.network import alone, sample

Shape = tuple[int, ...]
UNIT_STEPS = "filters that move by 1 at each step"


@dataclass(frozen=True)
class Trail:
    """The calls that a value came through, from the image on."""

    graph: Graph
    ops: tuple[Operation, ...]

    @property
    def shapes(self) -> list[Shape]:
        """The shape of one image's share before the first call and after each."""
        given = [self.graph.values[0].shape, *(self.graph.shape_out(op) for op in self.ops)]
        return [sample(shape, self.graph.batch) for shape in given]

    @property
    def maps(self) -> Shape:
        """The last shape that is channels × height × width; () where there was none."""
        return next((shape for shape in reversed(self.shapes) if len(shape) == 3), ())

    def chain(self) -> str:
        """The side of the maps, step by step: "28 → 24 → 12 → 8 → 4"."""
        sides: list[str] = []
        for shape in self.shapes:
            if len(shape) == 3:
                side = str(shape[1]) if shape[1] == shape[2] else by(shape[1:])
                if not sides or sides[-1] != side:
                    sides.append(side)
        return " → ".join(sides)

    def last(self, *families: str) -> Operation | None:
        """The last call of one of these families."""
        return next((op for op in reversed(self.ops) if op.family in families), None)

    def arithmetic(self, was: int) -> str:
        """How many numbers one image has at the end, worked out, and that it is not `was`."""
        if not self.maps:
            return ""
        channels, *sides = self.maps
        total = prod(self.maps)
        return f"{self.chain()}, and {channels} channels of {by(sides)} are {total}, not {was}"


def trail_to(case: Case, ref: object) -> Trail | None:
    """The way that a value came; of a sum the first term's."""
    graph = case.graph
    if graph is None or not isinstance(ref, Ref) or ref.kind != "value":
        return None
    makers, ops = graph.makers, list[Operation]()
    index = ref.index
    while index in makers:
        op = makers[index]
        ops.append(op)
        before = [r.index for r in op.reads if r.kind == "value" and r.index not in op.outputs]
        if not before:
            break
        index = before[0]
    return Trail(graph, tuple(reversed(ops)))


def given_to(op: Operation) -> Ref | None:
    """What a call computes on."""
    value = op.bound.get("input")
    return value if isinstance(value, Ref) else None


def slips(case: Case, trail: Trail) -> Iterator[tuple[str, int]]:
    """Wrong ways to count the numbers at the end of a trail: (name of the slip, what it gives)."""
    if not trail.maps:
        return
    channels, *sides = trail.maps
    yield "the channels left out", prod(sides)
    yield "the channels alone", channels
    yield "one side only", channels * sides[0]
    pools = [op for op in trail.ops if op.family == "pooling"]
    for name, left_out, change, side in _OTHERS:
        skip = {"none": [], "last": pools[-1:], "all": pools}[left_out]
        if left_out != "none" and not pools:
            continue
        shape = _replayed(case, trail, {op.index for op in skip}, change, side)
        if shape is not None:
            yield name, prod(shape)


_OTHERS = (
    (UNIT_STEPS, "none", "unit steps", 0),
    ("the last pooling left out", "last", "", 0),
    ("no pooling counted", "all", "", 0),
    ("the convolutions counted as if they kept the size", "none", "same size", 0),
    ("a pooling's odd side rounded up", "none", "rounded up", 0),
    ("an image of 32×32 for a start", "none", "", 32),
)


def strides_like_filters(layer: Conv) -> bool:
    """Whether a convolution moves by its whole filter, which a slipped-in number does."""
    size, stride = layer.kernel_size, layer.stride
    side = size if isinstance(size, int) else size[0]
    return stride in (size, side) and side > 2


def _replayed(case: Case, trail: Trail, without: set[int], change: str, side: int) -> Shape | None:
    """The shape at the end if some calls were left out or changed; None where it does not go."""
    shapes = trail.shapes
    shape: Shape = shapes[0] if not side else (shapes[0][0], side, side)
    for op, after in zip(trail.ops, shapes[1:], strict=False):
        if len(after) != 3:
            break
        call = alone(op, trail.graph, case.seen.tensors)
        layer = layer_of(call) if call else None
        if op.index in without or not isinstance(layer, (Conv, Pool)):
            continue
        if change == "same size" and isinstance(layer, Conv):
            layer = replace(layer, padding="same", stride=1)
        if change == "rounded up" and isinstance(layer, Pool):
            layer = replace(layer, ceil_mode=True)
        if change == "unit steps" and isinstance(layer, Conv) and strides_like_filters(layer):
            layer = replace(layer, stride=1)
        try:
            shape = layer.place(shape).shape
        except (ConceptError, ValueError):
            return None
    return shape


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as Python writes it: "(64, 10)"."""
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
