"""The fallback: a network that cannot be replayed, measured and trained as a module.

This runs beside student code, in the sandbox, with training data and held-out images but no
held-out labels: nothing here is a verdict, and there are no looks to stop by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from grader.evidence import Behaviour, OutputMend
from grader.graph import Mode
from grader.lab import Recipe, Thresholds
from grader.torchside.behaviour import measure
from grader.torchside.learning import Fit, fit, read_held_out
from grader.torchside.mending import choose_mend
from grader.torchside.resident import Resident

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


def train_inside(net: nn.Module, data: Resident, recipe: Recipe) -> Inside:
    """Measure `net`, then train it to the recipe's cap. Whatever forward raises goes through."""

    def run(mode: Mode, x: torch.Tensor) -> torch.Tensor:
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
    return Inside(behaviour, fitted, mend.name, _raw(mend.apply(first)), _raw(fitted.reading))


def _raw(reading: torch.Tensor) -> bytes:
    return reading.detach().float().cpu().contiguous().numpy().tobytes()
