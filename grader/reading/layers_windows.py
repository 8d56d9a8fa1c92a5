"""Calls with windows, and functions of each cell, as layers of `concepts`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from concepts import (
    AdaptivePool,
    BatchNorm,
    Conv,
    ConvTranspose,
    Elementwise,
    Fold,
    FractionalPool,
    Join,
    Layer,
    Linear,
    Pad,
    Pool,
    Unfold,
    Unpool,
    Upsample,
    Windows,
)
from grader.reading.call import Call, whole


def _conv(call: Call) -> Layer | None:
    bound, weight = call.bound, call.bound.get("weight")
    if not isinstance(weight, tuple) or len(weight) < 3 or _folded(call, len(weight)):
        return None
    return Conv(
        weight[0], tuple(weight[2:]), bound["stride"], bound["padding"], bound["dilation"],
        bound["groups"], bound.get("bias") is not None,
        in_channels=weight[1] * bound["groups"],
    )  # fmt: skip


def _conv_transpose(call: Call) -> Layer | None:
    bound, weight = call.bound, call.bound.get("weight")
    if not isinstance(weight, tuple) or len(weight) < 3 or _folded(call, len(weight)):
        return None
    return ConvTranspose(
        weight[1] * bound["groups"], tuple(weight[2:]), bound["stride"], bound["padding"],
        bound["output_padding"], bound["groups"], bound.get("bias") is not None,
        bound["dilation"], in_channels=weight[0],
    )  # fmt: skip


def _folded(call: Call, rank: int) -> bool:
    """Whether an image's part is not (channels, *spatial) for windows of this rank."""
    return len(call.shape) != rank - 1


def _linear(call: Call) -> Layer | None:
    weight = call.bound.get("weight")
    if not isinstance(weight, tuple) or len(weight) != 2:
        return None
    return Linear(weight[0], call.bound.get("bias") is not None, weight[1])


def _rank(call: Call) -> int:
    return int(call.kind.removesuffix("_with_indices")[-2])  # of max_pool2d


def _pool(call: Call) -> Layer | None:
    bound, method = call.bound, call.kind.split("_")[0]
    if _folded(call, _rank(call) + 2):
        return None
    return Pool(
        method, bound["kernel_size"], bound.get("stride") or None, bound.get("padding") or 0,
        bound.get("dilation") or 1, bool(bound.get("ceil_mode")),
    )  # fmt: skip


def _adaptive(call: Call) -> Layer | None:
    if _folded(call, _rank(call) + 2):
        return None
    return AdaptivePool(call.kind.split("_")[1], call.bound["output_size"])


def _argument(call: Call, name: str, place: int) -> Any:
    """An argument of a call that the vocabulary does not list: by name, else by place."""
    return call.bound.get(name, call.bound.get(str(place)))


def _unpool(call: Call) -> Layer | None:
    rank = _rank(call)
    if _folded(call, rank + 2) or any(one.times > 1 for one in call.inputs):
        return None
    stride, padding = _argument(call, "stride", 3), _argument(call, "padding", 4)
    kernel = _argument(call, "kernel_size", 2)
    return Unpool(kernel, stride or None, padding or 0, call.out.one[1:])


def _fractional(call: Call) -> Layer | None:
    """Max pooling by windows that are drawn anew in each run: whatever may be seen."""
    if _folded(call, _rank(call) + 2):
        return None
    return FractionalPool(_argument(call, "kernel_size", 1), call.out.one[1:])


def same(call: Call) -> Layer:
    """A function of each cell."""
    return Elementwise(call.kind, call.learned)


def _batch_norm(call: Call) -> Layer:
    return BatchNorm(call.bound.get("weight") is not None)


_CHANGERS = ("setitem", "copy", "fill", "zero")  # put other cells into their place


def joined(call: Call) -> Layer | None:
    """Branches cell by cell."""
    if call.kind in _CHANGERS:
        return None
    return Join(call.kind) if len(call.inputs) > 1 else same(call)


def _pad(call: Call) -> Layer | None:
    pads, mode = call.bound.get("pad"), call.bound.get("mode")
    if not isinstance(pads, tuple) or len(pads) % 2:
        return None
    pairs = [(pads[i], pads[i + 1]) for i in range(0, len(pads), 2)][::-1]
    rank = len(call.shape)
    if len(pairs) > rank or call.inputs[0].times > 1:
        return None
    full = [(0, 0)] * (rank - len(pairs)) + pairs
    named = "zeros" if mode == "constant" else str(mode)
    return Pad(tuple(full) if full[0] != (0, 0) or rank == 1 else tuple(full[1:]), named)


_PLAIN_MODES = {"bilinear": "linear", "trilinear": "linear", "bicubic": "cubic"}


def _interpolate(call: Call) -> Layer | None:
    bound = call.bound
    mode, sizes = bound.get("mode"), call.out.one[1:]
    if bound.get("antialias") or not isinstance(mode, str) or len(call.shape) < 2:
        return None
    if mode == "area":
        return AdaptivePool("avg", sizes)
    scale, plain = bound.get("scale_factor"), _PLAIN_MODES.get(mode, mode)
    if scale is None or bound.get("recompute_scale_factor") or bound.get("align_corners"):
        return Upsample(sizes, None, plain, bool(bound.get("align_corners")))
    scales = scale if isinstance(scale, tuple) else (scale,) * len(sizes)
    return Upsample(None, tuple(map(float, scales)), plain)


def _unfold(call: Call) -> Layer:
    bound = call.bound
    return Unfold(bound["kernel_size"], bound["dilation"], bound["padding"], bound["stride"])


def _fold(call: Call) -> Layer:
    bound = call.bound
    return Fold(
        bound["output_size"], bound["kernel_size"], bound["dilation"], bound["padding"],
        bound["stride"],
    )  # fmt: skip


def _windows(call: Call) -> Layer | None:
    axis, bound = call.axis("dimension"), call.bound
    if axis is None or not whole(bound.get("size")) or not whole(bound.get("step")):
        return None
    return Windows(axis, bound["size"], bound["step"])


MAKERS: dict[str, Callable[[Call], Layer | None]] = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), _conv),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), _conv_transpose),
    **{f"{how}_pool{rank}d": _pool for how in ("max", "avg", "lp") for rank in (1, 2, 3)},
    **{f"adaptive_{how}_pool{rank}d": _adaptive for how in ("max", "avg") for rank in (1, 2, 3)},
    **dict.fromkeys(("log", "log1p", "log2", "log10", "exp", "contiguous", "clone"), same),
    **{f"max_unpool{rank}d": _unpool for rank in (1, 2, 3)},
    **{f"fractional_max_pool{rank}d": _fractional for rank in (2, 3)},
    **{f"fractional_max_pool{rank}d_with_indices": _fractional for rank in (2, 3)},
    "linear": _linear,
    "batch_norm": _batch_norm,
    "pad": _pad,
    "interpolate": _interpolate,
    "unfold": _unfold,
    "fold": _fold,
    "tensor_unfold": _windows,
}
FAMILIES: dict[str, Callable[[Call], Layer | None]] = {
    **dict.fromkeys(("activation", "dropout", "cast", "detach"), same),
    "arithmetic": joined,
}
