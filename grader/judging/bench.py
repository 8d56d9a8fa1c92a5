"""`Bench`: judge, trainer and the process of which probes are forked, warm for many submissions."""

from __future__ import annotations

from grader.data import Source
from grader.judging.judge import Judge
from grader.lab import Lab
from grader.sandbox import Nursery
from grader.training import Trainer


class Bench:
    """What is kept from one submission to the next: torch, imported once on either side."""

    def __init__(self, source: Source) -> None:
        self.trainer = Trainer(source)
        self.judge = Judge()
        self._nursery: tuple[Lab, Nursery] | None = None

    def __enter__(self) -> Bench:
        self.trainer.__enter__()
        self.judge.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self.trainer.__exit__()
        self.judge.__exit__()
        if self._nursery is not None:
            self._nursery[1].close()

    def nursery(self, lab: Lab) -> Nursery | None:
        """The warm process of which probes are forked; None where the system has none."""
        if not Nursery.available():
            return None
        if self._nursery is not None and self._nursery[0] != lab:
            self._nursery[1].close()
            self._nursery = None
        if self._nursery is None:
            self._nursery = lab, Nursery(lab).__enter__()
        return self._nursery[1]
