"""First numbers of a network from a seed, as torch's own layers draw theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from grader.evidence import Begins
from grader.graph import Tensor
from grader.torchside.seeding import seed_torch


def first_numbers(
    tensors: Sequence[Tensor], begins: Sequence[Begins], seed: int
) -> tuple[bytes, ...]:
    """The numbers of each tensor, drawn in their order: as `Net()` draws them behind that seed.

    Raises ValueError where a rule does not suit its tensor.
    """
    seed_torch(seed)
    return tuple(_first(one, how) for one, how in zip(tensors, begins, strict=True))


def _first(tensor: Tensor, how: Begins) -> bytes:
    if how.rule == "kept":
        return how.weights
    if tensor.dtype != "float32":
        raise ValueError(f"{tensor.name} holds {tensor.dtype}, of which none is drawn")
    numbers = torch.empty(tensor.shape)
    if how.rule in ("ones", "zeros"):
        numbers.fill_(1.0 if how.rule == "ones" else 0.0)
    elif how.rule == "weight":
        torch.nn.init.kaiming_uniform_(numbers, a=math.sqrt(5))  # what nn.Conv2d, nn.Linear do
    elif how.rule in ("bias", "matrix"):
        bound = 1 / math.sqrt(max(how.fan_in, 1))
        numbers.uniform_(-bound, bound)
    else:
        numbers.normal_(how.mean, max(how.deviation, 0.0))
    return numbers.numpy().tobytes()
