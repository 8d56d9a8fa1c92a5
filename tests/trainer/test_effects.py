"""What the steps of a network do to images: what is dropped, what is cut, what the loss feels."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from grader.evidence import Effects
from grader.graph import Graph
from grader.torchside.behaviour import BEYOND
from grader.torchside.mending import Mend
from grader.torchside.replay import Replay, build_tensors
from grader.trainer.effects import effects

from . import nets
from .tracing import observe

CPU = torch.device("cpu")
BATCH = 32


def _effects(net: nn.Module, after: float = 1.0) -> tuple[Effects, Graph]:
    """Of a network whose weights are `after` times as large after its training."""
    seen = observe(net, batch=BATCH)
    assert seen.train is not None
    assert seen.eval is not None
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    random = torch.Generator().manual_seed(5)
    images = torch.randn((BATCH, 1, 28, 28), generator=random)
    labels = torch.arange(BATCH) % 10
    measured = effects(
        {
            "train": Replay(seen.train, seen.tensors, CPU),
            "eval": Replay(seen.eval, seen.tensors, CPU),
        },
        (numbers, [number.detach() * after for number in numbers]),
        {tensor.name: i for i, tensor in enumerate(seen.tensors) if len(tensor.shape) > 1},
        Mend("", lambda made: made),
        images,
        labels,
    )
    return measured, seen.train


def _shares(measured: Effects, graph: Graph, kind: str) -> list[float]:
    """Of each call of a kind in the run in train mode the largest share."""
    shares = measured.cut if kind == "relu" else measured.dropped
    made = [op.outputs[0] for op in graph.operations if op.kind == kind]
    return [
        max([s.share for s in shares if s.mode == "train" and s.made == one], default=-1.0)
        for one in made
    ]


class Dropped(nets.Classic):
    """With a dropout of a share of its own in front of the scores."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def dropped(self, x: torch.Tensor) -> torch.Tensor:
        return F.dropout(x, self.share, self.training)

    def hidden(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2)).view(-1, 320)
        return self.fc2(F.relu(self.fc1(self.dropped(x))))


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8])
def test_what_a_dropout_drops_is_its_share(share: float) -> None:
    (found,) = _shares(*_effects(nets.seeded(lambda: Dropped(share))), "dropout")
    assert found == pytest.approx(share, abs=0.03)


class ByHand(Dropped):
    def dropped(self, x: torch.Tensor) -> torch.Tensor:
        return x.mul((torch.rand_like(x) >= self.share).float()) if self.training else x


def test_a_dropout_by_hand_is_measured_likewise() -> None:
    measured, graph = _effects(nets.seeded(lambda: ByHand(0.3)))
    mul = next(op for op in graph.operations if op.kind == "mul")
    of_the_image = min(one.share for one in measured.dropped if one.made == mul.outputs[0])
    assert of_the_image == pytest.approx(0.3, abs=0.03)


def test_a_dropout_of_next_to_nothing_drops_nothing() -> None:
    assert _shares(*_effects(nets.seeded(lambda: Dropped(1e-12))), "dropout") == [0.0]


def test_where_nothing_comes_in_nothing_is_measured() -> None:
    measured, _ = _effects(nets.seeded(nets.Classic), after=0.0)
    assert measured.dropped  # by the weights as they came
    dead = nets.seeded(lambda: Dropped(0.5))
    for parameter in dead.parameters():
        nn.init.zeros_(parameter)
    measured, graph = _effects(dead)
    assert _shares(measured, graph, "dropout") == [-1.0]
    assert _shares(measured, graph, "relu") == [-1.0] * 3


class Shifted(nets.Classic):
    def hidden(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2) + 1000) - 1000
        x = F.relu(F.max_pool2d(self.conv2(x), 2)).view(-1, 320)
        return self.fc2(F.relu(self.fc1(x).abs()))


def test_a_relu_cuts_what_is_negative() -> None:
    shifted, second, absolute = _shares(*_effects(nets.seeded(Shifted)), "relu")
    assert shifted == absolute == 0.0
    assert 0.1 < second < 0.9
    assert all(share > 0.03 for share in _shares(*_effects(nets.seeded(nets.Classic)), "relu"))


class Beside(nets.Classic):
    def __init__(self) -> None:
        super().__init__()
        self.conv3 = nn.Conv2d(10, 10, 5, padding=2)

    def hidden(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = x + 1e-20 * self.conv3(x)
        x = F.relu(F.max_pool2d(self.conv2(x), 2)).view(-1, 320)
        return self.fc2(F.relu(self.fc1(x)))


def test_the_loss_feels_a_layer_or_does_not() -> None:
    measured, _ = _effects(nets.seeded(Beside), after=3.0)
    felt = {one.name: one for one in measured.felt}
    assert felt.keys() == {f"{name}.weight" for name in ("conv1", "conv2", "conv3", "fc1", "fc2")}
    assert felt["conv3.weight"].before == felt["conv3.weight"].after == 0.0
    for name in ("conv1", "conv2", "fc1", "fc2"):
        assert 1e-3 < felt[f"{name}.weight"].before < felt[f"{name}.weight"].after


class Divided(nets.Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weight = self.fc2.weight / self.fc2.weight.norm()
        features = F.relu(F.max_pool2d(self.conv1(x), 2))
        features = F.relu(F.max_pool2d(self.conv2(features), 2)).view(-1, 320)
        return F.log_softmax(F.linear(F.relu(self.fc1(features)), weight), dim=1)


def test_a_loss_that_is_no_number_is_felt() -> None:
    measured, _ = _effects(nets.seeded(Divided))
    assert next(one.before for one in measured.felt if one.name == "fc2.weight") == BEYOND
