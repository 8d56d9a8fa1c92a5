"""Schedulers of the learning rate: of which optimizer, how often stepped, what they are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from grader.evidence.rehearsed_steps import Scheduler, Waited
from grader.probe.rehearsal.book import finite
from grader.probe.rehearsal.steps import Steps


class Schedules:
    """All of one script."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._known: list[tuple[Any, int]] = []  # with their places in the book
        self.making = 0  # some of them make others, and each makes a step of its own

    def make(self, scheduler: Any) -> None:
        """One was made."""
        book, held = self._steps.book, getattr(scheduler, "optimizer", None)
        optimiser = next((i for i, one in enumerate(self._steps.optimisers) if one is held), -1)
        line, kind = book.line(), type(scheduler).__name__[:60]
        place = book.note("schedulers", Scheduler(book.at(), line, kind, optimiser, 0))
        self._known.append((scheduler, place))

    def step(self, scheduler: Any) -> None:
        """One is stepped."""
        entries = self._steps.book.entries["schedulers"]
        for known, place in self._known:
            if known is scheduler:
                entries[place] = replace(entries[place], steps=entries[place].steps + 1)

    def wait(self, scheduler: Any, number: Any) -> None:
        """One that waits until a number gets no better is told that number."""
        book = self._steps.book
        place = next((place for known, place in self._known if known is scheduler), None)
        if place is None or not hasattr(number, "__float__"):
            return
        made, larger = book.entries["schedulers"][place].line, scheduler.mode == "max"
        book.note("waited", Waited(book.at(), book.line(), made, place, finite(number), larger))


def install(steps: Steps) -> None:
    """From now on they are seen."""
    seen = Schedules(steps)
    there: Any = torch.optim.lr_scheduler
    whole = (there.LRScheduler, there.ReduceLROnPlateau)
    for kind in (*whole, there.SequentialLR, there.ChainedScheduler):
        _watch(kind, seen)
    _watch_steps(there.CosineAnnealingWarmRestarts, seen)


def _watch(kind: Any, seen: Schedules) -> None:
    build = kind.__init__

    def built(self: Any, *args: Any, **kwargs: Any) -> None:
        seen.making += 1
        try:
            build(self, *args, **kwargs)
        finally:
            seen.making -= 1
        seen.make(self)

    kind.__init__ = built
    _watch_steps(kind, seen)


def _watch_steps(kind: Any, seen: Schedules) -> None:
    go = kind.step

    def stepped(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not seen.making:
            seen.step(self)
            if kind is torch.optim.lr_scheduler.ReduceLROnPlateau:
                seen.wait(self, args[0] if args else kwargs.get("metrics"))
        return go(self, *args, **kwargs)

    kind.step = stepped
