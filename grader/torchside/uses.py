"""How a network is tried as it is used: in eval mode, on images, again and again.

The probe runs it so and the trainer holds what came out against the replay; the plan follows from
the graph, so both have the same. It has more calls than a test pass, a batch as large as that of
the lab's own, and a few calls at the end as they are made long after a training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import torch

from grader.graph import Graph, Tensor
from grader.torchside.resident import normalised

SMALL = 2  # images in the batches that are repeated
REPEATS, FEWEST = 160, 24  # of them, for a small network and for a large one
LATE = 4  # of them, once more, when it is later
ODD, TEST = 65, 1000  # a batch that is no power of two, and that of the lab's test pass
_LIGHT = 8_000_000  # numbers in all values and tensors up to which the test pass' batch is run
_WORK = 16_000  # calls of torch in all repeats
_ROUND = 32  # repeats until the same question comes again
_SEED = 9_001


@dataclass(frozen=True)
class Use:
    """One run in eval mode without gradients."""

    batch: int
    first: int  # place of the first image; the others follow it, round and round
    seed: int  # of torch
    late: bool = False  # a day and many calls later, gradients lying there, in inference mode


def uses_of(graph: Graph, tensors: Sequence[Tensor]) -> tuple[Use, ...]:
    """The plan for a network, by its graph in eval mode."""
    numbers = sum(prod(value.shape) for value in graph.values) + sum(t.elements for t in tensors)
    light = numbers * max(graph.batch, 64) <= _LIGHT * graph.batch
    count = max(FEWEST, min(REPEATS, _WORK // max(len(graph.operations), 1)))
    repeats = [_small(number) for number in range(count if light else FEWEST)]
    large = [Use(ODD, 3, _SEED), *([Use(TEST, 5, _SEED)] if light else [])]
    return (
        Use(graph.batch, 0, _SEED),
        *large,
        *repeats,
        *(Use(SMALL, one.first, one.seed, late=True) for one in repeats[:LATE]),
    )


def _small(number: int) -> Use:
    again = number % _ROUND
    return Use(SMALL, SMALL * again, _SEED + again)


def inputs_of(
    values: bytes, mean: Sequence[float], std: Sequence[float], shape: tuple[int, ...]
) -> torch.Tensor:
    """Inputs (n, *shape) of values 0 to 255, normalised as the data are."""
    numbers = torch.from_numpy(np.frombuffer(values, np.uint8).copy()).float()
    return normalised(numbers.reshape(-1, *shape), mean, std)


def batch_of(images: torch.Tensor, batch: int, first: int = 0) -> torch.Tensor:
    """So many of the images, from `first` on, round and round."""
    if first + batch <= len(images):
        return images[first : first + batch].clone()
    return images[(torch.arange(batch) + first) % len(images)]
