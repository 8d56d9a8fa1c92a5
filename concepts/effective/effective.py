"""The effective receptive field: how much each pixel of the field really weighs.

Luo, Li, Urtasun & Zemel 2016, "Understanding the Effective Receptive Field in Deep Convolutional
Neural Networks": the gradient of one unit with respect to the input, averaged over random weights
and inputs, falls off like a bell from the middle and fills only part of the theoretical field.
Worked out in numpy for chains of convolutions, pooling and functions of each cell.
"""

from __future__ import annotations  # np.random stays unimported until it is needed

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from concepts.effective.slopes import Back, Floats, Index, forward
from concepts.errors import ConceptError
from concepts.layers.placement import Step
from concepts.layers.plain import BatchNorm, Elementwise
from concepts.layers.windowed import Conv, Pool
from concepts.network.network import Network

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
