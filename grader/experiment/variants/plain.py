"""Calls whose output follows from the sizes of their inputs alone, with no size of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.experiment.variants.changes import Shape
from grader.graph import Operation, Ref, Slice
from grader.graph.nouns import EllipsisType, refs_in

Known = Callable[[Ref], Shape]
_EACH = ("activation", "dropout", "cast", "arithmetic", "detach")  # families that work on each cell
_EACH_KINDS = (
    *("softmax", "log_softmax", "softmin", "log", "log1p", "log2", "log10"),
    *("exp", "normalize"),
    *("local_response_norm", "contiguous", "clone", "flip", "roll", "tril", "cumsum"),
    *("full_like", "noise_like", "channel_shuffle"),
)
_IN_PLACE = ("setitem", "copy", "fill", "zero", "masked_fill")  # give what they were given
_LIKE_OTHER = ("view_as",)
_LESS = (
    *("max", "min", "sum", "mean", "prod", "var", "std", "amax", "amin", "argmax", "logsumexp"),
    "norm",
)


def plain_shape(op: Operation, known: Known) -> Shape | None:
    """The shape that a call gives; None where it is no such call."""
    try:
        return _shape(op, known)
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def _shape(op: Operation, known: Known) -> Shape | None:
    bound, first = op.bound, op.bound.get("input")
    if op.kind in _LIKE_OTHER and isinstance(other := bound.get("other"), Ref):
        return known(other)
    if op.kind in ("cat", "stack"):
        return _joined(op, [known(ref) for ref in refs_in(bound["tensors"])])
    if op.kind in _IN_PLACE and isinstance(first, Ref):
        return known(first)
    if op.kind in _EACH_KINDS or (op.family in _EACH and op.kind != "glu"):
        refs = list(refs_in((op.args, *(value for _, value in op.kwargs))))
        if op.kind in ("prelu", "type", "to", "full_like", "noise_like"):
            refs = refs[:1]
        return np.broadcast_shapes(*(known(ref) for ref in refs)) if refs else None
    if op.kind == "weight_norm" and isinstance(direction := bound.get("v"), Ref):
        return known(direction)
    if not isinstance(first, Ref):
        return None
    if op.kind in _LESS and isinstance(other := bound.get("dim"), Ref):  # the larger of two
        return np.broadcast_shapes(known(first), known(other))
    if op.kind in _LESS:
        return _reduced(known(first), bound)
    make = _MOVES.get(op.kind)
    return None if make is None else tuple(make(_dummy(known(first)), bound).shape)


def _dummy(shape: Shape) -> Any:
    """An array of that shape which holds a single number."""
    return np.broadcast_to(np.int8(0), shape)


def _joined(op: Operation, shapes: list[Shape]) -> Shape:
    dim = op.bound.get("dim", 0)
    if type(dim) is not int or op.target.endswith(("hstack", "vstack", "dstack")):
        raise ValueError("its axis hangs on its inputs")
    first = list(shapes[0])
    if op.kind == "stack":
        at = dim + len(first) + 1 if dim < 0 else dim
        return (*first[:at], len(shapes), *first[at:])
    at = dim % len(first)
    rest = {(*shape[:at], *shape[at + 1 :]) for shape in shapes}
    if len(rest) > 1:
        raise ValueError("they do not fit")
    first[at] = sum(shape[at] for shape in shapes)
    return tuple(first)


def _reduced(shape: Shape, bound: dict[str, Any]) -> Shape:
    dim, keep = bound.get("dim"), bool(bound.get("keepdim"))
    dims = range(len(shape)) if dim is None else dim if isinstance(dim, tuple) else (dim,)
    gone = {one % len(shape) for one in dims}
    return tuple(1 if i in gone else size for i, size in enumerate(shape) if keep or i not in gone)


def _flat(x: Any, bound: dict[str, Any]) -> Any:
    start, end = bound["start_dim"] % x.ndim, bound["end_dim"] % x.ndim
    middle = int(np.prod(x.shape[start : end + 1]))
    return _dummy((*x.shape[:start], middle, *x.shape[end + 1 :]))


def _squeezed(x: Any, bound: dict[str, Any]) -> Any:
    dim = bound.get("dim")
    if dim is None:
        return x.squeeze()
    dims = dim if isinstance(dim, tuple) else (dim,)
    gone = {one % x.ndim for one in dims if x.shape[one] == 1}
    return _dummy(tuple(size for i, size in enumerate(x.shape) if i not in gone))


def _turned(x: Any, bound: dict[str, Any]) -> Any:
    if "dim0" in bound:
        return x.swapaxes(bound["dim0"], bound["dim1"])
    return x.swapaxes(-1, -2)


def _taken(x: Any, bound: dict[str, Any]) -> Any:
    index = bound["index"]
    index = index if isinstance(index, tuple) else (index,)
    return x[tuple(_index(one) for one in index)]


def _index(one: Any) -> Any:
    if isinstance(one, Slice):
        return slice(one.start, one.stop, one.step)
    if isinstance(one, EllipsisType):
        return Ellipsis
    if one is None or (isinstance(one, int) and not isinstance(one, bool)):
        return one
    raise TypeError("it picks by a tensor")


def _padded(x: Any, bound: dict[str, Any]) -> Any:
    pads, shape = bound["pad"], list(x.shape)
    for place in range(len(pads) // 2):
        shape[-1 - place] += pads[2 * place] + pads[2 * place + 1]
    return _dummy(tuple(shape))


def _windows(x: Any, bound: dict[str, Any]) -> Any:
    at, size, step = bound["dimension"] % x.ndim, bound["size"], bound["step"]
    if x.shape[at] < size:
        raise ValueError("the window is larger than its maps")
    count = (x.shape[at] - size) // step + 1
    return _dummy((*x.shape[:at], count, *x.shape[at + 1 :], size))


_MOVES: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "flatten": _flat,
    "squeeze": _squeezed,
    "unsqueeze": lambda x, bound: np.expand_dims(x, bound["dim"]),
    "permute": lambda x, bound: x.transpose(bound["dims"]),
    "transpose": _turned,
    "movedim": lambda x, bound: np.moveaxis(x, bound["source"], bound["destination"]),
    "getitem": _taken,
    "pad": _padded,
    "tensor_unfold": _windows,
    "select": lambda x, bound: np.moveaxis(x, bound["dim"], 0)[0],
}
