"""Translated parts of a network (`torch.jit`): opened where forward is recorded, run elsewhere.

While forward is recorded, a call of one is exchanged for a walk through its graph (`script_walk`).
In every other run, the proofs among them, the part itself runs, and what it does inside is told
by nothing as long as it is one that was opened: its graph takes no number out of a tensor. One that
could not be opened is told as an escape wherever it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import torch

from grader.probe.script_calls import NotOpenedError
from grader.probe.script_walk import Walk, Watch

MOST_CLOSED = 16  # parts that cannot be opened, each found by one more run; then none is

Real = Callable[..., Any]  # (script, *args, **kwargs), as torch runs it
Instead = Callable[[Real, Any, tuple[Any, ...], dict[str, Any]], Any]


class Teller(Protocol):
    """Who is told of escapes, and counts the calls that are being made."""

    inside: int

    def failed(self) -> None:
        """A call raised: if the run goes on all the same, that is an answer about numbers."""

    def tell(self, what: str) -> None:
        """Keep an escape."""


class Recording(Watch, Protocol):
    """Who records a run."""

    def tell(self, what: str) -> None:
        """Keep an escape."""


class Scripts:
    """Which translated parts of one network were opened, and which cannot be."""

    def __init__(self) -> None:
        self._opened: set[str] = set()
        self._closed: dict[str, str] = {}  # with the step that was not known
        self._again = False

    def again(self) -> bool:
        """Whether the run that was recorded met one that cannot be opened; asked once for each."""
        asked, self._again = self._again, False
        return asked

    @contextmanager
    def opened(self, recording: Recording, file: str, net: torch.nn.Module) -> Iterator[None]:
        """While this holds, translated parts are walked."""
        walk = Walk(recording, file, _paths(net))

        def instead(real: Real, script: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            known = _key(script)
            if known in self._closed or len(self._closed) >= MOST_CLOSED:
                recording.tell(_words(script, self._closed.get(known, "")))
                return real(script, *args, **kwargs)
            try:
                made = walk.run(script, args, kwargs)
            except NotOpenedError as error:
                self._closed[known] = error.what
                self._again = True
                raise
            self._opened.add(known)
            return made

        with _exchanged(instead):
            yield

    @contextmanager
    def run(self, teller: Teller) -> Iterator[None]:
        """While this holds, they run themselves; one that was not opened is told."""

        def instead(real: Real, script: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            known = _key(script)
            if known not in self._opened or known in self._closed:
                teller.tell(_words(script, self._closed.get(known, "")))
            teller.inside += 1
            try:
                return real(script, *args, **kwargs)
            except BaseException:
                teller.failed()
                raise
            finally:
                teller.inside -= 1

        with _exchanged(instead):
            yield


@contextmanager
def _exchanged(instead: Instead) -> Iterator[None]:
    classes: tuple[Any, ...] = (torch._C.ScriptFunction, torch._C.ScriptMethod)
    kept = [(cls, cls.__call__) for cls in classes]
    for cls, real in kept:
        cls.__call__ = _in_place_of(real, instead)
    try:
        yield
    finally:
        for cls, real in kept:
            cls.__call__ = real


def _in_place_of(real: Real, instead: Instead) -> Real:
    def call(script: Any, *args: Any, **kwargs: Any) -> Any:
        return instead(real, script, args, kwargs)

    return call


def _paths(net: torch.nn.Module) -> dict[Any, str]:
    """By what torch holds of a translated module, its path in the network."""
    scripted = torch.jit.ScriptModule
    return {m._c: path for path, m in net.named_modules() if isinstance(m, scripted)}


def _key(script: Any) -> str:
    """What it computes, with all that it calls."""
    return str(script.inlined_graph)


def _words(script: Any, what: str) -> str:
    step = f", {what}" if what else ""
    return f"a translated part, {script.name}{step}"[:300]
