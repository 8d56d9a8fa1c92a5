"""Numbers and lists that a network's code keeps and changes from call to call: moved on.

Whoever counts calls counts up to some number. What is counted where it can be found (attributes of
its modules, names of its file, defaults of `forward`) is set far beyond what was reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import torch

FAR = 1_000_000  # calls
_LONG = 20_000  # entries more of a list
_MOST = 2_000  # places looked at

# as Python keeps them, whatever a metaclass says
_MRO: Any = type.__dict__["__mro__"]
_NAMES: Any = type.__dict__["__dict__"]

Place = tuple[Any, Any]  # a dict or a class with a name in it, or a list and None


def counts_of(net: torch.nn.Module) -> Callable[[], None]:
    """A function that moves on what has changed since this call."""
    before = dict(_counted(net))

    def later() -> None:
        for key, (place, value) in _counted(net).items():
            if key in before and before[key][1] != value:
                _move(place, value, value - before[key][1])

    return later


def _counted(net: torch.nn.Module) -> dict[tuple[int, Any], tuple[Place, float]]:
    """Each whole or broken number with its value, each list with its length."""
    found: dict[tuple[int, Any], tuple[Place, float]] = {}
    for owner, names in list(_holders(net)):
        for name, value in list(names.items())[:_MOST]:
            if type(value) in (int, float):
                found[id(owner), name] = (owner, name), value
            elif type(value) is list:
                found[id(value), None] = (value, None), len(value)
    return found


def _holders(net: torch.nn.Module) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each module, class, file and `forward`, with what it holds by name."""
    for module in net.modules():
        yield module.__dict__, module.__dict__
    for cls in _MRO.__get__(type(net))[:-1]:
        own = _NAMES.__get__(cls)
        if str(own.get("__module__")).startswith("torch."):
            continue
        yield cls, dict(own)
        forward = own.get("forward")
        if isinstance(forward, FunctionType):
            yield forward.__globals__, forward.__globals__
            given = {str(place): value for place, value in enumerate(forward.__defaults__ or ())}
            yield given, given


def _move(place: Place, now: float, change: float) -> None:
    owner, name = place
    far = now + (FAR if change > 0 else -FAR)
    if name is None:
        if owner and change > 0:
            owner.extend(owner[-1:] * _LONG)
    elif isinstance(owner, dict):
        owner[name] = far
    else:
        type.__setattr__(owner, name, far)
