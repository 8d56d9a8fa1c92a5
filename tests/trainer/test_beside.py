"""Trainings side by side in one stacked network are the trainings that each is alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from grader.evidence import Observation
from grader.lab import Recipe, by_the_sheet, read_lab
from grader.torchside.beside import Stack, stack
from grader.torchside.replay import build_tensors
from grader.torchside.resident import Resident
from grader.torchside.whole_run import Whole, train_beside, train_whole
from grader.trainer.layout import plain
from tests.thorough import MORE

from . import nets
from .test_learning import invented
from .tracing import observe

CPU = torch.device("cpu")
SEEDS = (1, 2, 5)
BATCH = 16
QUICK = replace(read_lab().recipe, max_samples=8 * BATCH, batch_size=BATCH)
SHEET = replace(by_the_sheet(QUICK), max_samples=8 * BATCH, batch_size=BATCH, learning_rate=0.1)


@pytest.fixture
def doubles() -> Iterator[None]:
    """Numbers of 53 bits: an order of sums shows in the tenth figure, an error in the first.

    Of 24 bits it shows sooner: by Adam a bias before a batch norm, which nothing depends on, goes
    wherever the rounding of its gradient says.
    """
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


class DropsIn(nets.Linear):
    """A dropout that writes over what it is given, channels and single numbers dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding="same")
        self.fc = nn.Linear(4 * 14 * 14, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.avg_pool2d(F.dropout2d(self.conv(x), 0.2, self.training, inplace=True), 2)
        x = F.dropout(torch.tanh(x).flatten(1), 0.7, self.training)
        return F.log_softmax(self.fc(F.dropout(x, 0.0, self.training)), 1)


class Noisy(nets.Linear):
    """Chance that is no dropout."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.flatten(1)
        return F.log_softmax(self.fc(x + torch.randn_like(x) * 0.1), 1)


class Alpha(nets.Linear):
    """A dropout that no mask alone makes."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(self.fc(F.alpha_dropout(x.flatten(1), 0.5, self.training)), 1)


class Mixed(nn.Module):
    """Branches, groups, other norms, a sum over the batch, indices."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.Conv2d(1, 8, 3, padding=1), nn.Conv2d(1, 8, 5, padding=2)
        self.deep = nn.Conv2d(8, 8, 3, padding=1, groups=4)
        self.group, self.layer = nn.GroupNorm(2, 8), nn.LayerNorm(14)
        self.act, self.fc = nn.PReLU(), nn.Linear(8 * 49, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.gelu(self.one(x)) + torch.sigmoid(self.two(x))
        x = self.group(self.deep(x)) + x
        x = self.layer(F.max_pool2d(x, 3, 2, padding=1))
        x = self.act(F.interpolate(x, scale_factor=0.5)) - x.mean(0, keepdim=True)[..., :7, :7]
        return (x.flatten(1) @ self.fc.weight.t() + self.fc.bias).log_softmax(1)


def _stacked(
    make: Callable[[], nn.Module], recipe: Recipe, data: Resident, seeds: Sequence[int] = SEEDS
) -> tuple[Stack | None, list[Observation]]:
    seen = [observe(nets.seeded(make, seed), batch=BATCH) for seed in seeds]
    first = seen[0]
    assert first.train is not None
    assert first.eval is not None
    starts = [build_tensors(one.tensors, one.weights, CPU) for one in seen]
    x = data.images[:BATCH]
    return stack((first.train, first.eval), first.tensors, starts, seeds, x), seen


def _alone(seen: Observation, recipe: Recipe, data: Resident) -> tuple[Whole, list[torch.Tensor]]:
    assert seen.train is not None
    assert seen.eval is not None
    start = build_tensors(seen.tensors, seen.weights, CPU)
    run, numbers = plain((seen.train, seen.eval), seen.tensors, start, CPU)
    return train_whole(run, [one for one in numbers if one.requires_grad], data, recipe), numbers


RARER = [nets.Normalised, nets.InPlace, nets.Frozen, nets.Spelled] if MORE else []


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("recipe", [QUICK, SHEET], ids=["adam", "sgd"])
@pytest.mark.parametrize("make", [nets.Classic, DropsIn, Mixed, *RARER])
def test_each_is_what_it_is_alone(make: Callable[[], nn.Module], recipe: Recipe) -> None:
    """Curves, readings, weights and running statistics, within what another order of sums makes."""
    data = invented(8 * BATCH)
    stacked, seen = _stacked(make, recipe, data)
    assert stacked is not None
    recipes = [replace(recipe, seed=seed) for seed in SEEDS]
    wholes = train_beside(stacked, data, recipes)
    for i, (whole, one) in enumerate(zip(wholes, recipes, strict=True)):
        alone, numbers = _alone(seen[i], one, data)
        assert (whole.samples, whole.diverged) == (alone.samples, False)
        assert [p.samples for p in whole.curve] == [p.samples for p in alone.curve]
        assert [p.loss for p in whole.curve] == pytest.approx([p.loss for p in alone.curve], 1e-7)
        assert torch.allclose(whole.reading, alone.reading, atol=1e-6)
        for mine, theirs in zip(stacked.numbers, numbers, strict=True):
            assert torch.allclose(mine[i].double(), theirs.double(), atol=1e-7)


def test_what_is_dropped_is_what_is_dropped_alone() -> None:
    """To the last bit, step after step: the masks are drawn as torch draws them."""
    seen = observe(nets.seeded(DropsIn), batch=BATCH)
    assert seen.train is not None
    assert seen.eval is not None
    start = build_tensors(seen.tensors, seen.weights, CPU)
    x = torch.randn(BATCH, 1, 28, 28)
    stacked = stack((seen.train, seen.eval), seen.tensors, [start] * 3, SEEDS, x)
    assert stacked is not None
    run, _ = plain((seen.train, seen.eval), seen.tensors, start, CPU)
    made = []
    for _ in range(2):
        stacked.draw()
        made.append(stacked.run("train", x.repeat(3, 1, 1, 1)).chunk(3))
    for i, seed in enumerate(SEEDS):
        torch.manual_seed(seed)
        for step in range(2):
            assert torch.allclose(made[step][i], run("train", x), atol=1e-5)
    assert not torch.allclose(made[0][0], made[0][1], atol=1e-3)


@pytest.mark.parametrize("make", [nets.Recurrent, nets.AlwaysDropped, Noisy, Alpha])
def test_what_cannot_be_stacked_is_not(make: Callable[[], nn.Module]) -> None:
    """No rule for the call, chance in what it reads, chance of another kind."""
    assert _stacked(make, QUICK, invented(BATCH))[0] is None


@pytest.mark.usefixtures("doubles")
def test_what_diverges_leaves_the_others_as_they_are() -> None:
    """The second has weights without end, so that none of its numbers is one after a step."""
    data = invented(8 * BATCH)
    stacked, seen = _stacked(nets.Normalised, SHEET, data)
    assert stacked is not None
    with torch.no_grad():
        stacked.numbers[0][1].fill_(math.inf)
    recipes = [replace(SHEET, seed=seed) for seed in SEEDS]
    first, lost, last = train_beside(stacked, data, recipes)
    assert lost.diverged
    assert lost.samples == BATCH
    assert lost.curve[-1].loss is None
    assert len(lost.reading) == len(data.held_out_images)
    for whole, i in ((first, 0), (last, 2)):
        alone, numbers = _alone(seen[i], recipes[i], data)
        assert (whole.samples, whole.diverged) == (SHEET.max_samples, False)
        assert [p.samples for p in whole.curve] == [p.samples for p in alone.curve]
        assert [p.loss for p in whole.curve] == pytest.approx([p.loss for p in alone.curve], 1e-7)
        assert all(math.isfinite(float(mine[i].detach().sum())) for mine in stacked.numbers)
        for mine, theirs in zip(stacked.numbers, numbers, strict=True):
            assert torch.allclose(mine[i].double(), theirs.double(), atol=1e-7)


def test_it_draws_nothing_of_torchs_own_chance() -> None:
    before = torch.get_rng_state()
    data = invented(8 * BATCH)
    torch.set_rng_state(before)
    seen = observe(nets.seeded(nets.Classic), batch=BATCH)
    assert seen.train is not None
    assert seen.eval is not None
    start = build_tensors(seen.tensors, seen.weights, CPU)
    before = torch.get_rng_state()
    made = stack((seen.train, seen.eval), seen.tensors, [start], (1,), data.images[:BATCH])
    assert made is not None
    made.draw()
    assert torch.equal(torch.get_rng_state(), before)
