"""A training on a fixed number of images, with looks at held-out ones and no stop on a verdict."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from grader.evidence import LOOKED_AT, Waypoint
from grader.graph import Mode
from grader.lab import Recipe
from grader.torchside.beside import Stack
from grader.torchside.learning import batches, read_at_once, read_held_out
from grader.torchside.optimizers import optimizer
from grader.torchside.resident import Resident
from grader.torchside.seeding import seed_torch
from grader.torchside.stepping import Run, correct, stepping, taking

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
    step = stepping(run, optimizer(recipe, parameters), data)
    read = _reader(run, data, recipe)
    (whole,) = _train(lambda batch: [step(batch[0])[0]], lambda most: [read(most)], data, [recipe])
    return whole


def train_beside(stack: Stack, data: Resident, recipes: Sequence[Recipe]) -> list[Whole]:
    """Train each set of numbers in place, in the order of its recipe's seed.

    Recipes that differ in their seed alone. Each has its share of the time. What diverges is read
    after the step that showed it, as on a GPU alone; the others go on.
    """
    sets, recipe = len(recipes), recipes[0]
    learning = [one for one in stack.numbers if one.requires_grad]

    def judge(output: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        losses = F.nll_loss(output, y, reduction="none").view(sets, -1).mean(1)
        return losses.sum(), losses.detach().double()

    take = taking(stack.run, optimizer(recipe, learning), data, judge)

    def step(batch: Sequence[torch.Tensor]) -> list[float]:
        stack.draw()
        return take(torch.cat(list(batch)))

    def run(mode: Mode, x: torch.Tensor) -> torch.Tensor:
        """Of one batch the outputs of all sets, (batch, sets, classes)."""
        made = stack.run(mode, x.repeat(sets, *(1 for _ in x.shape[1:])))
        return made.view(sets, -1, *made.shape[1:]).transpose(0, 1)

    read = _reader(run, data, recipe)
    return _train(step, lambda most: read(most).unbind(1), data, recipes)


def _reader(run: Run, data: Resident, recipe: Recipe) -> Callable[[int], torch.Tensor]:
    """What reads the first so many held-out images; how many at a time shows in the first look."""
    size = 0

    def read(most: int) -> torch.Tensor:
        nonlocal size
        begun: tuple[torch.Tensor, ...] = ()
        if not size:
            size, first = read_at_once(run, data, recipe.batch_size)
            begun = (first,)
        return read_held_out(run, data, size, most, begun)

    return read


def _train(
    step: Callable[[Sequence[torch.Tensor]], Sequence[float]],
    read: Callable[[int], Sequence[torch.Tensor]],
    data: Resident,
    recipes: Sequence[Recipe],
) -> list[Whole]:
    """As many trainings as recipes: `step` takes one of each and tells the losses."""
    sets, size = len(recipes), recipes[0].batch_size
    last = recipes[0].max_samples // size  # batches in all
    looks = {max(1, round(share * last)) for share in LOOKS}
    curves: list[list[Waypoint]] = [[] for _ in recipes]
    losses: list[list[float]] = [[] for _ in recipes]
    found: dict[int, Whole] = {}
    seconds = 0.0
    orders = [batches(len(data.images), one, data.images.device) for one in recipes]
    began = time.process_time()
    for done, batch in enumerate(zip(*orders, strict=True), 1):
        told = step(batch)
        going = [i for i in range(sets) if i not in found]
        for i in going:
            losses[i].append(told[i])
        diverged = [i for i in going if not math.isfinite(told[i])]
        ending = going if done >= last else diverged
        looked = going if done in looks else ending
        if looked:
            seconds += (time.process_time() - began) / sets
            readings = read(len(data.held_out_images) if ending else LOOKED_AT)
            for i in looked:
                curves[i].append(_waypoint(done * size, seconds, losses[i], readings[i], data))
                losses[i].clear()
            for i in ending:
                whole = Whole(tuple(curves[i]), done * size, seconds, i in diverged, readings[i])
                found[i] = whole
            began = time.process_time()
        if len(found) == sets:
            break
    return [found[i] for i in range(sets)]


def _waypoint(
    samples: int, seconds: float, losses: Sequence[float], reading: torch.Tensor, data: Resident
) -> Waypoint:
    """After so many images, so long and with these losses; by the same images each time."""
    assert data.held_out_labels is not None  # the trainer holds them
    few = reading[:LOOKED_AT]
    mean = sum(losses) / len(losses)
    share = correct(few, data.held_out_labels[: len(few)]) / len(few)
    return Waypoint(samples, seconds, mean if math.isfinite(mean) else None, share)
