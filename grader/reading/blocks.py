"""Residual blocks of a run: where two ways meet in a sum, one of which goes round layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.evidence import Observation
from grader.graph import Graph, Operation, Tensor, Value
from grader.lab import Asked
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted, distinct


@dataclass(frozen=True)
class Block:
    """A sum, and the layers that one of its two ways goes round."""

    join: Operation
    inside: tuple[Weighted, ...]
    around: frozenset[int]  # the steps on the other way alone
    in_the_way: tuple[Operation, ...]  # those of them for which it is no residual block


def flow_of(graph: Graph, asked: Asked, tensors: Sequence[Tensor]) -> Flow:
    """A graph as it flows, with the residual blocks that a lab asks for, or a student adds."""
    flow = Flow(graph, asked)
    if not asked.blocks:
        return _with_shortcuts(flow, tensors) if any(map(_of_one_pixel, tensors)) else flow
    joins = joins_of(flow, tensors)
    aside = frozenset[int]().union(*(one.around for one in joins))
    blocks = [one for one in joins if not one.in_the_way]
    sums = tuple((one.inside[-1].op.index, one.join.index) for one in blocks)
    return replace(flow, aside=aside, sums=sums)


def _with_shortcuts(flow: Flow, tensors: Sequence[Tensor]) -> Flow:
    """The 1×1 convolutions round layers set aside, where enough others are there.

    Who adds such a block of their own accord is not asked for anything behind them.
    """
    around = frozenset[int]().union(*(one.around for one in blocks_of(flow, tensors)))
    apart = replace(flow, aside=around)
    enough = len(apart.convolutions) >= len(flow.asked.of("convolution"))
    return apart if around and enough else flow


def blocks_of(flow: Flow, tensors: Sequence[Tensor]) -> list[Block]:
    """The residual blocks of a run, in order.

    On the way round stands no layer but a 1×1 convolution, and gradients come through.
    """
    return [one for one in joins_of(flow, tensors) if not one.in_the_way]


def joins_of(flow: Flow, tensors: Sequence[Tensor]) -> list[Block]:
    """The sums of two ways, one of which goes round layers, whatever stands on the other."""
    found = []
    for index in sorted(flow.of_the_image):
        op = flow.steps[index]
        ways = flow.given(op)
        if op.kind != "add" or len(ways) != 2:
            continue
        one, other = (flow.leading_to(way) for way in ways)
        apart = [(_layers(flow, way), frozenset(way)) for way in (one - other, other - one)]
        (short, around), (long, _) = sorted(
            apart, key=lambda own: len([w for w in own[0] if not _pointwise(w, tensors)])
        )
        if long:
            wide = {layer.op.index for layer in short if not _pointwise(layer, tensors)}
            held_up = (flow.steps[i] for i in sorted(around) if i in wide or _cuts(flow, i))
            found.append(Block(op, long, around, tuple(held_up)))
    return found


def stopped_at(seen: Observation) -> list[Block]:
    """The blocks of a file whose forward stopped at the sum of one, which is the last of them."""
    graph = seen.train
    if graph is None or graph.refused is None:
        return []
    value = len(graph.values)
    joined = replace(graph.refused, index=len(graph.operations), outputs=(value,))
    whole = replace(
        graph,
        values=(*graph.values, Value((), "float32")),
        operations=(*graph.operations, joined),
        output=value,
    )
    found = blocks_of(Flow(whole), seen.tensors)
    return found if found and found[-1].join.index == joined.index else []


def _cuts(flow: Flow, index: int) -> bool:
    """Whether no gradient comes through a step to the layers before it."""
    op = flow.steps[index]
    before = set[int]().union(*(flow.leading_to(value) for value in flow.given(op)))
    return op.family == "detach" and bool(_layers(flow, before))


def _layers(flow: Flow, steps: set[int]) -> tuple[Weighted, ...]:
    return distinct([layer for layer in flow.layers if layer.op.index in steps])


def _of_one_pixel(tensor: Tensor) -> bool:
    return len(tensor.shape) == 4 and set(tensor.shape[2:]) == {1}


def _pointwise(layer: Weighted, tensors: Sequence[Tensor]) -> bool:
    """Whether it is a 1×1 convolution, such as stands on the way round for another shape."""
    return layer.role == "convolution" and set(window_of(layer, tensors)) == {1}


def window_of(layer: Weighted, tensors: Sequence[Tensor]) -> tuple[int, ...]:
    """The size of a convolution's window; () where no weight says it."""
    shapes = (tensors[ref.index].shape for ref in layer.weights if ref.kind == "tensor")
    return next((shape[2:] for shape in shapes if len(shape) > 2), ())
