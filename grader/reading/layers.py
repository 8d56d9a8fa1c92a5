"""One call of torch as the layer of `concepts` that explains it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from concepts import (
    AdaptivePool,
    Along,
    BatchNorm,
    Cat,
    Conv,
    ConvTranspose,
    Elementwise,
    Join,
    Layer,
    Linear,
    Pad,
    Pool,
    Reduce,
    Reshape,
)
from grader.graph import Graph, Operation, Ref, Tensor

Shape = tuple[int, ...]


def layer_of(
    op: Operation,
    graph: Graph,
    tensors: tuple[Tensor, ...],
    inputs: tuple[Shape, ...],
    seen: Shape,
) -> Layer | None:
    """The layer, from the call's arguments; None where `concepts` has none for it.

    `inputs` are the shapes that it was given and `seen` the shape that it gave, of one sample.
    """
    if not inputs:
        return None
    bound: dict[str, Any] = {
        name: _size(graph, tensors, value) if isinstance(value, Ref) else value
        for name, value in op.bound.items()
    }
    learned = sum(
        tensors[ref.index].elements
        for ref in dict.fromkeys(op.reads)
        if ref.kind == "tensor" and tensors[ref.index].kind == "parameter"
    )
    make = _MAKERS.get(op.kind) or _FAMILIES.get(op.family)
    try:
        return make(Call(op.kind, bound, inputs, seen, learned)) if make else None
    except (LookupError, TypeError, ValueError):  # arguments that no call of torch's can have
        return None


@dataclass(frozen=True)
class Call:
    """What the makers below look at."""

    kind: str  # in the course's words
    bound: dict[str, Any]  # arguments by name; a tensor is its shape
    inputs: tuple[Shape, ...]  # shapes of one sample
    seen: Shape  # shape that came out
    learned: int  # numbers of the parameters that it reads

    def axis(self, name: str = "dim") -> int | None:
        """An axis of one sample; None for the batch or where none is given."""
        dim = self.bound.get(name)
        if not isinstance(dim, int) or isinstance(dim, bool):
            return None
        if dim < 0:
            dim += len(self.inputs[0]) + 1
        return dim - 1 if dim > 0 else None


def _size(graph: Graph, tensors: tuple[Tensor, ...], ref: Ref) -> Shape:
    return graph.shape_of(ref, tensors)


def _conv(call: Call) -> Layer | None:
    bound, weight = call.bound, call.bound.get("weight")
    if not isinstance(weight, tuple) or len(weight) < 3:
        return None
    return Conv(
        weight[0], weight[2:], bound["stride"], bound["padding"], bound["dilation"],
        bound["groups"], bound.get("bias") is not None,
        in_channels=weight[1] * bound["groups"],
    )  # fmt: skip


def _conv_transpose(call: Call) -> Layer | None:
    bound, weight = call.bound, call.bound.get("weight")
    if not isinstance(weight, tuple) or len(weight) < 3:
        return None
    return ConvTranspose(
        weight[1] * bound["groups"], weight[2:], bound["stride"], bound["padding"],
        bound["output_padding"], bound["groups"], bound.get("bias") is not None,
        bound["dilation"], in_channels=weight[0],
    )  # fmt: skip


def _linear(call: Call) -> Layer | None:
    weight = call.bound.get("weight")
    if not isinstance(weight, tuple) or len(weight) != 2:
        return None
    return Linear(weight[0], call.bound.get("bias") is not None, weight[1])


def _pool(call: Call) -> Layer | None:
    bound = call.bound
    method = call.kind.split("_")[0]
    if method == "lp" or bound.get("divisor_override"):
        return None
    return Pool(
        method, bound["kernel_size"], bound.get("stride") or None, bound.get("padding") or 0,
        bound.get("dilation") or 1, bool(bound.get("ceil_mode")),
    )  # fmt: skip


def _adaptive(call: Call) -> Layer:
    return AdaptivePool(call.kind.split("_")[1], call.bound["output_size"])


def _same(call: Call) -> Layer:
    return Elementwise(call.kind, call.learned)


def _softmax(call: Call) -> Layer:
    dim = call.bound.get("dim")
    axis = call.axis() if dim is not None else (len(call.inputs[0]) - 1 or 0)
    return Along(call.kind, (axis,)) if axis is not None else Elementwise(call.kind)


def _batch_norm(call: Call) -> Layer:
    return BatchNorm(call.bound.get("weight") is not None)


def _layer_norm(call: Call) -> Layer:
    shape = call.bound.get("normalized_shape")
    count = len(shape) if isinstance(shape, tuple) else 1
    return Along(call.kind, tuple(range(-count, 0)), call.learned)


def _norm(call: Call) -> Layer:
    """Group and instance normalisation mix a whole feature map."""
    return Along(call.kind, tuple(range(len(call.inputs[0]))), call.learned)


def _reshape(call: Call) -> Layer:
    return Reshape(call.seen)


def _cat(call: Call) -> Layer | None:
    axis = call.axis()
    return Cat(axis) if axis is not None else None


def _joined(call: Call) -> Layer:
    return Join(call.kind) if len(call.inputs) > 1 else _same(call)


def _reduce(call: Call) -> Layer | None:
    dim = call.bound.get("dim")
    dims = dim if isinstance(dim, tuple) else (dim,)
    if not all(isinstance(d, int) and not isinstance(d, bool) for d in dims):
        return None
    count = len(call.inputs[0]) + 1
    axes = tuple(d % count - 1 for d in dims)
    if min(axes) < 0:
        return None
    return Reduce(axes, bool(call.bound.get("keepdim")), call.kind)


def _pad(call: Call) -> Layer | None:
    pads = call.bound.get("pad")
    rank = len(call.inputs[0]) - 1
    if not isinstance(pads, tuple) or len(pads) != 2 * rank:
        return None
    pairs = [(pads[i], pads[i + 1]) for i in range(0, len(pads), 2)]
    return Pad(tuple(reversed(pairs)))


_MAKERS: dict[str, Callable[[Call], Layer | None]] = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), _conv),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), _conv_transpose),
    **{f"{how}_pool{rank}d": _pool for how in ("max", "avg") for rank in (1, 2, 3)},
    **{f"adaptive_{how}_pool{rank}d": _adaptive for how in ("max", "avg") for rank in (1, 2, 3)},
    **dict.fromkeys(("softmax", "log_softmax", "softmin"), _softmax),
    **dict.fromkeys(("log", "log1p", "exp"), _same),
    **dict.fromkeys(("group_norm", "instance_norm", "local_response_norm", "normalize"), _norm),
    **dict.fromkeys(("layer_norm", "rms_norm"), _layer_norm),
    **dict.fromkeys(("view", "reshape", "flatten", "unflatten", "view_as"), _reshape),
    **dict.fromkeys(("squeeze", "unsqueeze"), _reshape),
    **dict.fromkeys(("contiguous", "clone"), _same),
    **dict.fromkeys(("mean", "sum", "amax", "amin", "max", "min", "logsumexp"), _reduce),
    "linear": _linear,
    "batch_norm": _batch_norm,
    "cat": _cat,
    "pad": _pad,
}
_FAMILIES: dict[str, Callable[[Call], Layer | None]] = {
    **dict.fromkeys(("activation", "dropout", "cast", "detach"), _same),
    "arithmetic": _joined,
}
