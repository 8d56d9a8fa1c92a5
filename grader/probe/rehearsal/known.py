"""A network that the script called: what it was, what it learned from, what it answered last."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from math import isfinite

import torch
from torch import nn

from grader.probe.rehearsal.directions import cosine, in_a_row, toward


@dataclass
class Known:
    """A network of the script's."""

    module: nn.Module
    first: dict[str, int]  # what its parameters were when it was called first, as checksums
    last: dict[str, int]
    reached: set[str] = field(default_factory=set)
    modes: bool = False
    # numbers of the images that it was trained with, and the loader that gave them last
    learned: dict[int, int] = field(default_factory=dict)
    teacher: int = -1  # the loader that it was trained from last
    changed: bool = False  # since it was called first
    left: torch.Tensor | None = None  # its weights as the last step or call left them
    gradient: torch.Tensor | None = None  # that it was given last
    taught: dict[int, int] = field(default_factory=dict)  # by loader: passes that trained it

    def named(self) -> dict[str, nn.Parameter]:
        """Its parameters."""
        return dict(self.module.named_parameters())

    def look_again(self) -> tuple[float, float]:
        """How far its weights are from what they were, and whether along the gradient."""
        was, self.left = self.left, numbers_of(self.module)
        if was is None or was.shape != self.left.shape:
            return 0.0, 0.0
        change = self.left - was
        off = float(change.norm() / was.norm().clamp(min=1e-12))
        # numbers that ran away were drawn by nobody
        return off if isfinite(off) else 0.0, cosine(change, self.gradient)


@dataclass
class Answer:
    """What a network answered last."""

    network: Known
    numbers: torch.Tensor | None  # of the images; -1 where one cannot be told
    labels: torch.Tensor | None  # that belong to them; -1 where one cannot be told
    output: torch.Tensor
    pull: torch.Tensor | None = None  # the gradient that reached the output

    def pulled(self, gradient: torch.Tensor) -> None:
        """A gradient goes through it."""
        self.pull = gradient.detach()

    def toward(self) -> float:
        """Which way it goes."""
        return toward(self.output, self.labels, self.pull)


def numbers_of(module: nn.Module) -> torch.Tensor:
    """All its weights, in one row."""
    return in_a_row(module.parameters())


def checksums(module: nn.Module) -> dict[str, int]:
    """Each parameter as one number that changes when it does."""
    with torch.no_grad(), torch._C.DisableTorchFunction():
        return {
            name: zlib.crc32(value.detach().contiguous().view(-1).numpy().tobytes())
            for name, value in module.named_parameters()
            if value.is_floating_point() and value.device.type == "cpu"
        }
