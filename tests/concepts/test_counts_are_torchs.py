"""Counts: parameters as torch's modules hold them, multiply–adds as torch's counter finds them."""

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from concepts import ConceptError, Conv, ConvTranspose, Linear, Network, count_conv
from concepts.axes.slide import Slide
from tests.concepts.drawn import per_axis, sizes
from tests.thorough import examples

CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
BACK = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
few = st.integers(1, 3)


def check(layer, module, x):
    """Ours against torch's module on one image, all weights 1."""
    placed = layer.place(tuple(x.shape[1:]))
    counts = placed.counts
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.fill_(0 if name == "bias" else 1)
        with FlopCounterMode(display=False) as counter:
            y = module(x)
    assert placed.shape == tuple(y.shape[1:])
    assert counts.parameters == sum(p.numel() for p in module.parameters())
    assert counts.parameters_without_bias == module.weight.numel()
    assert 2 * counts.multiply_adds.dense == counter.get_total_flops()
    # on ones, with weights of one, every value is the number of taps that fell inside
    assert counts.multiply_adds.inside == round(y.sum().item())
    bias = y.numel() if module.bias is not None else 0
    assert counts.multiply_adds.with_bias == counts.multiply_adds.dense + bias
    return counts


@settings(max_examples=examples(250))
@given(st.data())
def test_layers_with_windows(data):
    draw = data.draw
    rank, groups, bias = draw(few), draw(few), draw(st.booleans())
    inputs, filters = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    kernel, stride = per_axis(draw, few, rank), per_axis(draw, few, rank)
    padding, dilation = per_axis(draw, st.integers(0, 3), rank), per_axis(draw, few, rank)
    x = torch.ones(1, inputs, *draw(sizes(rank)), dtype=torch.float64)
    if draw(st.booleans()):
        layer: Conv | ConvTranspose = Conv(filters, kernel, stride, padding, dilation, groups, bias)
        module = CONV[rank](inputs, filters, kernel, stride, padding, dilation, groups, bias)
    else:
        layer = ConvTranspose(filters, kernel, stride, padding, 0, groups, bias, dilation)
        module = BACK[rank](
            inputs, filters, kernel, stride, padding, 0, groups, bias, dilation, dtype=torch.float64
        )
    try:
        layer.place(tuple(x.shape[1:]))
    except ConceptError:
        assume(False)
    check(layer, module.double(), x)


def test_linear_over_the_last_axis():
    counts = check(Linear(7), nn.Linear(5, 7).double(), torch.ones(1, 4, 5, dtype=torch.float64))
    assert (counts.filters, counts.block, counts.applications) == (7, (5,), 4)


def test_q7_of_the_sheet():
    counts = count_conv(1, 10, (Slide(28, 5), Slide(28, 5)))
    assert counts.filters == 10
    assert counts.block == (1, 5, 5)
    assert counts.applications == 24 * 24
    assert counts.outputs_per_application == 1


def test_a_transposed_filter_puts_out_a_patch():
    counts = ConvTranspose(4, (2, 3), (2, 3)).place((8, 5, 5)).counts
    assert counts is not None
    assert (counts.block, counts.applications) == ((8, 1, 1), 25)
    assert counts.outputs_per_application == 6


def test_the_inside_count_leaves_padding_out():
    counts = Conv(1, 3, padding=1).place((1, 4, 4)).counts
    assert counts is not None
    adds = counts.multiply_adds
    assert (adds.dense, adds.inside) == (16 * 9, 100)  # 10 of 12 taps along each axis


@pytest.mark.parametrize("groups", [0, 4, -1])
def test_groups_must_divide(groups):
    with pytest.raises(ConceptError, match=f"{groups} groups do not divide"):
        Network.chain([Conv(6, 3, groups=groups)]).table((6, 9, 9))
