"""Forward through a layer and backward again: gradients for the effective receptive field."""

from __future__ import annotations  # np.random stays unimported until it is needed

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from concepts.axes.slide import Slide
from concepts.convolution.axes import conv_axes
from concepts.convolution.conv import conv, padded, tap_slices
from concepts.errors import ConceptError
from concepts.layers.placement import Placement, Step
from concepts.layers.windowed import Conv, Pool
from concepts.pooling.pool import divisors

Floats = NDArray[np.float64]
Index = tuple[slice | int, ...]
Back = Callable[[Floats], Floats]  # gradient of a layer's output → gradient of its input


def forward(
    step: Step,
    x: Floats,
    weights: Mapping[str, NDArray[np.floating]] | str,
    random: np.random.Generator,
) -> tuple[Floats, Back]:
    """A layer's output, and how a gradient goes back through it."""
    layer = step.node.layer
    if isinstance(layer, Conv):
        return conv_forward(layer, x, filters(step, weights, random))
    if isinstance(layer, Pool):
        return pool_forward(layer, x, step.placed)
    if layer.kind == "relu":
        return np.maximum(x, 0), lambda slope: slope * (x > 0)
    return x, lambda slope: slope


def filters(
    step: Step,
    weights: Mapping[str, NDArray[np.floating]] | str,
    random: np.random.Generator,
) -> Floats:
    """(filters, channels / groups, *kernel) of one convolution."""
    counts = step.placed.counts
    assert counts is not None
    shape = (counts.filters, *counts.block)
    if not isinstance(weights, str):
        if step.node.name not in weights:
            raise ConceptError(f"there are no weights for {step.node.name}")
        given = np.asarray(weights[step.node.name], dtype=np.float64)
        if given.shape != shape:
            raise ConceptError(f"the weights of {step.node.name} are {given.shape}, not {shape}")
        return given
    block = float(np.prod(counts.block))
    if weights == "uniform":
        return np.full(shape, 1 / block)
    if weights == "random":
        return np.asarray(random.standard_normal(shape) / np.sqrt(block))
    raise ConceptError(f'weights is {weights!r}: it must be "random", "uniform" or a mapping')


def conv_forward(layer: Conv, x: Floats, weight: Floats) -> tuple[Floats, Back]:
    """A convolution; its gradient is spread over each window again."""
    axes = conv_axes(
        x.shape[1:], weight.shape[2:], layer.stride, layer.padding, layer.dilation, "zeros"
    )
    y = conv(x, weight, None, layer.stride, layer.padding, layer.dilation, layer.groups)
    groups = layer.groups

    def back(slope: Floats) -> Floats:
        parts = np.split(slope, groups)
        spread_out = np.zeros((x.shape[0], *(a.size + a.before + a.after for a in axes)))
        block = weight.shape[1]
        for taps in product(*(range(axis.kernel) for axis in axes)):
            for group, (part, w) in enumerate(zip(parts, np.split(weight, groups), strict=True)):
                of_tap: Index = (slice(None), slice(None), *taps)
                into: Index = (slice(group * block, (group + 1) * block), *tap_slices(axes, taps))
                spread_out[into] += np.tensordot(w[of_tap], part, (0, 0))
        return cropped(spread_out, axes)

    return y.astype(np.float64), back


def cropped(values: Floats, axes: Sequence[Slide]) -> Floats:
    """The input's own cells, without the padding."""
    inside: Index = (slice(None), *(slice(a.before, a.before + a.size) for a in axes))
    return np.asarray(values[inside])


def pool_forward(layer: Pool, x: Floats, placed: Placement) -> tuple[Floats, Back]:
    """A pooling; the gradient goes to the winner, or in equal parts to all cells of a window."""
    link = placed.links[0]
    assert isinstance(link, tuple)
    axes = tuple(axis for axis in link[1:] if isinstance(axis, Slide))
    if layer.method == "lp":
        raise ConceptError("an effective field goes through max and avg pooling, not through lp")
    ends = tuple(max(a.after, a.taps(a.out - 1)[-1] + 1 - a.size) for a in axes)
    wide = tuple(
        Slide(a.size, a.kernel, a.stride, a.before, end, a.dilation)
        for a, end in zip(axes, ends, strict=True)
    )
    full = padded(x[None], wide)[0]
    tap_shares = shares(layer, full, x, wide, axes)
    y = sum(share * full[(slice(None), *tap_slices(axes, taps))] for taps, share in tap_shares)

    def back(slope: Floats) -> Floats:
        spread_out = np.zeros_like(full)
        for taps, share in tap_shares:
            spread_out[(slice(None), *tap_slices(axes, taps))] += slope * share
        return cropped(spread_out, wide)

    return np.asarray(y, dtype=np.float64), back


def shares(
    layer: Pool, full: Floats, x: Floats, wide: Sequence[Slide], axes: Sequence[Slide]
) -> list[tuple[tuple[int, ...], Floats]]:
    """For each tap of the window, the share that its cell has in each output cell."""
    every = list(product(*(range(axis.kernel) for axis in axes)))
    if layer.method == "avg":
        share = 1 / divisors(tuple(axes), layer.padding != "same", None)
        return [(taps, np.broadcast_to(share, (len(x), *share.shape))) for taps in every]
    inside = padded(np.ones_like(x)[None], wide)[0]
    values = np.stack(
        [np.where(inside, full, -np.inf)[(slice(None), *tap_slices(axes, taps))] for taps in every]
    )
    winner = values.argmax(axis=0)
    return [(taps, (winner == number).astype(np.float64)) for number, taps in enumerate(every)]
