"""A training on a fixed number of images, with looks at held-out ones and no stop on a verdict."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from grader.evidence import Waypoint
from grader.lab import Recipe
from grader.torchside.learning import batches, read_held_out
from grader.torchside.optimizers import optimizer
from grader.torchside.resident import Resident
from grader.torchside.seeding import seed_torch
from grader.torchside.stepping import Run, correct, stepping

LOOKED_AT = 1_000  # held-out images behind a point of the curve
LOOKS = (1 / 8, 1 / 4, 1 / 2)  # after these shares of all images; and at the end


@dataclass(frozen=True)
class Whole:
    """How it went."""

    curve: tuple[Waypoint, ...]
    samples: int
    seconds: float  # of the processor, in the loop alone
    diverged: bool
    reading: torch.Tensor  # log-probabilities of all held-out images at the end, (m, classes)


def train_whole(
    run: Run, parameters: Sequence[torch.Tensor], data: Resident, recipe: Recipe
) -> Whole:
    """Train `parameters` in place on `recipe.max_samples` images, repeats counted."""
    seed_torch(recipe.seed)
    size = recipe.batch_size
    last = recipe.max_samples // size  # batches in all
    looks = {max(1, round(share * last)) for share in LOOKS}
    step = stepping(run, optimizer(recipe, parameters), data)
    curve: list[Waypoint] = []
    losses: list[float] = []
    seconds, done = 0.0, 0
    began = time.process_time()
    for batch in batches(len(data.images), recipe, data.images.device):
        loss, _ = step(batch)
        losses.append(loss)
        done += 1
        diverged = not math.isfinite(loss)
        ended = diverged or done >= last
        if ended or done in looks:
            seconds += time.process_time() - began
            most = len(data.held_out_images) if ended else LOOKED_AT
            reading = read_held_out(run, data, size, most)
            curve.append(_waypoint(done * size, seconds, losses, reading, data))
            losses.clear()
            began = time.process_time()
        if ended:
            break
    return Whole(tuple(curve), done * size, seconds, diverged, reading)


def _waypoint(
    samples: int, seconds: float, losses: Sequence[float], reading: torch.Tensor, data: Resident
) -> Waypoint:
    """After so many images, so long and with these losses; by the same images each time."""
    assert data.held_out_labels is not None  # the trainer holds them
    few = reading[:LOOKED_AT]
    mean = sum(losses) / len(losses)
    share = correct(few, data.held_out_labels[: len(few)]) / len(few)
    return Waypoint(samples, seconds, mean if math.isfinite(mean) else None, share)
