"""Windows that are drawn are torch's; what is unpooled comes from where it was pooled."""

from itertools import product

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts import (
    ConceptError,
    FractionalPool,
    Network,
    Pool,
    Separable,
    Unpool,
    total_parameters,
)
from tests.concepts.torch_oracle import drawn_windows
from tests.thorough import examples


def seen_by_torch(size, kernel, out, drawn):
    return [tuple(one.tolist()) for one in drawn_windows(size, kernel, out, drawn)]


def windows(size, kernel, out, drawn=None):
    samples = None if drawn is None else (0.0, drawn)
    network = Network.chain([FractionalPool((1, kernel), (1, out), samples)])
    return [network.region((1, 2, size), (0, unit)).pixels for unit in range(out)]


@settings(max_examples=examples(100))
@given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 6), st.integers(0, 63))
def test_drawn_windows_are_torchs(size, kernel, out, drawn):
    if out + kernel - 1 > size:
        with pytest.raises(ConceptError, match="do not fit into"):
            windows(size, kernel, out)
        return
    theirs = seen_by_torch(size, kernel, out, drawn / 64)
    ours = windows(size, kernel, out, drawn / 64)
    assert [tuple(column for _, column in one) for one in ours] == theirs


@pytest.mark.parametrize(("size", "kernel", "out"), [(9, 2, 4), (7, 2, 4), (12, 3, 5), (8, 2, 1)])
def test_without_the_number_drawn_all_that_can_be_seen_is(size, kernel, out):
    every = [seen_by_torch(size, kernel, out, number / 512) for number in range(512)]
    union = [sorted(set().union(*cells)) for cells in zip(*every, strict=True)]
    ours = windows(size, kernel, out)
    assert [[column for _, column in one] for one in ours] == union


def test_an_unpooled_cell_may_come_from_each_window_on_it():
    network = Network.chain([Pool("max", 3, 2), Unpool(3, 2)])
    for row, column in product(range(9), repeat=2):
        pixels = network.region((1, 9, 9), (row, column)).pixels
        assert (row, column) in pixels
        spans = [
            {0: 3, 1: 3}.get(at % 2, 3) + (2 if at % 2 == 0 and 0 < at < 8 else 0)
            for at in (row, column)
        ]
        assert len(pixels) == spans[0] * spans[1]


def test_an_unpooling_puts_out_what_torch_does():
    x = torch.rand(1, 2, 9, 10)
    values, indices = F.max_pool2d(x, 2, return_indices=True)
    theirs = F.max_unpool2d(values, indices, (2, 2), output_size=x.shape[2:])
    assert Unpool(2, output_size=(9, 10)).place((2, 4, 5), (2, 4, 5)).shape == theirs.shape[1:]
    with pytest.raises(ConceptError, match="max_unpool to 11 rows: it must be from 7 to 9"):
        Unpool(2, output_size=(11, 10)).place((2, 4, 5))


def test_a_separable_convolution_is_its_two_steps():
    one = Network.chain([Separable(6, 3, 2, 1)]).table((4, 9, 9))
    two = Network.from_text("depthwise k3 s2 p1; conv 6 k1").table((4, 9, 9))
    assert total_parameters(one) == total_parameters(two)
    assert one[-1].fields == two[-1].fields
    assert one[-1].output_shape == two[-1].output_shape
