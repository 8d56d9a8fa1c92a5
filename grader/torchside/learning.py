"""The training loop: train until the verdict is clear, give up where it is hopeless.

The data lie on the device, whole; batches are taken by index from seeded permutations and
always have the size at which the graphs were traced. After 512 samples, and again after each
1.3 times as many, held-out images are read in chunks until the share read rightly is clear of
every bound that matters, by a Wilson interval. Where that is so at once, the loss has a little
longer to fall.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from grader.evidence import Look, Point, TrainingOutcome
from grader.lab import Recipe, Thresholds
from grader.torchside.curve import Curve
from grader.torchside.optimizers import optimizer
from grader.torchside.resident import Resident
from grader.torchside.seeding import seed_torch
from grader.torchside.stepping import Run, correct, stepping

MOST_HELD_OUT = 2_000  # images that the figures at the end rest on
FOR_THE_LOSS = 4  # times the first look: so long a loss that still falls is waited for
MANY = 4  # batches that are read at once
CLOSE = 1e-4  # relative difference that another order of summation may cause
MOST_SECONDS = 240.0  # wall time for one training: behind what a count of samples bounds


@dataclass(frozen=True)
class Fit:
    """How one training went."""

    outcome: TrainingOutcome
    samples: int  # seen in training, repeats counted
    seconds: float  # wall time, looks included
    curve: tuple[Point, ...]
    looks: tuple[Look, ...]
    loss_before: float | None  # of the first batch, before any step; None if not finite
    loss_after: float | None  # mean over the last batches; None if not finite
    reading: torch.Tensor  # log-probabilities of the held-out images at the end, (k, classes)


def fit(
    run: Run,
    parameters: Sequence[torch.Tensor],
    data: Resident,
    recipe: Recipe,
    thresholds: Thresholds,
    most_samples: int | None = None,
    looks_until: int | None = None,
    after: Callable[[int], None] | None = None,
) -> Fit:
    """Train `parameters` in place by the recipe, from its seed.

    Where `most_samples` (or the wall clock) ends it before the recipe's cap, and no verdict is
    clear, the outcome is "cut off". After `looks_until` samples there are no more looks. Without
    held-out labels there are none at all, and the outcome is "" unless it diverged. `after` is told
    after each step how many samples have been seen.
    """
    began = time.perf_counter()
    seed_torch(recipe.seed)
    curve = Curve()
    looks: list[Look] = []
    outcome: TrainingOutcome = ""
    next_look = float(recipe.first_look)
    last_look = math.inf if looks_until is None else looks_until
    most = recipe.max_samples if most_samples is None else min(most_samples, recipe.max_samples)
    ended = False  # before the recipe's cap
    step = stepping(run, optimizer(recipe, parameters), data)
    for batch in batches(len(data.images), recipe, data.images.device):
        curve.write(len(batch), *step(batch))
        read: list[torch.Tensor] = []  # what it now makes of the first held-out images
        if after is not None:
            after(curve.samples)
        if not math.isfinite(curve.losses[-1]):
            outcome = "diverged"
        elif next_look <= curve.samples <= last_look and data.held_out_labels is not None:
            look, read = _look(run, data, recipe, thresholds, curve.samples)
            looks.append(look)
            outcome = _verdict(look, recipe, thresholds) or _stuck(read[0])
            early = curve.samples < FOR_THE_LOSS * recipe.first_look
            if outcome == "reached" and early and not _has_fallen(curve, data, thresholds):
                outcome = ""
            next_look = curve.samples * recipe.look_growth
        late = time.perf_counter() - began > MOST_SECONDS
        ended = curve.samples + len(batch) <= recipe.max_samples
        if outcome or late or curve.samples + len(batch) > most:
            break
    reading = read_held_out(run, data, recipe.batch_size, begun=read)
    if data.held_out_labels is not None:
        right = correct(reading, data.held_out_labels[: len(reading)])
        looks.append(Look(curve.samples, right, len(reading)))
        if not outcome:
            reached = right >= thresholds.held_out_accuracy * len(reading)
            outcome = "reached" if reached else "cut off" if ended else "missed"
    seconds = time.perf_counter() - began
    return Fit(
        outcome=outcome,
        samples=curve.samples,
        seconds=seconds,
        curve=curve.points(),
        looks=tuple(looks),
        loss_before=curve.loss_before(),
        loss_after=curve.loss_after(),
        reading=reading,
    )


def batches(count: int, recipe: Recipe, device: torch.device) -> Iterator[torch.Tensor]:
    """Index batches without end: each pass a new permutation, its incomplete tail left out."""
    random = torch.Generator().manual_seed(recipe.seed)
    size = recipe.batch_size
    if count < size:
        raise ValueError(f"{count} training images do not fill one batch of {size}")
    while True:
        order = torch.randperm(count, generator=random).to(device)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def read_held_out(
    run: Run,
    data: Resident,
    batch: int,
    most: int = MOST_HELD_OUT,
    begun: Sequence[torch.Tensor] = (),
) -> torch.Tensor:
    """Log-probabilities (k, classes) of the first k = min(most, m) held-out images.

    In batches of the traced size; the last is filled up from the start and cut. `begun`: of the
    first batches, where the network has read them already.
    """
    count = min(most, len(data.held_out_images))
    starts = range(0, count, batch)[len(begun) :]
    return torch.cat([*begun, *(_read(run, data, start, batch) for start in starts)])[:count]


def read_at_once(run: Run, data: Resident, batch: int) -> tuple[int, torch.Tensor]:
    """How many images to read at a time, where the last digit of an output is not a mark.

    Beside that, what it read of the first so many.

    `MANY` batches, by which an image takes a fifth less, if the first batch is read among them as
    it is by itself; a network that knows how many come at a time is read as it was recorded.
    """
    try:
        itself = _read(run, data, 0, batch)
        among = _read(run, data, 0, MANY * batch)
    except Exception:  # arguments are a stranger's: torch answers with all kinds
        return batch, _read(run, data, 0, batch)
    if among.shape != (MANY * batch, *itself.shape[1:]):
        return batch, itself
    difference = float((itself - among[:batch]).abs().max())
    alike = difference <= CLOSE * max(float(itself.abs().max()), 1e-6)
    return (MANY * batch, among) if alike else (batch, itself)


@torch.no_grad()
def _read(run: Run, data: Resident, start: int, batch: int) -> torch.Tensor:
    total = len(data.held_out_images)
    chosen = torch.arange(start, start + batch, device=data.held_out_images.device) % total
    return run("eval", data.held_out_images[chosen])


def _look(
    run: Run, data: Resident, recipe: Recipe, thresholds: Thresholds, samples: int
) -> tuple[Look, list[torch.Tensor]]:
    """Read held-out images until the share is clear of every bound, or there are no more.

    Gives what came of each batch too.
    """
    labels = data.held_out_labels
    assert labels is not None
    bounds = [thresholds.held_out_accuracy]
    bounds += [share for after, share in thresholds.give_up if samples >= after]
    total = min(MOST_HELD_OUT, len(data.held_out_images))
    right = of = 0
    read: list[torch.Tensor] = []
    while of < total:
        read.append(_read(run, data, of, recipe.batch_size)[: total - of])
        size = len(read[-1])
        right += correct(read[-1], labels[of : of + size])
        of += size
        low, high = wilson(right, of, recipe.confidence)
        if all(not low <= bound <= high for bound in bounds):
            break
    return Look(samples, right, of), read


def _verdict(look: Look, recipe: Recipe, thresholds: Thresholds) -> TrainingOutcome:
    """ "reached" or "gave up" where the look is clear; "" to train on."""
    low, high = wilson(look.correct, look.of, recipe.confidence)
    if low > thresholds.held_out_accuracy:
        return "reached"
    hopeless = any(look.samples >= after and high < share for after, share in thresholds.give_up)
    return "gave up" if hopeless else ""


def _has_fallen(curve: Curve, data: Resident, thresholds: Thresholds) -> bool:
    """Whether the loss is clear too: of images soon told apart its mean has the start in it."""
    before, after = curve.loss_before(), curve.loss_after()
    if before is None or after is None:
        return True
    evenly = math.log(int(data.labels.max()) + 1)
    return after <= thresholds.loss_ratio * min(before, evenly)


def _stuck(output: torch.Tensor) -> TrainingOutcome:
    """ "gave up" where every image gets the very same answer, to the last bit.

    Then nothing of the image comes through (all weights zero, every ReLU dead), and with it no
    gradient; a network that merely begins so has left it after a step or two.
    """
    return "gave up" if bool((output == output[0]).all()) else ""


def wilson(correct: int, of: int, z: float) -> tuple[float, float]:
    """Bounds on a share of which `correct` of `of` were seen, z standard deviations wide.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    J. Am. Stat. Assoc. 22 (1927) 209.
    """
    share = correct / of
    middle = share + z * z / (2 * of)
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    return (middle - reach) / whole, (middle + reach) / whole
