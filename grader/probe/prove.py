"""Plain runs of the student's module: other batch sizes, and proofs for the replay.

No recorder is active here, but what leaves torch is told. Every run starts from the numbers
that are sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

import torch

from grader.evidence import Attempt, Proof
from grader.graph import Mode
from grader.probe.build import seed
from grader.probe.holdings import raw
from grader.probe.leaks import dice_told, leaks_told, unseen_calls
from grader.probe.outcome import kind_of
from grader.probe.patching import patched
from grader.probe.trace import Network, images_of, normal, set_mode
from grader.probe.troubles import OutOfTime, trouble_from
from grader.torchside.uses import batch_of

MOST_GRADIENTS = 128 * 2**20  # bytes of gradients that are sent


def attempt(network: Network, mode: Mode, batch: int) -> None:
    """Run forward once more, at another batch size, and note how it went."""
    job = network.job
    x = normal(job.seed + batch, (batch, *job.input_shape))
    try:
        with _from_the_start(network, mode, job.seed), torch.no_grad():
            result = _watched(network, x)
    except OutOfTime:
        raise
    except BaseException as error:
        trouble = trouble_from(error, "forward", job.file)
        network.seen.attempts.append(Attempt(mode, batch, None, "", trouble))
        return
    shape = tuple(result.shape) if isinstance(result, torch.Tensor) else None
    network.seen.attempts.append(Attempt(mode, batch, shape, kind_of(result)))


def measure_functions(network: Network) -> None:
    """Run the backward pass of each function that has one of its own, in train mode."""
    job = network.job
    images = images_of(job)
    x = normal(job.seed, (job.batch, *job.input_shape))
    if images is not None:
        x = batch_of(images, job.batch)
    with (
        suppress(Exception),
        _from_the_start(network, "train", job.seed),
        network.functions.measured(),
    ):
        network.net(x)


def prove(network: Network, mode: Mode, number: int, input_seed: int) -> None:
    """Output, and in train mode gradients of Σ output · direction, on fresh inputs.

    These are images in train mode, where there are any, and random numbers in eval mode.
    """
    job = network.job
    images = images_of(job) if mode == "train" else None
    x = normal(input_seed, (job.batch, *job.input_shape))
    if images is not None:
        x = batch_of(images, job.batch)
    with _from_the_start(network, mode, number):
        output = _watched(network, x, closely=True)
        if not isinstance(output, torch.Tensor) or not output.is_floating_point():
            return
        gradients: tuple[tuple[str, bytes], ...] = ()
        if mode == "train":
            gradients = _gradients(network, output, normal(input_seed + 1, tuple(output.shape)))
        network.seen.proofs.append(
            Proof(
                mode,
                number,
                input_seed,
                raw(output.detach().float()),
                gradients,
                on_images=images is not None,
            )
        )


def _watched(network: Network, x: torch.Tensor, closely: bool = False) -> Any:
    """What forward gives; what leaves torch meanwhile is told, `closely` what its hooks miss."""
    with (
        leaks_told(network.seen, network.scripts, network.job.file) as leaks,
        dice_told(leaks.tell),
        unseen_calls(leaks) if closely else nullcontext(),
    ):
        return network.net(x)


def _gradients(
    network: Network, output: torch.Tensor, direction: torch.Tensor
) -> tuple[tuple[str, bytes], ...]:
    """By parameter; b"" where none reaches it."""
    learning = [(n, t) for n, t in network.holdings.parameters() if t.requires_grad]
    if sum(t.numel() * 4 for _, t in learning) > MOST_GRADIENTS or not learning:
        return ()
    if not output.requires_grad:
        return tuple((name, b"") for name, _ in learning)
    (output * direction).sum().backward()  # type: ignore[no-untyped-call]
    return tuple((n, b"" if t.grad is None else raw(t.grad.float())) for n, t in learning)


@contextmanager
def _from_the_start(network: Network, mode: Mode, number: int) -> Iterator[None]:
    """Initial numbers, the mode, the seed; calls put right where they were mended."""
    network.holdings.restore()
    torch.set_grad_enabled(True)
    set_mode(network, mode)
    seed(number)
    with patched(network.patches, network.job.file):
        yield
