"""Torch's generator from a seed."""

from __future__ import annotations

import torch


def seed_torch(number: int) -> None:
    """As `torch.manual_seed`, and where only the processor draws a hundredth of its time.

    That also writes down, for each kind of device that is not there, from where it was called.
    """
    cuda = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
    if cuda or torch.backends.mps.is_available():
        torch.manual_seed(number)
    else:
        torch.default_generator.manual_seed(number)
