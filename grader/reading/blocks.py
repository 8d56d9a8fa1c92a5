"""Residual blocks of a run: where two ways meet in a sum, one of which goes round layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.graph import Operation, Tensor
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted, distinct


@dataclass(frozen=True)
class Block:
    """A sum, and the layers that one of its two ways goes round."""

    join: Operation
    inside: tuple[Weighted, ...]
    around: frozenset[int]  # the steps on the other way alone


def blocks_of(flow: Flow, tensors: Sequence[Tensor]) -> list[Block]:
    """The residual blocks of a run, in order. On the way round only a 1×1 convolution may stand."""
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
        if long and all(_pointwise(layer, tensors) for layer in short):
            found.append(Block(op, long, around))
    return found


def around_blocks(flow: Flow, tensors: Sequence[Tensor]) -> frozenset[int]:
    """The steps on the ways round the residual blocks, where a lab asks for any, by index."""
    blocks = blocks_of(flow, tensors) if flow.asked.blocks else []
    return frozenset[int]().union(*(one.around for one in blocks))


def _layers(flow: Flow, steps: set[int]) -> tuple[Weighted, ...]:
    return distinct([layer for layer in flow.layers if layer.op.index in steps])


def _pointwise(layer: Weighted, tensors: Sequence[Tensor]) -> bool:
    """Whether it is a 1×1 convolution, such as stands on the way round for another shape."""
    return layer.role == "convolution" and set(window_of(layer, tensors)) == {1}


def window_of(layer: Weighted, tensors: Sequence[Tensor]) -> tuple[int, ...]:
    """The size of a convolution's window; () where no weight says it."""
    shapes = (tensors[ref.index].shape for ref in layer.weights if ref.kind == "tensor")
    return next((shape[2:] for shape in shapes if len(shape) > 2), ())
