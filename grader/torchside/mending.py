"""Outputs that are no log-probabilities, made into such before the loss is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F

from grader.evidence import OutputMend

CLEAR = 1e-3  # how far a row's sum may be off, in single precision


@dataclass(frozen=True)
class Mend:
    """What is done to the output."""

    name: Literal["", OutputMend]  # "" where nothing is to do
    apply: Callable[[torch.Tensor], torch.Tensor]  # (N, classes) -> log-probabilities


def choose_mend(output: torch.Tensor) -> Mend:
    """What makes log-probabilities of such outputs (N, classes), seen in eval mode."""
    rows = output.detach().double().reshape(len(output) if output.dim() else 1, -1)
    if float(rows.logsumexp(1).abs().max()) < CLEAR:
        return Mend("", lambda made: made)
    if float(rows.min()) >= 0 and float((rows.sum(1) - 1).abs().max()) < CLEAR:
        return Mend("logarithm taken", lambda made: made.clamp_min(1e-12).log())
    return Mend("log_softmax appended", lambda made: F.log_softmax(made, dim=1))
