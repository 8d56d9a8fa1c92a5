"""Steps that work across the images of a batch, along dimension 0."""

from __future__ import annotations

from grader.graph import Argument, Graph, Operation, Ref, Slice
from grader.reading.flow import Flow

# which work on each image for itself, whatever their settings
_APART = ("convolution", "linear", "activation", "pooling", "dropout", "cast", "detach", "random")
_WITHIN = ("layer_norm", "group_norm", "instance_norm", "rms_norm", "local_response_norm")
_LAID_OUT = ("view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "view_as", "pad")
_AS_IT_IS = (*_LAID_OUT, "contiguous", "clone", "interpolate", "pixel_shuffle", "unfold", "fold")
_WHOLE = Slice(None, None, None)


def over_the_batch(op: Operation, graph: Graph) -> bool:
    """Whether a softmax runs over dimension 0 (given, or implied for a 1-D or 3-D tensor)."""
    rank = len(graph.shape_out(op))
    dim = op.bound.get("dim")
    if dim is None:
        return rank in (0, 1, 3)
    return isinstance(dim, int) and rank > 0 and dim % rank == 0


def mixing(flow: Flow) -> list[Operation]:
    """The steps of the image's numbers that do not surely work on each image for itself."""
    steps = (flow.steps[index] for index in sorted(flow.of_the_image))
    return [op for op in steps if not _keeps(op, flow)]


def _keeps(op: Operation, flow: Flow) -> bool:
    """Whether dimension 0 counts the images before and after, each with its own numbers."""
    given, out, batch = _given(op, flow), flow.graph.shape_out(op), flow.graph.batch
    if not given or any(shape[:1] != (batch,) for shape in (*given, out)):
        return False
    if op.family == "arithmetic" or isinstance(op.bound.get("dim"), Ref):  # torch.max(x, y)
        return op.kind not in ("setitem", "copy") and len({len(shape) for shape in given}) == 1
    rank = len(given[0])
    if op.family == "shape":
        return op.kind in _AS_IT_IS or _beside_the_batch(op, rank)
    if op.family in ("matmul", "recurrent", "attention"):
        return op.kind == "matmul" and len(given) == 1
    if op.kind == "batch_norm":
        return op.bound.get("training") is not True
    if op.family == "output":
        return "softmax" not in op.kind or not over_the_batch(op, flow.graph)
    if op.family == "reduction" or op.kind == "normalize":
        return _elsewhere(op.bound.get("dim"), rank)
    return op.family in _APART or op.kind in _WITHIN


def _given(op: Operation, flow: Flow) -> list[tuple[int, ...]]:
    """The shapes of what it is given of the image's numbers."""
    values = flow.graph.values
    return [
        values[ref.index].shape
        for ref in op.reads
        if ref.kind == "value" and flow.shows_the_image(ref.index)
    ]


def _beside_the_batch(op: Operation, rank: int) -> bool:
    """Whether a call that moves, joins or takes numbers leaves dimension 0 where it is."""
    bound = op.bound
    if op.kind == "permute":
        dims = bound.get("dims")
        return isinstance(dims, tuple) and dims[:1] == (0,)
    if op.kind == "transpose":
        return _elsewhere((bound.get("dim0"), bound.get("dim1")), rank)
    if op.kind == "movedim":
        return _elsewhere(bound.get("source"), rank) and _elsewhere(bound.get("destination"), rank)
    if op.kind == "getitem":
        index = bound.get("index")
        return index == _WHOLE or (isinstance(index, tuple) and index[:1] == (_WHOLE,))
    named = (bound[name] for name in ("dim", "dims", "dimension") if name in bound)
    return _elsewhere(next(named, None), rank)


def _elsewhere(dims: Argument, rank: int) -> bool:
    """Whether dimensions are named, and none of them is the first."""
    named = dims if isinstance(dims, tuple) else (dims,)
    return bool(named) and all(isinstance(dim, int) and dim % max(rank, 1) for dim in named)
