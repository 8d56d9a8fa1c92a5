"""The maximum over windows, quicker than torch has it where no gradient is wanted.

torch's kernel says where each maximum was, too, and takes numbers one by one: channels last where
the channels do not fill a vector of 16, and always where they do not come last. Of the lab's
network this takes a sixth of its time there, a twelfth here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F

_torchs: Any = F.max_pool2d  # with a type for each way to call it
CALLED = frozenset((F.max_pool2d, torch.max_pool2d))  # by what a network calls it
_MANY = 2**14  # numbers from which on it pays beside a student's code


def max_pool2d(
    x: torch.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The same numbers as torch's; with gradients, padding and the like by torch itself.

    So are windows that are one number wide, which would be a view of `x`, and what lies in memory
    otherwise than in one of torch's two orders, for what comes of it would too.
    """
    stride = stride or kernel_size
    plain = _pair(padding) == (0, 0) and not (x.requires_grad or ceil_mode or return_indices)
    if not plain or 1 in _pair(kernel_size) or not _in_order(x):
        return _torchs(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)
    for axis, size, step, apart in zip(
        (2, 3), _pair(kernel_size), _pair(stride), _pair(dilation), strict=True
    ):
        x = _largest(x, axis, size, step, apart)
    return x


def instead(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The same numbers for a call of a student's, where many go through; else None.

    Not so where a graph is taken of the calls, and where torch refuses: in its own words, then.
    """
    x = args[0] if args else None
    if type(x) is not torch.Tensor or x.requires_grad or torch._C._is_tracing():
        return None
    if torch._C._functorch.is_functorch_wrapped_tensor(x) or x.numel() < _MANY:
        return None
    try:
        return max_pool2d(*args, **kwargs)
    except (RuntimeError, TypeError, ValueError):
        return None


def _in_order(x: torch.Tensor) -> bool:
    return x.dim() == 4 and (
        x.is_contiguous() or x.is_contiguous(memory_format=torch.channels_last)
    )


def _largest(x: torch.Tensor, axis: int, size: int, step: int, apart: int) -> torch.Tensor:
    """Of `size` neighbours along one axis, so far `apart`, in windows that far from one another."""
    last = x.shape[axis] - apart * (size - 1) - 1  # where the last window may begin
    if min(size, step, apart) < 1 or last < 0:
        raise RuntimeError(f"no window of {size} in {x.shape[axis]}")

    def slices() -> Iterator[torch.Tensor]:
        for first in range(0, apart * size, apart):
            place = [slice(None)] * 4
            place[axis] = slice(first, first + last + 1, step)
            yield x[tuple(place)]

    found, *others = slices()
    for one in others:
        found = torch.maximum(found, one)
    return found


def _pair(value: Any) -> tuple[int, int]:
    """One number for both sides, or one for each."""
    if isinstance(value, int):
        return value, value
    first, *rest = value
    return first, rest[0] if rest else first
