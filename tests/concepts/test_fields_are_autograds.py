"""Shapes are torch's, and the region of every unit is the set of pixels that autograd names."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from concepts import ConceptError, Conv, ConvTranspose, Network, Pad, Pool, Unpool, Upsample
from tests.concepts.drawn_networks import chains, graphs
from tests.concepts.torch_oracle import dependency, positive, run
from tests.thorough import examples


def check(network, shape):
    steps = network.steps(shape)
    with torch.no_grad():
        values = run(network, positive(1, *shape))
    for step in steps:
        assert step.placed.shape == tuple(values[step.node.name].shape[1:])
    seen = dependency(network, shape)
    out = steps[-1].placed.shape
    field = network.fields(shape)[network.output]
    assert field.exact
    for unit in np.ndindex(out):
        region = network.region(shape, unit)
        assert region.exact
        np.testing.assert_array_equal(region.mask, seen[unit], f"unit {unit} of {network.nodes}")
    longest = [0 for _ in field.axes]
    for place in np.ndindex(out[1:] if field.channels else out):
        cells = seen[(slice(None), *place)] if field.channels else seen[place][None]
        region = network.region(shape, place)  # all channels at one place, where there are some
        np.testing.assert_array_equal(region.mask, cells.any(axis=0))
        for axis, (low, high) in enumerate(region.bounds or ()):
            longest[axis] = max(longest[axis], high - low + 1)
    agree(network, shape, field, longest)


def agree(network, shape, field, longest):
    """The table's sizes hold the longest regions, and are equal to them where nothing is padded."""
    if field.folded:
        return  # repeated pixels lie far off; a field counts where the padding lies, and says so
    sizes = [axis.size for axis in field.axes]
    assert all(size >= seen for size, seen in zip(sizes, longest, strict=True)), (sizes, longest)
    if not padded(network, shape):
        assert sizes == longest, network.nodes


def padded(network, shape):
    """Whether some window reaches beyond its input, or is cut off before it."""
    for step in network.steps(shape):
        for link in step.placed.links:
            for axis in link if isinstance(link, tuple) else ():
                units = range(axis.out)
                if any(tuple(axis.taps(u)) != tuple(axis.reads(u)) for u in units):
                    return True
                if isinstance(step.node.layer, Pad | Upsample | ConvTranspose | Unpool):
                    return True
    return False


@pytest.mark.slow
@settings(max_examples=examples(270))
@given(chains())
def test_chains(drawn):
    check(*drawn)


@pytest.mark.slow
@settings(max_examples=examples(270, fewer=25))
@given(graphs())
def test_graphs(drawn):
    check(*drawn)


def far_layers(draw):
    """Layers of a chain whose middle is far from every edge."""
    few = st.integers(1, 3)
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return ConvTranspose(1, (draw(few) + draw(few),), (draw(few),), dilation=(draw(few),))
    if kind == 1:
        modes = st.sampled_from(["nearest", "linear"])
        return Upsample(scale_factor=(draw(st.sampled_from([2.0, 3.0])),), mode=draw(modes))
    if kind == 2:
        return Pool("max", (draw(few),), (draw(few),), 0, (draw(few),), draw(st.booleans()))
    pads = ((draw(few), draw(few)),)
    return Conv(1, (draw(st.integers(1, 5)),), (draw(few),), pads, (draw(few),))


@settings(max_examples=examples(200))
@given(st.data())
def test_size_jump_and_padding_are_those_of_the_units_in_the_middle(data):
    """Far from the edges, the exact region of unit u starts at u·jump − padding, size long."""
    layers = [far_layers(data.draw) for _ in range(data.draw(st.integers(1, 4)))]
    network, shape = Network.chain(layers), (1, 400)
    try:
        steps = network.steps(shape)
    except ConceptError:
        return
    units = steps[-1].placed.shape[1]
    assume(12 <= units <= 4000)
    axis = network.fields(shape)[network.output].axes[0]
    assert axis.jump is not None
    middle = [network.region(shape, (units // 2 + step,)).bounds for step in range(-4, 5)]
    spans = [bounds[0] for bounds in middle if bounds]
    assume(all(axis.size < low and high < 399 - axis.size for low, high in spans))
    assert all(high - low + 1 <= axis.size for low, high in spans)
    if axis.jump.denominator == 1 and all(isinstance(layer, Conv | Pool) for layer in layers):
        assert axis.padding is not None
        for step, bounds in zip(range(-4, 5), middle, strict=True):
            first = (units // 2 + step) * axis.jump - axis.padding
            assert bounds is not None
            ((low, high),) = bounds
            assert low == first
            assert high == first + axis.size - 1
    elif len(spans) == 9:
        drift = spans[-1][0] - spans[0][0] - 8 * axis.jump
        assert abs(drift) <= axis.size + axis.jump
