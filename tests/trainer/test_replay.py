"""The replay gives, bit for bit, what the module gives."""

import copy
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from grader.torchside.budget import ReplayRefused
from grader.torchside.replay import Replay, build_tensors

from . import nets
from .tracing import observe

CPU = torch.device("cpu")
ALIKE = [nets.Classic, nets.Normalised, nets.InPlace, nets.Recurrent, nets.Frozen, nets.Spelled]


@pytest.mark.parametrize("make", ALIKE)
def test_bit_for_bit(make: Callable[[], nn.Module]) -> None:
    """Three steps of gradient descent in train mode, then eval; all state compared."""
    net = nets.seeded(make)
    seen = observe(net, batch=8)
    assert seen.train is not None
    assert seen.eval is not None
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    train, evaluated = (Replay(g, seen.tensors, CPU) for g in (seen.train, seen.eval))
    learning = [n for n in numbers if n.requires_grad]
    net = copy.deepcopy(net).train()
    for seed in range(3):
        x = torch.randn(8, 1, 28, 28, generator=torch.Generator().manual_seed(seed))
        torch.manual_seed(seed)
        theirs = net(x.clone())
        torch.manual_seed(seed)
        ours = train.run(x.clone(), numbers)
        assert torch.equal(theirs, ours)
        labels = torch.arange(8)
        expected = torch.autograd.grad(
            F.nll_loss(theirs, labels), list(net.parameters()), allow_unused=True
        )
        found = torch.autograd.grad(F.nll_loss(ours, labels), learning, allow_unused=True)
        for number, parameter, a, b in zip(
            learning, net.parameters(), found, expected, strict=True
        ):
            assert (a is None) == (b is None)
            if a is not None and b is not None:
                assert torch.equal(a, b)
                with torch.no_grad():
                    number.sub_(0.1 * a)
                    parameter.sub_(0.1 * b)
    owned = [*net.parameters(), *net.buffers()]
    assert all(torch.equal(a, b) for a, b in zip(owned, numbers, strict=False))
    x = torch.randn(8, 1, 28, 28)
    assert torch.equal(net.eval()(x.clone()), evaluated.run(x.clone(), numbers))


def refused(net: nn.Module) -> str:
    seen = observe(net, batch=4)
    assert seen.train is not None
    try:
        Replay(seen.train, seen.tensors, CPU)
        build_tensors(seen.tensors, seen.weights, CPU)
    except ReplayRefused as refusal:
        return str(refusal)
    return "not refused"


class Unlisted(nets.Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(torch.fft.fft(self.hidden(x)).real, 1)


class Unregistered(nets.Classic):
    def __init__(self) -> None:
        super().__init__()
        self.layers = [nn.Linear(25, 10)]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(self.layers[0](x.flatten(1)[:, :25]), 1)


class Infinite(nets.Classic):
    def __init__(self) -> None:
        super().__init__()
        nn.init.constant_(self.fc2.bias, float("inf"))


class Huge(nets.Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.hidden(x) + x.new_zeros(1).expand(2_000_000_000)[0]


REFUSED = [
    (Unlisted, "line 31: torch.fft.fft is not an operation that the grader runs"),
    (Unregistered, "a tensor of 250 numbers at line 31 is neither input, parameter nor buffer"),
    (Infinite, "fc2.bias holds numbers that are not finite before training"),
    (Huge, "one run makes 2,0"),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED)
def test_refused_by_name(make: Callable[[], nn.Module], sentence: str) -> None:
    assert sentence in refused(nets.seeded(make))


class Scaled(nets.Classic):
    def __init__(self) -> None:
        super().__init__()
        self.mean = torch.full((1, 10), 0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(self.hidden(x) - self.mean, 1)


def test_a_small_constant_passes() -> None:
    seen = observe(nets.seeded(Scaled), batch=4)
    assert seen.train is not None
    assert seen.tensors[-1].kind == "constant"
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    x = torch.randn(4, 1, 28, 28)
    assert Replay(seen.train, seen.tensors, CPU).run(x, numbers).shape == (4, 10)
