"""Convolution gives what torch gives, over random layers, and refuses what torch refuses."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import concepts
from concepts.convolution.conv import Array
from tests.concepts.drawn import agree, array, per_axis, ranks, sizes
from tests.thorough import examples

CONV = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
BACK = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
few = st.integers(1, 3)


def channels(draw):
    groups = draw(st.integers(1, 3))
    return groups, groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@settings(max_examples=examples(500))
@given(st.data())
def test_conv(data):
    draw = data.draw
    rank = draw(ranks)
    groups, inputs, filters = channels(draw)
    kernel = per_axis(draw, st.integers(1, 4), rank)
    mode = draw(st.sampled_from(["zeros", "zeros", "reflect", "replicate", "circular"]))
    padding = draw(st.just("same") | st.just("valid") | st.just(None))
    padding = padding or per_axis(draw, st.integers(0, 3), rank)
    options = {
        "stride": per_axis(draw, few, rank) if padding != "same" else 1,
        "padding": padding,
        "dilation": per_axis(draw, few, rank),
        "groups": groups,
        "padding_mode": mode,
    }
    x = array(draw, [draw(st.integers(1, 2)), inputs, *draw(sizes(rank))])
    weight = array(draw, [filters, inputs // groups, *kernel])
    bias = array(draw, [filters]) if draw(st.booleans()) else None

    def theirs():
        layer = CONV[rank](inputs, filters, kernel, bias=bias is not None, **options).double()
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight))
            if bias is not None:
                assert layer.bias is not None
                layer.bias.copy_(torch.from_numpy(bias))
            return layer(torch.from_numpy(x))

    agree(lambda: concepts.conv(x, weight, bias, **options), theirs, 1e-11)


@settings(max_examples=examples(400))
@given(st.data())
def test_conv_transpose(data):
    draw = data.draw
    rank = draw(ranks)
    groups, inputs, filters = channels(draw)
    kernel = per_axis(draw, st.integers(1, 4), rank)
    options = {
        "stride": per_axis(draw, few, rank),
        "padding": per_axis(draw, st.integers(0, 2), rank),
        "output_padding": per_axis(draw, st.integers(0, 2), rank),
        "dilation": per_axis(draw, few, rank),
        "groups": groups,
    }
    x = array(draw, [draw(st.integers(1, 2)), inputs, *draw(sizes(rank))])
    weight = array(draw, [inputs, filters // groups, *kernel])

    def theirs():
        layer = BACK[rank](inputs, filters, kernel, bias=False, **options).double()
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weight))
            return layer(torch.from_numpy(x))

    agree(lambda: concepts.conv_transpose(x, weight, **options), theirs, 1e-11)


@settings(max_examples=examples(150))
@given(st.data())
def test_working_adds_up(data):
    """The products of any output cell, added up, are its value, and each is what it says."""
    draw = data.draw
    rank = draw(st.integers(1, 2))
    groups, inputs, filters = channels(draw)
    kernel = per_axis(draw, few, rank)
    x = array(draw, [inputs, *draw(sizes(rank))])
    bias = array(draw, [filters])
    options = {"stride": per_axis(draw, few, rank), "groups": groups}
    back = draw(st.booleans())
    work: Callable[..., Array]
    explain: Callable[..., concepts.ConvWorking]
    if back:
        weight = array(draw, [inputs, filters // groups, *kernel])
        work, explain = concepts.conv_transpose, concepts.explain_conv_transpose
    else:
        weight = array(draw, [filters, inputs // groups, *kernel])
        options["padding"] = per_axis(draw, st.integers(0, 2), rank)
        options["padding_mode"] = draw(st.sampled_from(["zeros", "replicate"]))
        work, explain = concepts.conv, concepts.explain_conv
    try:
        values = work(x, weight, bias, **options)
    except concepts.ConceptError:
        return
    cell = tuple(draw(st.integers(0, size - 1)) for size in values.shape)
    working = explain(x, weight, bias, **options, cell=cell)
    total = bias[cell[0]]
    for one in working.products:
        assert one.factor == weight[one.weight]
        assert one.value == (0 if one.cell is None else x[one.cell])
        total += one.value * one.factor
    assert total == pytest.approx(values[cell], abs=1e-9)
    assert working.padding == sum(one.cell is None for one in working.products)


def test_float32_stays_float32():
    x = np.ones((1, 4, 4), np.float32)
    assert concepts.conv(x, np.ones((1, 1, 2, 2), np.float32)).dtype == np.float32
