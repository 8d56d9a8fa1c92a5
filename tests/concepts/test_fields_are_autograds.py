"""Shapes are torch's, and the region of every unit is the set of pixels that autograd names."""

import numpy as np
import torch
from drawn_networks import chains, graphs
from hypothesis import given, settings
from torch_oracle import dependency, positive, run


def check(network, shape):
    steps = network.steps(shape)
    with torch.no_grad():
        values = run(network, positive(1, *shape))
    for step in steps:
        assert step.placed.shape == tuple(values[step.node.name].shape[1:])
    seen = dependency(network, shape)
    out = steps[-1].placed.shape
    field = network.fields(shape)[network.output]
    repeats = any(getattr(node.layer, "padding_mode", "zeros") != "zeros" for node in network)
    for unit in np.ndindex(out):
        region = network.region(shape, unit)
        assert region.exact
        np.testing.assert_array_equal(region.mask, seen[unit], f"unit {unit} of {network.nodes}")
        if repeats:
            continue  # repeated pixels can lie far off; a field counts where the padding lies
        for axis, (low, high) in zip(field.axes, region.bounds or (), strict=False):
            assert high - low + 1 <= axis.size
    for place in np.ndindex(out[1:]) if len(out) > 1 else ():  # all channels at one place
        together = seen[(slice(None), *place)].any(axis=0)
        np.testing.assert_array_equal(network.region(shape, place).mask, together)


@settings(max_examples=270)
@given(chains())
def test_chains(drawn):
    check(*drawn)


@settings(max_examples=270)
@given(graphs())
def test_graphs(drawn):
    check(*drawn)
