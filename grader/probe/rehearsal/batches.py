"""What the images of a batch say of it: which they are, and whether the labels are theirs."""

from __future__ import annotations

from typing import Any

import torch

from grader.evidence.rehearsed_calls import ImageSet
from grader.probe.rehearsal.pictures import MOST, labels_of, numbers_in


def most_are_read(numbers: torch.Tensor, count: int) -> bool:
    """Whether of most images it can be told which they are."""
    return len(numbers) == count and 2 * int((numbers >= 0).sum()) >= count


def belonging(
    numbers: torch.Tensor | None, given: torch.Tensor, loaded: torch.Tensor | None, told: Any
) -> tuple[int, int]:
    """Labels that were loaded with these very images, and how many of them are theirs.

    `numbers`: those of the images that were given to the network.
    """
    if numbers is None or loaded is None or not isinstance(told, torch.Tensor):
        return 0, 0
    if told.is_floating_point() or told.shape != numbers.shape or bool((numbers < 0).any()):
        return 0, 0
    there = given is loaded or same(numbers_in(loaded), numbers)
    if loaded.shape[0] != len(numbers) or not there:
        return 0, 0
    labels = labels_of(numbers)
    pairs = set(zip(labels.tolist(), told.tolist(), strict=True))
    named_anew = len(pairs) == len({one for one, _ in pairs})  # each class has another name
    return len(numbers), len(numbers) if named_anew else int((labels == told).sum())


def same(one: torch.Tensor | None, other: torch.Tensor) -> bool:
    """Whether these are the same numbers."""
    return one is not None and torch.equal(one, other)


def set_of(numbers: set[int]) -> ImageSet:
    """Where they come from."""
    if not numbers:
        return ""
    train = any(number < MOST for number in numbers)
    test = any(number >= MOST for number in numbers)
    return "both" if train and test else "train" if train else "test"


def mixed(loaded: torch.Tensor | None, given: torch.Tensor) -> bool:
    """Whether a batch holds the numbers that were loaded, and other images than these."""
    if loaded is None or loaded is given or loaded.shape[0] != given.shape[0]:
        return False
    if loaded.numel() != given.numel():
        return False
    was = loaded.detach().float().reshape(len(loaded), -1)
    now = given.detach().float().reshape(len(given), -1)
    if torch.equal(was, now) or not torch.equal(was.flatten().sort()[0], now.flatten().sort()[0]):
        return False
    return not torch.allclose(was.sum(1).sort()[0], now.sum(1).sort()[0], rtol=1e-3, atol=1e-2)
