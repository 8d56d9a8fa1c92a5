"""Runs of the student's module as it is used, for the replay to be held against.

What it gives goes out as it is: whether it is what it should be is the trainer's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import torch

from grader.probe.build import seed
from grader.probe.clock import Clock
from grader.probe.counts import counts_of
from grader.probe.holdings import raw
from grader.probe.hours import A_DAY, move_on
from grader.probe.leaks import leaks_told
from grader.probe.patching import patched
from grader.probe.trace import Network, images_of, set_mode
from grader.probe.troubles import OutOfTime
from grader.torchside.seeding import seed_torch
from grader.torchside.uses import SMALL, Use, batch_of, uses_of

_SEED = 9_000  # of Python's and numpy's generators, for all of the runs
_PATIENCE = 0.5  # of all the time: what is left then is for the answer


def use(network: Network, clock: Clock) -> None:
    """Run it by the plan, as far as there is time; b"" stands for a run that raised."""
    graph, images = network.seen.graphs.get("eval"), images_of(network.job)
    if images is None or graph is None or graph.output is None:
        return
    seen = network.seen
    later, late = _later(network), False
    with _in_use(network):
        for one in uses_of(graph, network.holdings.entries()):
            if seen.uses and clock.share_left <= _PATIENCE:
                return
            if one.late and not late:
                later()
                late = True
            seen.uses.append(_run(network, images, one))


def _run(network: Network, images: torch.Tensor, one: Use) -> bytes:
    x = batch_of(images, one.batch, one.first)
    seed_torch(one.seed)
    try:
        without = torch.inference_mode() if one.late else torch.no_grad()
        told = leaks_told(network.seen, network.scripts, network.job.file)
        with without, told, for_few(one.batch):
            output = network.net(x)
        return raw(output.float()) if isinstance(output, torch.Tensor) else b""
    except OutOfTime:
        raise
    except BaseException:  # it ran in eval mode before: that it does not now is told by nothing
        return b""


@contextmanager
def for_few(images: int) -> Iterator[None]:
    """For two images torch's own convolution: oneDNN's first brings them into another order.

    That takes three times as long as the convolution itself. They differ by rounding, and what
    becomes of a batch of another size is held against the replay with room for that.
    """
    kept = torch._C._get_mkldnn_enabled()
    torch._C._set_mkldnn_enabled(kept and images > SMALL)
    try:
        yield
    finally:
        torch._C._set_mkldnn_enabled(kept)


def _later(network: Network) -> Callable[[], None]:
    """Make it a day later, after many calls and a training whose last gradients still lie there."""
    move_counts = counts_of(network.net)

    def later() -> None:
        move_on(A_DAY)
        with suppress(Exception):  # what it counts with may be of any kind
            move_counts()
        for _, parameter in network.holdings.parameters():
            if parameter.requires_grad:
                parameter.grad = torch.zeros_like(parameter)

    return later


@contextmanager
def _in_use(network: Network) -> Iterator[None]:
    """Initial numbers, eval mode, and calls put right where they were mended."""
    network.holdings.restore()
    set_mode(network, "eval")
    seed(_SEED)
    with patched(network.patches, network.job.file):
        try:
            yield
        finally:
            move_on(0.0)
            network.holdings.restore()
