"""Where to train: CUDA when there is one, then MPS, then the CPU with one thread."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

from grader.evidence import DeviceName


def choose_device() -> torch.device:
    """The device, set up so that the same seed gives the same numbers."""
    # One thread: 1 and 2 threads sum in different orders, and N processes of one thread each
    # finish before N processes of two.
    torch.set_num_threads(1)
    if torch.cuda.is_available():
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
        # What has no repeatable kernel raises, and is trained on the CPU instead: marks repeat.
        torch.use_deterministic_algorithms(True)
        # Fills that would only cost time: nothing here reads memory before it is written.
        torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


class UnboundedError(Exception):
    """The process cannot be held to a bound on its memory; one sentence."""


def bound_memory(device: torch.device, room: int = 8 * 2**30) -> None:
    """At most `room` more bytes of address space than now, where the system can hold us to it.

    A graph may ask for far more than its budget in a single call, before its shape is seen;
    the call then fails instead of the machine. CUDA reserves addresses by the terabyte and
    has a limit of its own. Raises `UnboundedError` where Linux does not say what is taken.
    """
    if device.type == "cuda" or not sys.platform.startswith("linux"):
        return
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError as error:
        raise UnboundedError(f"its memory cannot be bounded ({error.strerror}: /proc)") from None
    wanted = pages * resource.getpagesize() + room
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def works(device: torch.device) -> bool:
    """Whether the device still does what it is told.

    An index beyond its table, met on a GPU alone, leaves CUDA failing until the process ends.
    """
    try:
        return float(torch.ones(1, device=device)) == 1.0
    except RuntimeError:
        return False


def kind_of(device: torch.device) -> DeviceName:
    """Which of the kinds that `choose_device` gives."""
    return "cuda" if device.type == "cuda" else "mps" if device.type == "mps" else "cpu"


def device_name(device: torch.device) -> str:
    """ "NVIDIA H200", "Intel(R) Xeon(R) Platinum 8488C": what a person calls it."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def warm(device: torch.device, batch: int = 64) -> None:
    """Run each common kind of operation once: the first call of a kernel is slow."""
    x = torch.zeros(batch, 1, 28, 28, device=device)
    filters = torch.zeros(8, 1, 5, 5, device=device, requires_grad=True)
    weight = torch.zeros(10, 8 * 12 * 12, device=device, requires_grad=True)
    for _ in range(2):
        hidden = F.dropout(F.relu(F.max_pool2d(F.conv2d(x, filters), 2)), 0.5)
        output = F.log_softmax(F.linear(hidden.flatten(1), weight), 1)
        loss = F.nll_loss(output, torch.zeros(batch, dtype=torch.long, device=device))
        torch.autograd.grad(loss, [filters, weight])
