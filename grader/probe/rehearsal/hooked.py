"""torch's own class of networks, so changed that each call, switch and visit is seen."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from torch import nn

from grader.probe.rehearsal.networks import Watch


def install(watch: Watch, main: str) -> None:
    """From now on every network of a class of the script's, and every other, is watched."""
    call, train = nn.Module.__call__, nn.Module.train

    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        return watch.call(self, functools.partial(call, self), args, kwargs)

    def trained(self: Any, mode: bool = True) -> Any:
        inner, watch.switching = watch.switching, True  # each of its layers is switched too
        if not inner:
            watch.switch(self, bool(mode))
        try:
            return train(self, mode)
        finally:
            watch.switching = inner

    apply = nn.Module.apply

    def applied(self: Any, fn: Any) -> Any:
        inner, watch.applied = watch.applied, watch.applied or watch.book.line()
        try:
            return apply(self, fn)
        finally:
            watch.applied = inner

    def subclass(cls: Any, **options: Any) -> None:
        forward = cls.__dict__.get("forward")
        if cls.__module__ == main and callable(forward):
            cls.forward = _watched(watch, forward)

    made: Any = classmethod(subclass)  # type: ignore[arg-type]
    for name, seen in (
        *(("__call__", called), ("train", trained), ("apply", applied)),
        ("__init_subclass__", made),
    ):
        setattr(nn.Module, name, seen)


def _watched(watch: Watch, forward: Callable[..., Any]) -> Callable[..., Any]:
    """For `net.forward(x)`, which no call of the network's own sees."""

    @functools.wraps(forward)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        return watch.call(self, functools.partial(forward, self), args, kwargs)

    return run
