"""The effective receptive field: how much each pixel of the field really weighs.

Luo, Li, Urtasun & Zemel 2016, "Understanding the Effective Receptive Field in Deep Convolutional
Neural Networks": the gradient of one unit with respect to the input, averaged over random weights
and inputs, falls off like a bell from the middle and fills only part of the theoretical field.
Worked out in numpy for chains of convolutions, pooling and functions of each cell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from concepts.conv_axes import conv_axes
from concepts.convolution import conv, padded, tap_slices
from concepts.errors import ConceptError
from concepts.layers import Conv, Pool
from concepts.network import Network
from concepts.placement import Placement, Step
from concepts.plain_layers import BatchNorm, Elementwise
from concepts.pooling import divisors
from concepts.slide import Slide

Floats = NDArray[np.float64]
Index = tuple[slice | int, ...]
Back = Callable[[Floats], Floats]  # gradient of a layer's output → gradient of its input
SHARE = 1 - 0.9545  # a pixel counts as seen when it weighs this share of the heaviest (Luo et al.)


@dataclass(frozen=True)
class EffectiveField:
    """How the influence on one unit is spread over the input."""

    node: str  # whose unit it is
    unit: tuple[int, ...]  # its place, without the channel
    weight: Floats  # (*spatial): mean size of the gradient, scaled to a sum of 1
    spread: tuple[float, ...]  # standard deviation along each axis, in pixels
    size: tuple[int, ...]  # pixels along each axis that weigh at least 4.55 % of the heaviest
    theoretical: tuple[int, ...]  # size of the receptive field along each axis, in pixels


def effective_field(
    network: Network,
    input_shape: Sequence[int],
    unit: Sequence[int] | None = None,
    weights: Mapping[str, NDArray[np.floating]] | str = "random",
    draws: int = 10,
    seed: int = 0,
) -> EffectiveField:
    """The effective field of one unit of a chain's output; without `unit`, of the middle one.

    `weights` is "random" (normal, scaled to the block), "uniform" (all equal), or the filters of
    each convolution by node name, in torch's layout. Inputs and weights are drawn `draws` times.

    >>> network = Network.from_text("conv 1 k3; conv 1 k3")
    >>> field = effective_field(network, (1, 9, 9), weights="uniform")
    >>> (81 * field.weight[4, 2:7]).round(0).tolist(), field.theoretical
    ([3.0, 6.0, 9.0, 6.0, 3.0], (5, 5))
    """
    steps = network.steps(input_shape)
    check_chain(steps)
    shape = steps[-1].placed.shape
    place = tuple(unit) if unit is not None else tuple(size // 2 for size in shape[1:])
    region = network.region(input_shape, place)
    random = np.random.default_rng(seed)
    total = np.zeros(steps[0].placed.shape[1:])
    for _ in range(max(1, draws)):
        total += np.abs(gradient(steps, place, weights, random)).mean(axis=0)
    theoretical = tuple(axis.size for axis in network.fields(input_shape)[network.output].axes)
    weight = total / (total.sum() or 1.0)
    return EffectiveField(
        network.output, region.unit, weight, spread(weight), seen(weight), theoretical
    )


def check_chain(steps: Sequence[Step]) -> None:
    """Refuse what is no chain of convolutions, pooling and functions of each cell."""
    for before, step in pairwise(steps):
        layer = step.node.layer
        if not isinstance(layer, Conv | Pool | Elementwise | BatchNorm):
            raise ConceptError(
                f"{step.node.name} is {layer.kind}: an effective field is worked out for chains of"
                " convolutions, pooling and functions of each cell"
            )
        if step.node.inputs != (before.node.name,):
            raise ConceptError(f"{step.node.name} does not read {before.node.name}: not a chain")
        if isinstance(layer, Conv) and layer.padding_mode != "zeros":
            raise ConceptError(
                f"{step.node.name} pads by {layer.padding_mode}: only zeros work here"
            )


def gradient(
    steps: Sequence[Step],
    place: tuple[int, ...],
    weights: Mapping[str, NDArray[np.floating]] | str,
    random: np.random.Generator,
) -> Floats:
    """(channels, *spatial): of the unit at `place`, all its channels added up, for one draw."""
    x: Floats = random.standard_normal(steps[0].placed.shape)
    backs: list[Back] = []
    for step in steps[1:]:
        x, back = forward(step, x, weights, random)
        backs.append(back)
    slope = np.zeros_like(x)
    at: Index = (slice(None), *place)
    slope[at] = 1
    for back in reversed(backs):
        slope = back(slope)
    return slope


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
        share = 1 / divisors(tuple(axes), True, None)
        return [(taps, np.broadcast_to(share, (len(x), *share.shape))) for taps in every]
    inside = padded(np.ones_like(x)[None], wide)[0]
    values = np.stack(
        [np.where(inside, full, -np.inf)[(slice(None), *tap_slices(axes, taps))] for taps in every]
    )
    winner = values.argmax(axis=0)
    return [(taps, (winner == number).astype(np.float64)) for number, taps in enumerate(every)]


def spread(weight: Floats) -> tuple[float, ...]:
    """The standard deviation of the weight along each axis, in pixels."""
    found = []
    for axis in range(weight.ndim):
        line = weight.sum(axis=tuple(a for a in range(weight.ndim) if a != axis))
        at = np.arange(len(line))
        middle = float((line * at).sum())
        found.append(float(np.sqrt((line * (at - middle) ** 2).sum())))
    return tuple(found)


def seen(weight: Floats) -> tuple[int, ...]:
    """Along each axis, how far the pixels reach that weigh a noticeable share."""
    places = np.nonzero(weight >= SHARE * weight.max()) if weight.max() > 0 else ()
    return tuple(int(place.max() - place.min() + 1) for place in places) or (0,) * weight.ndim
