"""The replay's step asks of torch what the module's own step asks, and no more."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch.autograd.profiler import profile

from grader.torchside.replay import Replay, build_tensors

from . import nets
from .tracing import observe


def _kernels(step: Callable[[], object]) -> int:
    """Calls of torch's kernels: how long they take hangs on the machine."""
    step()
    with profile() as seen:
        step()
    return sum(event.count for event in seen.key_averages() if event.key.startswith("aten::"))


def test_a_replayed_step_asks_no_more_of_torch() -> None:
    net = nets.seeded(nets.Classic)
    seen = observe(net)
    assert seen.train is not None
    numbers = build_tensors(seen.tensors, seen.weights, torch.device("cpu"))
    replay = Replay(seen.train, seen.tensors, torch.device("cpu"))
    x, labels = torch.randn(64, 1, 28, 28), torch.arange(64) % 10

    def theirs() -> object:
        return torch.autograd.grad(F.nll_loss(net.train()(x), labels), list(net.parameters()))

    def ours() -> object:
        return torch.autograd.grad(F.nll_loss(replay.run(x, numbers), labels), numbers)

    assert 0 < _kernels(ours) <= _kernels(theirs)
