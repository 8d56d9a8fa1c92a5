"""Which cells an upsampling reads, beside torch, for every pair of sizes; and padding by pairs."""

from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import concepts
from concepts import Conv, Network, Upsample
from concepts.axes.resample import Adaptive, Resample


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact"])
def test_nearest_reads_the_cell_that_torch_copies(mode):
    for size in range(1, 41):
        cells = torch.arange(size, dtype=torch.float32)[None, None]
        for out in range(1, 61):
            copied = F.interpolate(cells, out, mode=mode)[0, 0].int().tolist()
            axis = Resample(size, out, mode)
            assert [axis.reads(cell)[0] for cell in range(out)] == copied, (size, out)


@pytest.mark.parametrize("scale", [0.3, 0.5, 0.7, 1.5, 1.7, 2.0, 2.5, 3.0])
def test_nearest_by_a_factor(scale):
    for size in range(4, 30):
        cells = torch.arange(size, dtype=torch.float32)[None, None]
        copied = F.interpolate(cells, scale_factor=scale, mode="nearest")[0, 0].int().tolist()
        axis = Resample(size, len(copied), "nearest", scale=scale)
        assert [axis.reads(cell)[0] for cell in range(len(copied))] == copied, size


@pytest.mark.parametrize("corners", [False, True])
def test_linear_reads_what_torch_weighs(corners):
    for size in range(1, 16):
        eye = torch.eye(size, dtype=torch.float64)[None]
        for out in range(1, 25):
            weights = F.interpolate(eye, out, mode="linear", align_corners=corners)[0]
            axis = Resample(size, out, "linear", corners)
            for cell in range(out):
                weighed = (weights[:, cell].abs() > 1e-9).nonzero().flatten().tolist()
                assert list(axis.reads(cell)) == weighed, (size, out, cell)


def test_adaptive_windows_are_torchs():
    for size in range(1, 20):
        eye = torch.eye(size)[None]
        for out in range(1, 24):
            pooled = F.adaptive_avg_pool1d(eye, out)[0]
            for cell in range(out):
                read = pooled[:, cell].nonzero().flatten().tolist()
                assert list(Adaptive(size, out).taps(cell)) == read


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_padding_by_pairs(mode):
    random = np.random.default_rng(1)
    x, weight = random.standard_normal((2, 6, 7)), random.standard_normal((3, 2, 3, 2))
    found = concepts.conv(x, weight, padding=((0, 2), (3, 1)), padding_mode=mode)
    torch_mode = {"zeros": "constant"}.get(mode, mode)
    padded = F.pad(torch.from_numpy(x)[None], (3, 1, 0, 2), mode=torch_mode)
    expected = F.conv2d(padded, torch.from_numpy(weight))[0]
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-12)


@pytest.mark.parametrize(("mode", "size"), [("nearest", 2), ("nearest-exact", 3)])
def test_an_upsampling_of_less_cells_than_its_pattern_has(mode, size):
    # 1.3 times 2 cells are 2; the pattern of 13 outputs from 10 cells is longer than the map
    layers = [Upsample(scale_factor=1.3, mode=mode), Conv(1, 3, padding=1)]
    axis = Network.chain(layers).table((1, 2, 2))[-1].field.axes[0]
    assert (axis.size, axis.jump) == (size, Fraction(10, 13))
