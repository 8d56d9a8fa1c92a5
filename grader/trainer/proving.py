"""Is the graph the whole truth? Its replay against what the student's own module gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from grader.evidence import Proof
from grader.graph import Mode, Tensor
from grader.torchside.replay import Replay
from grader.torchside.seeding import seed_torch
from grader.torchside.uses import batch_of

CLOSE = 1e-4  # relative difference that rounding may cause; on one machine it is 0


def worst_difference(
    proofs: Sequence[Proof],
    replays: Mapping[Mode, Replay],
    tensors: Sequence[Tensor],
    numbers: Sequence[torch.Tensor],
    input_shape: tuple[int, ...],
    images: torch.Tensor | None = None,
) -> float:
    """Worst difference of an output or a gradient, relative to the largest number in it.

    Infinite where a shape differs, or a gradient that the module had is missing, and where a
    proof on images is to be held against none.
    """
    worst = 0.0
    for proof in proofs:
        replay = replays[proof.mode]
        x = _normal(proof.input_seed, (replay.graph.batch, *input_shape))
        if proof.on_images:
            if images is None:
                return float("inf")
            x = batch_of(images, replay.graph.batch)
        fresh = [t.detach().clone().requires_grad_(t.requires_grad) for t in numbers]
        for claimed, made in _pairs(proof, replay, tensors, fresh, x):
            worst = max(worst, _difference(claimed, made))
    return worst


def _pairs(
    proof: Proof,
    replay: Replay,
    tensors: Sequence[Tensor],
    numbers: Sequence[torch.Tensor],
    x: torch.Tensor,
) -> list[tuple[bytes, torch.Tensor | None]]:
    """What the proof claims beside what the replay gives."""
    seed_torch(proof.seed)
    output = replay.run(x, numbers)
    pairs: list[tuple[bytes, torch.Tensor | None]] = [(proof.output, output)]
    if proof.gradients:
        learning = {
            t.name: number
            for t, number in zip(tensors, numbers, strict=True)
            if number.requires_grad
        }
        found: Sequence[torch.Tensor | None] = [None] * len(learning)
        if output.requires_grad:
            objective = (output * _normal(proof.input_seed + 1, tuple(output.shape))).sum()
            found = torch.autograd.grad(objective, list(learning.values()), allow_unused=True)
        by_name = dict(zip(learning, found, strict=True))
        pairs += [(claimed, by_name.get(name)) for name, claimed in proof.gradients]
    return pairs


def _normal(seed: int, shape: tuple[int, ...]) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape, dtype=np.float32))


def _difference(claimed: bytes, made: torch.Tensor | None) -> float:
    """max |claimed − made| / max |claimed|; 0 where neither has any number or both are none."""
    if made is None:
        return float("inf") if claimed else 0.0
    numbers = made.detach().float().numpy().ravel()
    if len(claimed) != numbers.nbytes:
        return float("inf")
    wanted = np.frombuffer(claimed, np.float32)
    if not numbers.size or np.array_equal(wanted, numbers, equal_nan=True):
        return 0.0
    difference = np.abs(wanted.astype(np.float64) - numbers).max()
    scale = max(float(np.abs(wanted).max()), 1e-6)
    return float(difference) / scale if np.isfinite(difference) else float("inf")
