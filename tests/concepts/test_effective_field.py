"""The effective field is autograd's gradient, and behaves as Luo et al. describe."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from concepts import ConceptError, Network, effective_field
from concepts.effective.effective import gradient

TEXT = "conv 4 k3 p1; relu; max k3 s2 p1; conv 6 k3 s2 g2; avg k2 s1 p1; conv 2 k2 d2 p1"


def test_gradient_is_autograds():
    network, shape = Network.from_text(TEXT), (2, 15, 14)
    random = np.random.default_rng(3)
    shapes = {"conv1": (4, 2, 3, 3), "conv2": (6, 2, 3, 3), "conv3": (2, 6, 2, 2)}
    weights = {name: random.standard_normal(shape) for name, shape in shapes.items()}
    place = (1, 2)
    found = gradient(network.steps(shape), place, weights, np.random.default_rng(5))

    x = torch.from_numpy(np.random.default_rng(5).standard_normal(shape)).requires_grad_()
    w = {name: torch.from_numpy(value) for name, value in weights.items()}
    y = F.max_pool2d(F.relu(F.conv2d(x[None], w["conv1"], padding=1)), 3, 2, 1)
    y = F.avg_pool2d(F.conv2d(y, w["conv2"], stride=2, groups=2), 2, 1, 1)
    y = F.conv2d(y, w["conv3"], dilation=2, padding=1)
    y[0, :, place[0], place[1]].sum().backward()
    assert x.grad is not None
    np.testing.assert_allclose(found, x.grad.numpy(), atol=1e-12)


def test_equal_weights_give_the_binomial():
    network = Network.from_text("; ".join(["conv 1 k2"] * 6))
    field = effective_field(network, (1, 13), unit=(3,), weights="uniform")
    expected = np.array([1, 6, 15, 20, 15, 6, 1]) / 64
    np.testing.assert_allclose(field.weight[3:10], expected, atol=1e-12)
    assert field.theoretical == (7,)
    assert field.spread[0] == pytest.approx(np.sqrt(6) / 2)


def test_it_fills_less_and_less_of_the_theoretical_field():
    parts = []
    for depth in (5, 20):
        network = Network.from_text("; ".join(["conv 1 k3 p1"] * depth))
        field = effective_field(network, (1, 61), weights="uniform")
        parts.append(field.size[0] / field.theoretical[0])
    assert parts[1] < parts[0] < 1


def test_max_pooling_over_a_ceil_window():
    network = Network(Network.from_text("max k3 s2 ceil").nodes)
    field = effective_field(network, (1, 6), unit=(2,), draws=30)
    assert np.flatnonzero(field.weight).tolist() == [4, 5]


@pytest.mark.parametrize(("size", "padding"), [(6, 0), (8, 0), (7, 1), (9, 1)])
def test_average_pooling_over_a_ceil_window(size, padding):
    """The last window reaches beyond the input: what is not there is not divided by."""
    network = Network.from_text(f"avg k4 s3 p{padding} ceil")
    last = (size + 2 * padding - 4 + 2) // 3
    found = gradient(network.steps((1, size, size)), (last, last), {}, np.random.default_rng(5))
    x = torch.zeros(1, 1, size, size, dtype=torch.float64, requires_grad=True)
    F.avg_pool2d(x, 4, 3, padding, ceil_mode=True)[0, 0, last, last].backward()
    assert x.grad is not None
    np.testing.assert_allclose(found, x.grad.numpy()[0], atol=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("conv 4 k3; flatten", "flatten1 is flatten"),
        ("a = conv 4 k3 p1; conv 4 k3 p1 from input", "does not read a: not a chain"),
        ("conv 4 k3 p1 reflect", "only zeros work here"),
    ],
)
def test_what_is_no_chain_is_refused(text, said):
    with pytest.raises(ConceptError, match=said):
        effective_field(Network.from_text(text), (4, 9, 9))
