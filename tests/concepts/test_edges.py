"""The edge rules that others get wrong, and bad input: each message is one sentence."""

from fractions import Fraction

import numpy as np
import pytest

import concepts
from concepts import (
    AdaptivePool,
    ConceptError,
    Conv,
    ConvTranspose,
    Network,
    Pool,
    total_multiply_adds,
    uncounted,
)
from concepts.axes.resample import Adaptive
from concepts.axes.slide import Slide
from concepts.fields.regions import region_of


def field(text, shape=(1, 28, 28)):
    network = Network.from_text(text)
    return network.fields(shape)[network.output].axes[0]


def test_the_last_ceil_window_starts_inside_the_input_or_its_left_padding():
    # ⌈(3 + 2·1 − 2)/2⌉ + 1 = 3 windows start at −1, 1, 3; the last would start past the input
    assert Slide(3, 2, 2, 1, 1, ceil=True).out == 2
    assert Slide(4, 2, 2, 1, 1, ceil=True).out == 3
    assert "less the last window" in Slide(3, 2, 2, 1, 1, ceil=True).formula


def test_an_average_counts_padding_but_never_the_overhang():
    ones = np.ones((5, 5))
    pooled = concepts.avg_pool(ones, 3, 3, 1, ceil_mode=True)
    assert pooled[0, 0] == pytest.approx(4 / 9)  # a row and a column of padding count
    working = concepts.explain_pool("avg", np.ones((4, 4)), 3, 2, ceil_mode=True)
    assert [w.divisor for w in working.windows] == [9, 6, 6, 4]
    assert [w.overhang for w in working.windows] == [0, 3, 3, 5]
    assert (working.values == 1).all()


def test_adaptive_windows():
    assert [list(Adaptive(7, 3).taps(i)) for i in range(3)] == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]


def test_each_channel_of_unequal_branches_sees_what_its_branch_sees():
    text = "wide = conv 2 k3 p1; point = conv 3 k1 from input; far = conv 1 k5 p2 from input"
    network = Network.from_text(f"input 1x9x9; {text}; cat wide point far")
    seen = [int(network.region((1, 9, 9), (c, 4, 4)).mask.sum()) for c in range(6)]
    assert seen == [9, 9, 1, 1, 1, 25]


def test_whoever_sees_a_whole_axis_sees_its_image_and_no_padding_beyond():
    network = Network.from_text("conv 3 k3 p1; linear 5")  # along the rows' numbers
    down, across = network.fields((1, 8, 8))[network.output].axes
    assert (down.size, across.size) == (3, 8)


def test_max_pooling_pads_with_minus_infinity():
    x = [[-5, -4], [-3, -2]]
    assert concepts.max_pool(x, 2, 2, 1).tolist() == [[-5, -4], [-3, -2]]
    assert (
        concepts.explain_pool("max", x, 2, 2, 1).windows[0].arithmetic == "max(−∞, −∞, −∞, -5) = -5"
    )


@pytest.mark.parametrize("pool", [concepts.avg_pool, concepts.adaptive_avg_pool])
def test_half_precision_is_added_up_in_single(pool):
    found = pool(
        np.full((2, 2), 60000, np.float16), (2, 2) if pool is concepts.avg_pool else (1, 1)
    )
    assert (found.dtype, float(found[0, 0])) == (np.float16, 60000)


def test_large_integers_stay_exact():
    big = 2**62 + 1
    assert concepts.max_pool(np.array([[big, big - 1]]), (1, 2))[0, 0] == big


def test_same_puts_the_odd_cell_at_the_end_and_at_a_stride_does_as_tensorflow():
    assert concepts.conv([[1.0, 2, 3]], [[[1.0, 1]]], padding="same").tolist() == [[3, 5, 3]]
    assert concepts.conv([[1.0, 2, 3]], [[[1.0, 1]]], stride=2, padding="same").tolist() == [[3, 3]]
    row = [[1.0, 2, 3, 4]]
    assert concepts.max_pool(row, (1, 3), (1, 2), "same").tolist() == [[3, 4]]
    assert concepts.avg_pool(row, (1, 3), (1, 2), "same").tolist() == [[2, 3.5]]
    working = concepts.explain_pool("avg", row, (1, 3), (1, 2), "same")
    assert working.windows[1].arithmetic == "(3 + 4) / 2 = 3.5"
    assert Pool("max", 3, 2, "same").place((1, 112, 112)).shape == (1, 56, 56)


def test_padding_may_differ_before_and_after():
    assert concepts.max_pool([[1.0, 2, 3]], (1, 2), (1, 1), ((0, 0), (1, 0))).tolist() == [
        [1, 2, 3]
    ]
    assert concepts.avg_pool([[2.0, 4]], (1, 2), (1, 1), ((0, 0), (0, 1))).tolist() == [[3, 2]]


def test_a_norm_of_infinity_is_the_largest_absolute_value():
    assert concepts.lp_pool([[3.0, -4.0], [0.0, 1.0]], float("inf"), 2).tolist() == [[4]]
    working = concepts.explain_pool("lp", [[3.0, -4.0]], float("inf"), (1, 2))
    assert working.windows[0].arithmetic == "max(|3|, |-4|) = 4"


def test_a_norm_is_scaled_to_a_full_window_where_it_hangs_over():
    working = concepts.explain_pool("lp", [[3.0, -4.0, 2.0]], 2, (1, 2), ceil_mode=True)
    assert [one.arithmetic for one in working.windows] == [
        "(3^2 + (-4)^2)^(1/2) = 5",
        "((2^2) · 2/1)^(1/2) ≈ 2.82843",
    ]


def test_learned_numbers_of_normalisations():
    network = Network.from_text("group_norm g3; layer_norm 3; instance_norm; depthwise k3")
    assert [row.parameters for row in network.table((6, 4, 5))] == [0, 12, 240, 0, 60]


def test_dilation_moves_the_first_centre():
    assert field("conv 1 k3 d2").first_centre == 2
    assert field("conv 1 k3").first_centre == 1
    assert field("conv 1 k3 d2").size == 5


def test_start_comes_from_the_padding_given():
    assert field("conv 1 k5 p1").padding == 1
    assert field("conv 1 k5 p1").first_centre == 1
    assert field("conv 1 k5 p0:4").padding == 0


def test_a_dilated_kernel_leaves_holes():
    region = Network.from_text("conv 1 k3 d3").region((1, 9, 9), (1, 1))
    assert region.pixels == tuple((r, c) for r in (1, 4, 7) for c in (1, 4, 7))
    assert not region.full


def test_a_cross():
    text = "a = conv 1 k1x7 p0x3; b = conv 1 k7x1 p3x0 from input; cat a b"
    region = Network.from_text(text).region((1, 15, 15), (7, 7))
    assert region.count == 13
    assert region.bounds == ((4, 10), (4, 10))


def test_empty_fields():
    back = Network.chain([ConvTranspose(1, 1, 3)])
    assert back.region((1, 4, 4), (0, 0)).count == 1
    assert back.region((1, 4, 4), (1, 0)).count == 0
    assert back.region((1, 4, 4), (1, 0)).bounds is None
    padded = Network.chain([Conv(1, 2, padding=5)])
    assert padded.region((1, 4, 4), (0, 0)).count == 0


def test_a_huge_set_degrades_to_its_box_and_says_so():
    text = "a = conv 1 k1x7 p0x3; b = conv 1 k7x1 p3x0 from input; cat a b"
    steps = Network.from_text(text).steps((1, 15, 15))
    region = region_of(steps, "cat1", (7, 7), cap=100)
    assert (region.exact, region.count) == (False, 49)


def test_misaligned_branches_are_reported_with_where_and_why():
    text = "a = conv 4 k3; b = conv 4 k5 p0:2 from input; add a b"
    misses = Network.from_text(text).fields((1, 28, 28))["add1"].misaligned
    assert [miss.axis for miss in misses] == [0, 1]
    assert misses[0].reason == ("a is centred on pixel 2 and b on pixel 3: they look 1 pixel apart")
    strides = "a = conv 4 k3 s2 p1; b = conv 4 k14 from input; b2 = max k1; add a b2"
    found = Network.from_text(strides).fields((1, 27, 27))["add1"]
    assert "moves 2 pixels from unit to unit" in found.misaligned[0].reason
    assert found.axes[0].size == 14  # unit u sees from u or 2u − 1 up to u + 13 or 2u + 1


def test_rectangular_kernels_keep_their_axes_apart():
    axes = Network.from_text("conv 1 k3x5 s1x2 p1x0").fields((1, 20, 20))["conv1"].axes
    assert [(a.size, a.jump, a.padding) for a in axes] == [
        (3, Fraction(1), 1),
        (5, Fraction(2), 0),
    ]


def test_an_upsampling_halves_the_jump():
    axis = field("max k2; upsample x2")
    assert (axis.size, axis.jump) == (2, 1)
    assert float(field("upsample x2").jump) == 0.5


def test_fully_connected_sees_the_whole_input():
    axis = field("conv 4 k3 p1; flatten; linear 10")
    assert (axis.size, axis.jump, axis.padding) == (28, 0, 0)


def test_behind_an_opaque_layer_a_field_is_a_bound_and_names_the_step():
    network = Network.from_text("conv 4 k3; odd = opaque 4x5x5; conv 2 k3; add odd odd")
    region = network.region((1, 9, 9), (0, 0), "conv2")
    assert (region.count, region.exact, region.unknown) == (81, False, ("odd",))
    fields = network.fields((1, 9, 9))
    assert [fields[name].exact for name in ("conv1", "odd", "conv2")] == [True, False, False]
    assert fields["conv2"].unknown == ("odd",)
    assert fields["odd"].axes[0].size == 9
    table = network.table((1, 9, 9))
    assert uncounted(table) == ("odd",)
    assert total_multiply_adds(table).dense == 49 * 4 * 9 + 9 * 2 * 36


def test_a_step_that_is_not_known_is_no_ones_business_but_its_readers():
    network = Network.from_text("odd = opaque 4x9x9; a = conv 4 k3 p1 from input; cat a odd")
    assert network.fields((1, 9, 9))["a"].exact
    first = network.region((1, 9, 9), (1, 4, 4), "cat1")  # a channel of a's
    assert (first.count, first.exact) == (9, True)
    assert not network.region((1, 9, 9), (5, 4, 4), "cat1").exact


BAD = {  # call: what the sentence says
    "kernel_size 5 is larger than the padded input of 4 rows": lambda: concepts.max_pool(
        np.ones((4, 9)), 5
    ),
    "padding 2 exceeds half of kernel_size 3 along the rows: at most 1": lambda: concepts.avg_pool(
        np.ones((9, 9)), 3, padding=2
    ),
    "the rows of x have 2 and 1 entries": lambda: concepts.max_pool([[1, 2], [3]], 1),
    "x holds 'a'": lambda: concepts.max_pool([["a", "b"]], 1),
    "x holds NaN at (0, 1)": lambda: concepts.max_pool([[1, float("nan")]], 1),
    "so it is empty": lambda: concepts.avg_pool(np.ones((0, 3)), 1),
    "kernel_size is 0": lambda: concepts.max_pool(np.ones((4, 4)), 0),
    "kernel_size is -2": lambda: concepts.max_pool(np.ones((4, 4)), -2),
    "stride is 0": lambda: concepts.max_pool(np.ones((4, 4)), 2, 0),
    "dilation is 0": lambda: concepts.max_pool(np.ones((4, 4)), 2, dilation=0),
    "kernel_size is 2.5": lambda: concepts.max_pool(
        np.ones((4, 4)),
        2.5,  # type: ignore[arg-type]  # that it is no whole number is the mistake
    ),
    "divisor_override is 0": lambda: concepts.avg_pool(np.ones((4, 4)), 2, divisor_override=0),
    "norm_type is 0": lambda: concepts.lp_pool(np.ones((4, 4)), 0, 2),
    "leaves a sum without a root": lambda: concepts.lp_pool(-np.ones((4, 4)), 3, 2),
    "pools the last 2 axes and the input has 1 axis": lambda: concepts.max_pool([1, 2, 3], 2),
    "output_size is 0": lambda: concepts.adaptive_avg_pool(np.ones((4, 4)), 0),
    "has 4 entries": lambda: concepts.max_pool(np.ones((4,) * 5), (1, 1, 1, 1)),
    "stride (1, 2, 3) has 3 entries": lambda: concepts.max_pool(np.ones((4, 4)), 2, (1, 2, 3)),
    "covers only padding": lambda: concepts.max_pool(np.ones((4,), int), (2,), 1, (1,), (5,)),
    "2 groups do not divide 3 input channels": lambda: concepts.conv(
        np.ones((3, 4, 4)), np.ones((2, 1, 2, 2)), groups=2
    ),
    "x has 3 channels and the weight, with 1 group, is for 2": lambda: concepts.conv(
        np.ones((3, 4, 4)), np.ones((2, 2, 2, 2))
    ),
    "bias has shape (3,): 2 filters need (2,)": lambda: concepts.conv(
        np.ones((1, 4, 4)), np.ones((2, 1, 2, 2)), [1, 2, 3]
    ),
    "output_padding 2 along the rows must be smaller than": lambda: concepts.conv_transpose(
        np.ones((1, 4, 4)), np.ones((1, 1, 2, 2)), stride=2, output_padding=2
    ),
    "reflect padding 4 is too much for an input of 4 rows": lambda: concepts.conv(
        np.ones((1, 4, 4)), np.ones((1, 1, 2, 2)), padding=4, padding_mode="reflect"
    ),
    "cannot be added: 26 and 24 differ": lambda: Network.from_text(
        "a = conv 2 k3; b = conv 2 k5 from input; add a b"
    ).table((1, 28, 28)),
    "they cannot be put into the shape": lambda: Network.from_text("reshape 5x5").table((1, 4, 4)),
    "conv needs an input (channels, *spatial)": lambda: Network.from_text(
        "flatten; conv 1 k1"
    ).table((1, 4, 4)),
    "unit 9,9 is not in conv1": lambda: Network.from_text("conv 1 k3").region((1, 4, 4), (9, 9)),
    "the input shape is (0, 4)": lambda: Network.from_text("conv 1 k3").table((0, 4)),
    "is made for 3 input channels and gets 1: in_channels must be 1": lambda: Network.chain(
        [Conv(4, 3, in_channels=3)]
    ).table((1, 9, 9)),
    "pooling by 'mode'": lambda: Network.chain([Pool("mode", 2)]).table((1, 9, 9)),
    "output_size (1,) has 1 entries": lambda: Network.chain([AdaptivePool("max", (1,))]).table(
        (1, 9, 9)
    ),
}


@pytest.mark.parametrize(("said", "call"), BAD.items(), ids=BAD)
def test_bad_input_is_explained_in_one_sentence(said, call):
    with pytest.raises(ConceptError) as raised:
        call()
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_convolution_is_counted_by_its_sizes():
    by_axes = concepts.count_conv(3, 16, (Slide(32, 3, 2, 1, 1), Slide(20, 3, 2, 1, 1)))
    counts = concepts.count_conv(3, 16, kernel_size=3, input_size=(32, 20), stride=2, padding=1)
    assert counts == by_axes
    with pytest.raises(ConceptError, match="needs kernel_size and input_size"):
        concepts.count_conv(3, 16, kernel_size=3)
    with pytest.raises(ConceptError, match="input_size is 0"):
        concepts.count_conv(3, 16, kernel_size=3, input_size=0)


@pytest.mark.parametrize(
    ("text", "unit", "channels"),
    [
        ("conv 6 k3 g3", (2, 4, 4), (2, 3)),
        ("conv 6 k3 g3", (4, 4), tuple(range(6))),
        ("conv 6 k3 g3; conv 2 k1 g2; cat conv2 conv2", (0, 1, 1), (0, 1, 2, 3)),
        ("conv_transpose 1 k1 s3", (1, 1), ()),
    ],
)
def test_a_region_names_the_channels_of_the_input(text, unit, channels):
    assert Network.from_text(text).region((6, 9, 9), unit).channels == channels
