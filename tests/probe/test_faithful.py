"""What can be replayed is replayed to the last bit, from what the probe sent."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from grader.evidence import Observation, Proof
from grader.torchside.replay import Replay, build_tensors

from .nets import FAITHFUL
from .run_here import LAB, observe_here

pytestmark = pytest.mark.slow

CPU = torch.device("cpu")


def normal(seed: int, shape: tuple[int, ...]) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape, dtype=np.float32))


def replayed(seen: Observation, proof: Proof) -> tuple[bytes, dict[str, bytes]]:
    """Output and gradients of the replay of one proof, as bytes."""
    graph = seen.train if proof.mode == "train" else seen.eval
    assert graph is not None
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    x = normal(proof.input_seed, (graph.batch, *LAB.input_shape))
    torch.manual_seed(proof.seed)
    output = Replay(graph, seen.tensors, CPU).run(x, numbers)
    gradients: dict[str, bytes] = {}
    if proof.gradients:
        direction = normal(proof.input_seed + 1, tuple(output.shape))
        learning = {
            t.name: n for t, n in zip(seen.tensors, numbers, strict=True) if n.requires_grad
        }
        found = torch.autograd.grad(
            (output * direction).sum(), list(learning.values()), allow_unused=True
        )
        for name, gradient in zip(learning, found, strict=True):
            gradients[name] = b"" if gradient is None else gradient.numpy().tobytes()
    return output.detach().numpy().tobytes(), gradients


@pytest.mark.parametrize("name", FAITHFUL)
def test_replay_equals_the_module(name: str) -> None:
    seen = observe_here(FAITHFUL[name])
    assert not seen.troubles
    assert not seen.escapes
    assert seen.returned == "tensor"
    assert [proof.mode for proof in seen.proofs] == ["train", "eval", "eval"]
    for proof in seen.proofs:
        output, gradients = replayed(seen, proof)
        assert output == proof.output, proof.mode
        assert gradients == dict(proof.gradients)
    assert all(one.shape == (one.batch, 10) for one in seen.attempts), seen.attempts
    assert len(seen.attempts) == 7
