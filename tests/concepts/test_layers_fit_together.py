"""Layers with several operands, and what undoes another: fields and regions beside one another."""

from fractions import Fraction

import numpy as np
import pytest

from concepts import (
    Attention,
    ConceptError,
    Conv,
    Einsum,
    Fold,
    MultiheadAttention,
    Network,
    Node,
    Permute,
    PixelShuffle,
    PixelUnshuffle,
    Reshape,
    Take,
    Unfold,
)
from concepts.fields.blocks import blocks, moved


def sizes(network, shape):
    return [axis.size for axis in network.fields(shape)[network.output].axes]


def test_a_permuted_network_sees_what_it_would_see_otherwise():
    there, back = Permute((1, 2, 0)), Permute((2, 0, 1))
    network = Network.chain([Conv(4, 3), there, back, Conv(4, 3)])
    assert sizes(network, (1, 28, 28)) == [5, 5]
    assert network.region((1, 28, 28), (9, 9)).count == 25


@pytest.mark.parametrize("shape", [(8, 26, 2, 13), (8, 676), (2, 4, 676), (208, 26)])
def test_a_reshape_and_back_changes_nothing(shape):
    network = Network.chain([Conv(8, 3), Reshape(shape), Reshape((8, 26, 26)), Conv(1, 3)])
    assert sizes(network, (1, 28, 28)) == [5, 5]
    assert network.region((1, 28, 28), (9, 9)).count == 25


def test_pixels_shuffled_and_back():
    network = Network.chain([Conv(8, 3), PixelShuffle(2), PixelUnshuffle(2), Conv(1, 3)])
    assert sizes(network, (1, 12, 12)) == [5, 5]
    fine = Network.chain([Conv(8, 3, padding=1), PixelShuffle(2)]).fields((1, 12, 12))
    axis = fine["pixel_shuffle1"].axes[0]
    assert (axis.size, axis.jump, axis.padding) == (3, Fraction(1, 2), 1)


def test_windows_laid_back_see_their_neighbours():
    network = Network.chain([Unfold(3, padding=1), Fold(9, 3, padding=1)])
    assert network.region((1, 9, 9), (4, 4)).count == 1  # each cell comes back to its own place
    assert sizes(network, (1, 9, 9)) == [1, 1]


def test_patches_as_tokens_see_their_patch():
    tokens = [Reshape((3, 4, 7, 4, 7)), Permute((1, 3, 2, 4, 0)), Reshape((16, 147))]
    product = Einsum("tf,fo->to", ((), (147, 8)))
    network = Network.chain([*tokens, product])
    assert sizes(network, (3, 28, 28)) == [7, 7]
    region = network.region((3, 28, 28), (5, 0))
    assert region.bounds == ((7, 13), (7, 13))


def test_a_product_of_two_branches():
    nodes = [
        Node("a", Conv(2, (1,)), ("input",)),
        Node("b", Permute((1, 0)), ("input",)),
        Node("ab", Einsum("ij,jk->ik"), ("a", "b")),
    ]
    network = Network(nodes)
    placed = network.steps((3, 5))[-1].placed
    assert placed.multiply_adds is not None
    assert (placed.shape, placed.multiply_adds.dense) == ((2, 3), 2 * 5 * 3)
    assert network.region((3, 5), (0, 0)).count == 5


@pytest.mark.parametrize("layer", [Attention(), MultiheadAttention(1)])
def test_queries_see_all_keys(layer):
    nodes = [
        Node("q", Take(((0, 1), None)), ("input",)),
        Node("k", Take(((2, 3, 4), None)), ("input",)),
        Node("out", layer, ("q", "k", "k")),
    ]
    network = Network(nodes)
    seen = network.steps((6, 4))
    assert seen[-1].placed.shape == (2, 4)
    pixels = [network.region((6, 4), (0, j)).mask for j in range(4)]
    assert all(mask.all() for mask in pixels)  # features are the axis of places here


def test_a_causal_place_sees_no_later_one():
    network = Network.chain([Take((None,), (5, 1)), Attention(causal=True)])
    assert [network.region((5,), (place, 0)).count for place in range(5)] == [1, 2, 3, 4, 5]


def test_channels_of_a_joined_map_keep_what_they_saw():
    text = "a = conv 2 k3 p1; b = conv 2 k7 p3 from input; cat a b"
    nodes = Network.from_text(text).nodes
    half = Network([*nodes, Node("half", Take(((0, 1), None, None)), ("cat1",))])
    assert sizes(half, (1, 12, 12)) == [3, 3]


def test_blocks_of_a_reshape():
    assert [len(blocks(a, b)) for a, b in [((2, 3), (3, 2)), ((2, 3), (2, 3)), ((6,), (2, 3))]] == [
        1,
        2,
        1,
    ]
    assert moved(0, (3, 4), (12,)) == (0, 4)
    assert moved(1, (3, 4), (12,)) is None


def test_a_table_that_is_too_large_gives_a_bound_and_says_so(monkeypatch):
    monkeypatch.setattr("concepts.fields.sight.MOST", 100)
    network = Network.chain([Conv(4, 3), Reshape((2, 2, 13, 52)), Reshape((4, 26, 26))])
    field = network.fields((1, 28, 28))["reshape1"]
    assert field.unknown == ("reshape1",)
    assert [axis.size for axis in field.axes] == [28, 28]


@pytest.mark.parametrize(
    ("layer", "shape", "said"),
    [
        (Take(((0, 9), None)), (3, 4), "takes cell 9 of 3: the last is 2"),
        (Take(((), None)), (3, 4), "at least one must be left"),
        (Take((None,)), (3, 4), "it needs 2 entries"),
        (PixelShuffle(2), (6, 4, 4), "needs a multiple of 4 channels"),
        (PixelUnshuffle(3), (1, 4, 4), "needs multiples of 3 cells"),
        (Fold(8, 3), (18, 35), "needs a multiple of 9 rows and 36 columns"),
        (Einsum("ij,jk", ((), (4, 5))), (3, 9), "j of ij,jk is both 9 and 4"),
        (Einsum("ii->i"), (3, 3), "is no sum of products"),
        (MultiheadAttention(3), (5, 4), "heads divide the features"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(layer, shape, said):
    with pytest.raises(ConceptError, match=said):
        layer.place(shape)


def test_unfold_sets_windows_side_by_side():
    network = Network.chain([Unfold(3)])
    found = {network.region((1, 4, 4), (tap, 0)).pixels[0] for tap in range(9)}
    assert found == set(np.ndindex(3, 3))


def test_a_pattern_that_is_longer_than_the_layer_counts_the_units_there_are():
    """Rows of 4x5 pixels in one row, each third taken: a mean sees the image's four rows, not 5."""
    network = Network.from_text("reshape 1x20; conv 1 k1 s3; adaptive_avg 1")
    field = network.fields((1, 4, 5))[network.output]
    assert [axis.size for axis in field.axes] == [4, 5]
