"""Tensors that are meant to learn, and that are no parameters of the network."""

from __future__ import annotations

from collections.abc import Sequence

from grader.graph import Operation, Tensor
from grader.reading.reading import Reading


def left_out(reading: Reading, tensors: Sequence[Tensor]) -> tuple[Operation, Tensor] | None:
    """The first step that reads one, with it: it asks for a gradient, and outlives a call."""
    train, test = reading.run, reading.eval
    if train is None or test is None:
        return None
    kept = {ref for op in test.graph.operations for ref in op.reads if ref.kind == "tensor"}
    for op in train.steps.values():
        for ref in op.reads:
            tensor = tensors[ref.index] if ref in kept else None
            if tensor is not None and tensor.kind != "parameter" and tensor.requires_grad:
                return op, tensor
    return None
