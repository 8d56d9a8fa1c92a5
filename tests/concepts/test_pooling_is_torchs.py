"""Pooling gives what torch gives, over random configurations, and refuses what torch refuses."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

import concepts
from tests.concepts.drawn import agree, array, per_axis, ranks, sizes, small
from tests.thorough import examples

MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
LP = {1: F.lp_pool1d, 2: F.lp_pool2d, 3: F.lp_pool3d}
ADAPTIVE_MAX = {1: F.adaptive_max_pool1d, 2: F.adaptive_max_pool2d, 3: F.adaptive_max_pool3d}
ADAPTIVE_AVG = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}

floats = st.sampled_from([np.float32, np.float64])


def lead(draw):
    return [draw(st.integers(1, 2)), draw(st.integers(1, 2))]


@settings(max_examples=examples(700))
@given(st.data())
def test_max(data):
    draw = data.draw
    rank, dtype = draw(ranks), draw(floats)
    x = array(draw, lead(draw) + draw(sizes(rank)), dtype)
    options = {
        "kernel_size": per_axis(draw, small, rank),
        "stride": draw(st.none() | st.just(per_axis(draw, small, rank))),
        "padding": per_axis(draw, st.integers(0, 2), rank),
        "dilation": per_axis(draw, st.integers(1, 3), rank),
        "ceil_mode": draw(st.booleans()),
    }
    agree(
        lambda: concepts.max_pool(x, **options),
        lambda: MAX[rank](torch.from_numpy(x), **options),
        tolerance=0,
    )


@settings(max_examples=examples(600))
@given(st.data())
def test_average(data):
    draw = data.draw
    rank, dtype = draw(ranks), draw(floats)
    x = array(draw, lead(draw) + draw(sizes(rank)), dtype)
    options = {
        "kernel_size": per_axis(draw, small, rank),
        "stride": draw(st.none() | st.just(per_axis(draw, small, rank))),
        "padding": per_axis(draw, st.integers(0, 2), rank),
        "ceil_mode": draw(st.booleans()),
        "count_include_pad": draw(st.booleans()),
    }
    if rank > 1:
        options["divisor_override"] = draw(st.none() | st.integers(-2, 5))
    agree(
        lambda: concepts.avg_pool(x, **options),
        lambda: AVG[rank](torch.from_numpy(x), **options),
        tolerance=1e-12 if dtype is np.float64 else 1e-5,
    )


@settings(max_examples=examples(250))
@given(st.data())
def test_lp(data):
    draw = data.draw
    rank = draw(ranks)
    x = np.abs(array(draw, lead(draw) + draw(sizes(rank))))
    options = {
        "norm_type": draw(st.sampled_from([1, 2, 3, 2.5, 0.5, float("inf")])),
        "kernel_size": per_axis(draw, small, rank),
        "stride": draw(st.none() | st.just(per_axis(draw, small, rank))),
        "ceil_mode": draw(st.booleans()),
    }
    theirs = options
    if rank == 1:  # torch.nn.functional.lp_pool1d takes no tuple
        theirs = options | {"kernel_size": options["kernel_size"][0]}
    agree(lambda: concepts.lp_pool(x, **options), lambda: LP[rank](torch.from_numpy(x), **theirs))


@settings(max_examples=examples(300))
@given(st.data())
def test_adaptive(data):
    draw = data.draw
    rank, dtype = draw(ranks), draw(floats)
    x = array(draw, lead(draw) + draw(sizes(rank)), dtype)
    size = per_axis(draw, st.integers(1, 7) | st.none(), rank)
    if rank == 1 and size[0] is None:
        size = (3,)
    tensor = torch.from_numpy(x)
    agree(
        lambda: concepts.adaptive_max_pool(x, size),
        lambda: ADAPTIVE_MAX[rank](tensor, size),
        tolerance=0,
    )
    agree(
        lambda: concepts.adaptive_avg_pool(x, size),
        lambda: ADAPTIVE_AVG[rank](tensor, size),
        tolerance=1e-12 if dtype is np.float64 else 1e-5,
    )


@settings(max_examples=examples(200))
@given(st.data())
def test_windows_say_how_each_value_came_about(data):
    draw = data.draw
    rank = draw(st.integers(1, 2))
    x = array(draw, [1, *draw(sizes(rank))])
    kind = draw(st.sampled_from(["max", "avg"]))
    k = per_axis(draw, small, rank)
    padding = tuple(
        min(p, size // 2) for p, size in zip(per_axis(draw, small, rank), k, strict=True)
    )
    options = {"stride": per_axis(draw, small, rank), "padding": padding, "ceil_mode": True}
    try:
        working = concepts.explain_pool(kind, x, k, **options)
    except concepts.ConceptError:
        return
    used = set()
    for window in working.windows:
        cells = [x[cell] for cell in window.cells]
        used |= set(window.cells)
        assert np.prod(k) == len(cells) + window.padding + window.overhang
        if kind == "max":
            assert window.result == max(cells)
            assert window.winners == tuple(c for c in window.cells if x[c] == max(cells))
        else:
            assert window.divisor == len(cells) + window.padding
            assert window.result == pytest.approx(sum(cells) / window.divisor)
    assert set(working.unused) == set(np.ndindex(x.shape)) - used


@settings(max_examples=examples(60))
@given(st.data())
def test_first_winner_is_torchs_index(data):
    x = data.draw(st.just(array(data.draw, (1, 6, 6)))).round()
    _, indices = F.max_pool2d(torch.from_numpy(x), 3, 2, 1, return_indices=True)
    working = concepts.explain_pool("max", x, 3, 2, 1)
    found = [window.winners[0][1] * 6 + window.winners[0][2] for window in working.windows]
    assert found == indices.flatten().tolist()


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(("kernel", "stride", "padding"), [(3, 2, 1), (2, 2, 0), (3, 1, 1)])
def test_a_large_image_in_strips_is_the_image_at_once(monkeypatch, rank, kernel, stride, padding):
    x = np.random.default_rng(rank).standard_normal((2, *(23, 9, 7)[:rank]))
    options = ((kernel,) * rank, (stride,) * rank, (padding,) * rank)
    largest, means = concepts.max_pool(x, *options), concepts.avg_pool(x, *options)
    monkeypatch.setattr("concepts.axes.reduce.STRIP", 64)
    np.testing.assert_array_equal(concepts.max_pool(x, *options), largest)
    np.testing.assert_array_equal(concepts.avg_pool(x, *options), means)


@pytest.mark.parametrize("pool", [concepts.max_pool, concepts.avg_pool])
@pytest.mark.parametrize("stride", [2, 3])
@pytest.mark.parametrize("at", [(0, 0), (1, 2), (4, 0), (2, 4)])
def test_no_cell_may_be_nan_whether_a_window_reads_it_or_not(pool, stride, at):
    x = np.ones((5, 5))
    x[at] = np.nan
    with pytest.raises(concepts.ConceptError, match=rf"x holds NaN at \({at[0]}, {at[1]}\)"):
        pool(x, 2, stride)


def test_infinities_are_numbers():
    x = np.array([[np.inf, -np.inf, 1.0, np.inf]])
    with np.errstate(invalid="ignore"):
        means = concepts.avg_pool(x, (1, 2))
    assert np.isnan(means[0, 0])
    assert means[0, 1] == np.inf


@pytest.mark.parametrize("strip", [1 << 13, 1 << 30])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kernel", [3, (5, 7), (7, 3), (4, 3, 5)])
@pytest.mark.parametrize("padding", [0, 1])
def test_means_of_many_windows_side_by_side_are_torchs(monkeypatch, kernel, padding, dtype, strip):
    """Enough of them that they are made as products; some cells are infinite."""
    monkeypatch.setattr("concepts.axes.reduce.STRIP", strip)
    kernel = (kernel,) if isinstance(kernel, int) else kernel
    sides = {1: (2, 9000), 2: (2, 331, 293), 3: (41, 53, 61)}[len(kernel)]
    x = np.random.default_rng(3).standard_normal((3, *sides)).astype(dtype)
    x[1, 0, 5::97], x[2, 1, 7::89] = np.inf, -np.inf
    options: dict[str, Any] = {"padding": (padding,) * len(kernel), "ceil_mode": bool(padding)}
    theirs = AVG[len(kernel)](torch.from_numpy(x), kernel, **options).numpy()
    np.testing.assert_allclose(
        concepts.avg_pool(x, kernel, **options), theirs, 20 * np.finfo(dtype).eps, 1e-6
    )
