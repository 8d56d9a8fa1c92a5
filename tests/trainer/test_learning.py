"""The training loop and its optimizers."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from grader.lab import read_lab
from grader.torchside.inside import kept_of, with_the_last_kept
from grader.torchside.learning import batches, fit, read_held_out, wilson
from grader.torchside.optimizers import Optimizer, adam, adam_on_gpu, sgd
from grader.torchside.resident import Resident

from . import nets

LAB = read_lab()
BOUNDS = LAB.thresholds["digits"]


@pytest.mark.parametrize("make", [adam, adam_on_gpu, sgd])
def test_the_optimizers_are_torchs(make: Callable[..., Optimizer]) -> None:
    ours, theirs = nets.seeded(nets.Classic), nets.seeded(nets.Classic)
    # where a gradient is all rounding, its sign decides: another order of sums may turn it
    most = 1e-7 if make is not adam_on_gpu else 1e-3
    if make is not sgd:
        step = make(list(ours.parameters()), 0.004)
        other: torch.optim.Optimizer = torch.optim.Adam(theirs.parameters(), 0.004)
    else:
        step = sgd(list(ours.parameters()), 0.01)
        other = torch.optim.SGD(theirs.parameters(), 0.01, momentum=0.5)
    for seed in range(12):
        x = torch.randn(8, 1, 28, 28, generator=torch.Generator().manual_seed(seed))
        labels = torch.arange(8)
        torch.manual_seed(seed)
        step(F.nll_loss(ours(x), labels))
        torch.manual_seed(seed)
        other.zero_grad()
        F.nll_loss(theirs(x), labels).backward()
        other.step()
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(a, b, rtol=1e-5, atol=most)


def invented(count: int = 512, noise: float = 0.0) -> Resident:
    """Images whose label is which of ten stripes is bright; a share of labels is wrong."""
    random = torch.Generator().manual_seed(5)
    labels = torch.randint(0, 10, (2 * count,), generator=random)
    images = 0.1 * torch.randn(2 * count, 1, 28, 28, generator=random)
    for i, label in enumerate(labels):
        images[i, 0, 2 * label : 2 * label + 3] += 1
    wrong = torch.rand(2 * count, generator=random) < noise
    labels[wrong] = torch.randint(0, 10, (int(wrong.sum()),), generator=random)
    return Resident(images[:count], labels[:count], images[count:], labels[count:])


def learn(data: Resident, **changes: float) -> tuple[str, int]:
    net = nets.seeded(nets.Linear)
    recipe = replace(LAB.recipe, **changes)  # type: ignore[arg-type]
    done = fit(lambda mode, x: net(x), list(net.parameters()), data, recipe, BOUNDS)
    return done.outcome, done.samples


def test_it_stops_when_the_verdict_is_clear() -> None:
    outcome, samples = learn(invented())
    assert outcome == "reached"
    assert samples < 4_000


def test_it_gives_up_where_it_is_hopeless() -> None:
    data = invented()
    hopeless = replace(data, labels=data.labels.flip(0))
    outcome, samples = learn(hopeless)
    assert outcome == "gave up"
    assert samples < LAB.recipe.max_samples


def test_it_gives_up_at_once_where_nothing_comes_through() -> None:
    net = nets.seeded(nets.Zero)
    done = fit(lambda mode, x: net(x), list(net.parameters()), invented(), LAB.recipe, BOUNDS)
    assert (done.outcome, done.samples) == ("gave up", LAB.recipe.first_look)


def test_it_ends_at_the_cap() -> None:
    assert learn(invented(), max_samples=640, first_look=10_000) == ("reached", 640)
    assert learn(invented(noise=0.5), max_samples=640) == ("missed", 640)


def test_what_ends_before_the_cap_is_no_verdict() -> None:
    net = nets.seeded(nets.Linear)
    recipe = replace(LAB.recipe, max_samples=6400, first_look=10_000)
    run = (lambda mode, x: net(x)), list(net.parameters()), invented(noise=0.5), recipe, BOUNDS
    done = fit(*run, most_samples=640)
    assert (done.outcome, done.samples) == ("cut off", 640)
    assert fit(*run, most_samples=6400).outcome != "cut off"


def test_after_a_while_there_are_no_more_looks() -> None:
    net = nets.seeded(nets.Zero)
    run = (lambda mode, x: net(x)), list(net.parameters()), invented(), LAB.recipe, BOUNDS
    done = fit(*run, most_samples=1024, looks_until=511)
    assert (done.outcome, done.samples, len(done.looks)) == ("cut off", 1024, 1)


def test_in_the_sandbox_what_is_looked_at_was_not_learned_from() -> None:
    data = invented()
    data.images[:] = torch.arange(len(data.images)).reshape(-1, 1, 1, 1)
    kept = with_the_last_kept(data, LAB.recipe)
    places = set(kept.held_out_images[:, 0, 0, 0].long().tolist())
    assert len(places) == kept_of(data) == len(data.images) // 4
    assert kept.held_out_labels is not None
    assert kept.held_out_labels.tolist() == data.labels[list(kept_places(kept))].tolist()
    learned = 0
    for batch in batches(len(data.images), LAB.recipe, torch.device("cpu")):
        learned += len(batch)
        if learned > len(data.images) - kept_of(data):
            break
        assert places.isdisjoint(batch.tolist())


def kept_places(kept: Resident) -> list[int]:
    return [int(place) for place in kept.held_out_images[:, 0, 0, 0]]


def test_it_tells_when_the_loss_is_not_finite() -> None:
    data = invented()
    data.images[:] = math.inf
    assert learn(data)[0] == "diverged"


def test_without_labels_there_are_no_looks() -> None:
    data = replace(invented(), held_out_labels=None)
    net = nets.seeded(nets.Linear)
    recipe = replace(LAB.recipe, max_samples=1280)
    done = fit(lambda mode, x: net(x), list(net.parameters()), data, recipe, BOUNDS)
    assert (done.outcome, done.samples, done.looks) == ("", 1280, ())
    assert done.reading.shape == (512, 10)


def test_batches_are_full_seeded_and_reach_every_image_but_the_tail() -> None:
    recipe = replace(LAB.recipe, batch_size=8)
    one, two = (batches(20, recipe, torch.device("cpu")) for _ in range(2))
    first = [next(one).tolist() for _ in range(4)]
    assert first == [next(two).tolist() for _ in range(4)]
    assert all(len(set(batch)) == 8 for batch in first)
    assert len({i for batch in first[:2] for i in batch}) == 16
    assert first[:2] != first[2:]


def test_no_held_out_image_is_read_twice_by_the_same_numbers() -> None:
    net, data, read = nets.seeded(nets.Linear), invented(), [0]

    def run(mode: str, x: torch.Tensor) -> torch.Tensor:
        read[0] += len(x) * (mode == "eval")
        made: torch.Tensor = net(x)
        return made

    done = fit(run, list(net.parameters()), data, LAB.recipe, BOUNDS)
    *looks, last, whole = done.looks
    assert last.samples == whole.samples
    assert read[0] == sum(look.of for look in looks) + whole.of
    assert torch.equal(done.reading, read_held_out(run, data, LAB.recipe.batch_size))


def test_too_few_images_for_a_batch() -> None:
    with pytest.raises(ValueError, match="10 training images do not fill one batch of 64"):
        next(batches(10, LAB.recipe, torch.device("cpu")))


def test_the_last_held_out_batch_is_filled_and_cut() -> None:
    data = invented(100)
    seen = []

    def run(mode: str, x: torch.Tensor) -> torch.Tensor:
        seen.append((mode, len(x)))
        return x.flatten(1)[:, :10]

    reading = read_held_out(run, data, 64)
    assert seen == [("eval", 64), ("eval", 64)]
    assert torch.equal(reading, data.held_out_images.flatten(1)[:, :10])


WILSON = [  # worked by hand from the formula: correct, of, z, low, high
    (50, 100, 1.96, 0.4038, 0.5962),
    (0, 10, 1.96, 0.0, 0.2775),
    (10, 10, 1.96, 0.7225, 1.0),
]


@pytest.mark.parametrize(("correct", "of", "z", "low", "high"), WILSON)
def test_wilson(correct: int, of: int, z: float, low: float, high: float) -> None:
    assert wilson(correct, of, z) == pytest.approx((low, high), abs=1e-4)
