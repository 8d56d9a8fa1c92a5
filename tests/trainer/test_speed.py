"""The replay's step costs what the module's own step costs."""

import time

import torch
import torch.nn.functional as F

from grader.torchside.replay import Replay, build_tensors

from . import nets
from .tracing import observe


def test_a_replayed_step_is_no_slower() -> None:
    """Least of many interleaved runs; a wide bound, since the machine is shared."""
    net = nets.seeded(nets.Classic)
    seen = observe(net)
    assert seen.train is not None
    numbers = build_tensors(seen.tensors, seen.weights, torch.device("cpu"))
    replay = Replay(seen.train, seen.tensors, torch.device("cpu"))
    x, labels = torch.randn(64, 1, 28, 28), torch.arange(64) % 10
    ours = theirs = 1e9
    for _ in range(40):
        began = time.perf_counter()
        torch.autograd.grad(F.nll_loss(net.train()(x), labels), list(net.parameters()))
        middle = time.perf_counter()
        torch.autograd.grad(F.nll_loss(replay.run(x, numbers), labels), numbers)
        theirs, ours = min(theirs, middle - began), min(ours, time.perf_counter() - middle)
    print(f"module {1e3 * theirs:.2f} ms, replay {1e3 * ours:.2f} ms")
    assert ours < 1.5 * theirs
