"""The fallback: a network that cannot be replayed, measured and trained as a module.

This runs beside student code, in the sandbox, with training data and held-out images but no
held-out labels: nothing here is a verdict, and there are no looks to stop by.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from grader.evidence import Behaviour, OutputMend
from grader.graph import Mode
from grader.lab import Recipe, Thresholds
from grader.torchside.behaviour import Run, measure
from grader.torchside.learning import Fit, fit, read_held_out
from grader.torchside.mending import choose_mend
from grader.torchside.resident import Resident
from grader.torchside.uses import REPEATS, SMALL, TEST

# A claim of the sandbox's is no verdict, so nothing is gained by stopping at one: without
# held-out labels these bounds are never looked at.
_NO_BOUNDS = Thresholds(held_out_accuracy=1.0, give_up=(), chance=1.0, loss_ratio=1.0)


@dataclass(frozen=True)
class Inside:
    """What the sandbox brings out of a training."""

    behaviour: Behaviour
    fit: Fit
    mended: Literal["", OutputMend]  # what was done to the output
    before: bytes  # log-probabilities of the held-out images before training, float32 (k, c)
    after: bytes  # the same afterwards


def train_inside(
    net: nn.Module, data: Resident, recipe: Recipe, later: Callable[[], None] = lambda: None
) -> Inside:
    """Measure `net`, then train it to the recipe's cap. Whatever forward raises goes through.

    `later` is called before the held-out images are read at the end.
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
    torch.manual_seed(recipe.seed)
    first = read_held_out(run, data, recipe.batch_size)
    mend = choose_mend(first)
    fitted = fit(
        lambda mode, x: mend.apply(run(mode, x)), list(named.values()), data, recipe, _NO_BOUNDS
    )
    later()
    _call_again(run, data)
    after = _read_as_used(lambda mode, x: mend.apply(run(mode, x)), data, first.shape)
    reading = fitted.reading if after is None else after
    return Inside(behaviour, fitted, mend.name, _raw(mend.apply(first)), _raw(reading))


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
