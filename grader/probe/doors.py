"""Ways around torch's own hooks, watched from the file's first line on.

Each is replaced by one that does the same and tells whoever listens, which is whoever runs
`forward`. Code beside this process' own can take the replacement away again: what it does then
is seen by its outcome alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import torch

Tell = Callable[[str], None]
_listeners: list[Tell] = []
_BY_ITSELF = ("torch.overrides", "torch._tensor", "contextlib")  # torch, on its own account

_DOORS: tuple[tuple[Any, str, str], ...] = (  # where, its name, how it is told
    (torch._C, "DisableTorchFunction", "DisableTorchFunction"),
    (torch._C, "DisableTorchFunctionSubclass", "DisableTorchFunctionSubclass"),
    (torch._C, "_pop_torch_function_stack", "a mode taken off torch's stack"),
    (torch.overrides, "_pop_mode", "a mode taken off torch's stack"),
    (torch.overrides, "_pop_mode_temporarily", "a mode taken off torch's stack"),
    (torch._C, "_to_dlpack", "to_dlpack"),
    (torch.utils.dlpack, "to_dlpack", "to_dlpack"),
    (torch, "to_dlpack", "to_dlpack"),
)


@contextmanager
def listening(tell: Tell) -> Iterator[None]:
    """While this holds, `tell` is told of each door that is gone through."""
    _listeners.append(tell)
    try:
        yield
    finally:
        _listeners.remove(tell)


def heard(what: str) -> None:
    """A door was gone through."""
    if _listeners:
        _listeners[-1](what)


@contextmanager
def watched_doors() -> Iterator[None]:
    """While this holds, the doors are watched."""
    kept = [(where, name, getattr(where, name)) for where, name, _ in _DOORS]
    for where, name, told in _DOORS:
        setattr(where, name, _watched(getattr(where, name), told))
    try:
        yield
    finally:
        for where, name, original in kept:
            setattr(where, name, original)


def _watched(original: Callable[..., Any], told: str) -> Callable[..., Any]:
    @wraps(original, updated=())
    def door(*args: Any, **kwargs: Any) -> Any:
        if sys._getframe(1).f_globals.get("__name__") not in _BY_ITSELF:
            heard(told)
        return original(*args, **kwargs)

    return door
