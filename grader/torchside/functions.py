"""From a name of the vocabulary to torch's callable, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch.overrides import resolve_name

from grader.graph import vocabulary


@cache
def function(name: str) -> Callable[..., Any]:
    """The callable behind a name such as "torch.nn.functional.relu" or "torch.Tensor.T.__get__".

    Raises `LookupError` with one sentence for a name that is not in the vocabulary, or that
    this version of torch does not have. The vocabulary is the whole of what may be looked up:
    the name came from a process that ran a stranger's code.
    """
    if not vocabulary.known(name):
        raise LookupError(f"{name[:100]} is not an operation that the grader runs")
    found = _walk(name)
    if found is None:
        raise LookupError(f"torch {torch.__version__} has no {name}")
    return found


def name_of(func: Callable[..., Any]) -> str | None:
    """The vocabulary's name of a callable of torch, or torch's own name, or None.

    Several names may be one object (`F.conv2d` is `torch.conv2d`): the vocabulary's first
    spelling answers for all of them.
    """
    try:
        return _names().get(func) or resolve_name(func)
    except TypeError:  # not hashable: none of torch's functions
        return None


@cache
def _names() -> dict[Callable[..., Any], str]:
    """Every callable of the vocabulary with its first spelling.

    The keys compare by equality: a property's `__get__` is a new object at each access.
    """
    names: dict[Callable[..., Any], str] = {}
    for name in vocabulary.table():
        found = _walk(name)
        if found is not None:
            names.setdefault(found, name)
    return names


def _walk(name: str) -> Callable[..., Any] | None:
    """Follow a dotted name from `torch`; None where it leads nowhere or to no callable."""
    found: Any = torch
    for part in name.split(".")[1:]:
        found = getattr(found, part, None)
    return found if callable(found) else None
