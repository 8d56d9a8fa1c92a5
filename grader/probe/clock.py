"""How long the student's code may still run, inside the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic  # taken before a student's file may change it, or we move it on

from grader.probe.troubles import arm, disarm

SHARE = 0.8  # of the wall clock; what is left is for the answer


class Clock:
    """Counts from "ready" on; rings before the parent's clock does."""

    def __init__(self, seconds: float) -> None:
        self._started = monotonic()
        self._seconds = seconds * SHARE

    def start(self) -> None:
        """Arm the alarm for all that is left."""
        arm(self.left)

    def stop(self) -> None:
        """Disarm it: from here on only the grader's own code runs."""
        disarm()

    @property
    def left(self) -> float:
        """Seconds until it rings; never quite 0, which would mean never."""
        return max(self._started + self._seconds - monotonic(), 0.001)

    @property
    def share_left(self) -> float:
        """The part of all the seconds that is left, 0 to 1."""
        return self.left / self._seconds

    @contextmanager
    def share(self, part: float) -> Iterator[None]:
        """Give a piece of work only a part of what is left."""
        arm(self.left * part)
        try:
            yield
        finally:
            arm(self.left)
