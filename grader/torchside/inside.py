"""The fallback: a network that cannot be replayed, measured and trained as a module.

This runs beside student code, in the sandbox, with training data and held-out images but no
held-out labels: nothing here is a verdict. When to stop is found as the trainer finds it, with the
training images that come last in the first pass in the place of held-out ones.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import nn

from grader.evidence import Behaviour, OutputMend
from grader.graph import Mode
from grader.lab import Recipe, Thresholds
from grader.torchside.behaviour import Run, measure
from grader.torchside.learning import MOST_HELD_OUT, Fit, fit, read_held_out
from grader.torchside.mending import choose_mend
from grader.torchside.resident import Resident
from grader.torchside.seeding import seed_torch
from grader.torchside.uses import REPEATS, SMALL, TEST

KEPT = 4  # one of so many training images is looked at before it is learned from


@dataclass(frozen=True)
class Inside:
    """What the sandbox brings out of a training."""

    behaviour: Behaviour
    fit: Fit
    mended: Literal["", OutputMend]  # what was done to the output
    before: bytes  # log-probabilities of the held-out images before training, float32 (k, c)
    after: bytes  # the same afterwards


def train_inside(
    net: nn.Module,
    data: Resident,
    recipe: Recipe,
    thresholds: Thresholds,
    most_samples: int | None = None,
    later: Callable[[], None] = lambda: None,
) -> Inside:
    """Measure `net`, then train it until it is clear. Whatever forward raises goes through.

    `most_samples` is what there is time for. `later` is called before the held-out images are
    read at the end.
    """

    def run(mode: Mode, x: torch.Tensor) -> torch.Tensor:
        if mode == "eval":
            _leave_gradients(net)
        made: torch.Tensor = net.train(mode == "train")(x)
        return made

    kept = {name: tensor.detach().clone() for name, tensor in net.state_dict().items()}
    shape = tuple(data.images.shape[1:])
    named = dict(net.named_parameters())
    behaviour = measure("module", run, named, shape, recipe.batch_size)
    net.load_state_dict(kept)
    seed_torch(recipe.seed)
    first = read_held_out(run, data, recipe.batch_size)
    mend = choose_mend(first)

    def scores(mode: Mode, x: torch.Tensor) -> torch.Tensor:
        return mend.apply(run(mode, x))

    fitted = fit(
        scores,
        list(named.values()),
        with_the_last_kept(data, recipe),
        recipe,
        thresholds,
        most_samples,
        looks_until=len(data.images) - kept_of(data),
    )
    later()
    _call_again(run, data)
    after = _read_as_used(scores, data, first.shape)
    reading = read_held_out(scores, data, recipe.batch_size) if after is None else after
    return Inside(behaviour, fitted, mend.name, _raw(mend.apply(first)), _raw(reading))


def kept_of(data: Resident) -> int:
    """How many training images are looked at to see when to stop."""
    return min(MOST_HELD_OUT, len(data.images) // KEPT)


def with_the_last_kept(data: Resident, recipe: Recipe) -> Resident:
    """To look at: training images that the first pass comes to last, before they are learned from.

    They are no easier to read than held-out ones, which are drawn straight.
    """
    random = torch.Generator().manual_seed(recipe.seed)
    last = torch.randperm(len(data.images), generator=random)[len(data.images) - kept_of(data) :]
    return replace(data, held_out_images=data.images[last], held_out_labels=data.labels[last])


def _leave_gradients(net: nn.Module) -> None:
    """As after the last step of a training, when a script comes to its test pass."""
    for parameter in net.parameters():
        if parameter.requires_grad and parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)


@torch.no_grad()
def _call_again(run: Run, data: Resident) -> None:
    """As often as a test pass does: what comes of it is another call's business."""
    with suppress(Exception):
        for _ in range(REPEATS):
            run("eval", data.held_out_images[:SMALL].clone())


def _read_as_used(run: Run, data: Resident, shape: torch.Size) -> torch.Tensor | None:
    """What it says of the held-out images in batches of a test pass; None where it takes none."""
    try:
        reading = read_held_out(run, data, TEST)
    except Exception:  # it takes batches of the size in which it was trained, and was read in such
        return None
    return reading if reading.shape == shape else None


def _raw(reading: torch.Tensor) -> bytes:
    return reading.detach().float().cpu().contiguous().numpy().tobytes()
