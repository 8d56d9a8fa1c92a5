"""Steps that work across the images of a batch, along dimension 0."""

from __future__ import annotations

from grader.graph import Graph, Operation


def over_the_batch(op: Operation, graph: Graph) -> bool:
    """Whether a softmax runs over dimension 0 (given, or implied for a 1-D or 3-D tensor)."""
    rank = len(graph.shape_out(op))
    dim = op.bound.get("dim")
    if dim is None:
        return rank in (0, 1, 3)
    return isinstance(dim, int) and rank > 0 and dim % rank == 0


def along_batch(op: Operation, graph: Graph) -> bool:
    """Whether a call puts numbers of several images together, or moves them about."""
    shape = graph.shape_out(op)
    if op.family == "reduction" or "softmax" in op.kind:
        return op.bound.get("dim") in (0, None)
    if op.kind in ("flip", "roll", "cumsum", "cat"):
        return op.bound.get("dim", op.bound.get("dims")) in (0, (0,))
    if op.kind in ("view", "reshape", "flatten", "permute", "transpose"):
        return bool(shape) and shape[0] != graph.batch
    return op.kind == "batch_norm" and op.bound.get("training") is True
