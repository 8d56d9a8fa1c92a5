"""Which way a step goes: whether it makes the right answers likelier, whatever its loss is called.

Two cosines say it. The gradient that reaches the network's output is held against that of the
negative log-likelihood; and what the weights change by against the gradient that they were given.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import torch

from grader.probe.rehearsal.answers import form_of


def toward(
    output: torch.Tensor, labels: torch.Tensor | None, gradient: torch.Tensor | None
) -> float:
    """1 where going down makes the right answers likelier, -1 where it makes them less likely."""
    if labels is None or gradient is None or gradient.shape != output.shape:
        return 0.0
    kept = labels >= 0
    scores, pull = output.detach()[kept].float(), gradient[kept].float()
    if not len(scores):
        return 0.0
    plain = form_of(scores) != "probabilities"
    shares = scores.softmax(1) if plain else scores
    whole = (pull if plain else shares * pull).sum(1, keepdim=True)
    pull = pull - shares * whole if plain else shares * (pull - whole)
    wanted = shares - torch.nn.functional.one_hot(labels[kept], scores.shape[1])
    return cosine(pull, wanted)


def cosine(one: torch.Tensor | None, other: torch.Tensor | None) -> float:
    """Of two tensors' directions; 0 where one of them has none."""
    if one is None or other is None or one.shape != other.shape:
        return 0.0
    found = float((one * other).sum() / (one.norm() * other.norm()).clamp(min=1e-30))
    return found if isfinite(found) else 0.0


def gradient_of(parameters: Iterable[torch.Tensor]) -> torch.Tensor | None:
    """What they hold, in one row; None where there is nothing."""
    these = list(parameters)
    if all(one.grad is None for one in these):
        return None
    return in_a_row(torch.zeros_like(p) if p.grad is None else p.grad.to_dense() for p in these)


def in_a_row(tensors: Iterable[torch.Tensor]) -> torch.Tensor:
    """All their numbers."""
    return torch.cat([one.detach().float().reshape(-1) for one in tensors])
