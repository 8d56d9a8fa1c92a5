"""A graph as JSON values: what the probe writes and the decoder reads back."""

from __future__ import annotations

import math
from typing import Any

from grader.graph.nouns import (
    Argument,
    Dtype,
    EllipsisType,
    Graph,
    Operation,
    Ref,
    Slice,
    Tensor,
)


def graph_to_json(graph: Graph) -> dict[str, Any]:
    """The graph as plain JSON values."""
    return {
        "mode": graph.mode,
        "batch": graph.batch,
        "values": [[list(value.shape), value.dtype] for value in graph.values],
        "operations": [_operation(op) for op in graph.operations],
        "output": graph.output,
        "refused": None if graph.refused is None else _operation(graph.refused),
    }


def tensor_to_json(tensor: Tensor) -> list[Any]:
    """One of the network's tensors, without its numbers."""
    return [
        tensor.name,
        list(tensor.shape),
        tensor.dtype,
        tensor.kind,
        tensor.requires_grad,
        tensor.same_for_every_seed,
    ]


def _operation(op: Operation) -> dict[str, Any]:
    return {
        "target": op.target,
        "args": [_argument(arg) for arg in op.args],
        "kwargs": {name: _argument(arg) for name, arg in op.kwargs},
        "outputs": list(op.outputs),
        "many": op.many,
        "reads": [_argument(ref) for ref in op.reads],
        "writes": [_argument(ref) for ref in op.writes],
        "module": op.module,
        "line": op.line,
    }


def _argument(argument: Argument) -> Any:
    """Numbers, words and lists as they are; everything else as an object with one key."""
    if isinstance(argument, Ref):
        return {argument.kind: argument.index}
    if isinstance(argument, tuple):
        return [_argument(item) for item in argument]
    if isinstance(argument, Slice):
        return {"slice": [argument.start, argument.stop, argument.step]}
    if isinstance(argument, Dtype):
        return {"dtype": argument.name}
    if isinstance(argument, EllipsisType):
        return {"ellipsis": True}
    if isinstance(argument, float) and not math.isfinite(argument):
        return {"float": repr(argument)}
    return argument
