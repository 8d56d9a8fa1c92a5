"""The learning curve as it grows."""

from __future__ import annotations

import math
from collections import deque

from grader.evidence import Point

POINT_EVERY = 4  # batches behind one point
LAST_BATCHES = 8  # behind the loss at the end


class Curve:
    """Losses and training accuracies, batch by batch."""

    def __init__(self) -> None:
        self.samples = 0  # seen so far
        self.losses: deque[float] = deque(maxlen=LAST_BATCHES)  # the last ones
        self._first: float | None = None
        self._points: list[Point] = []
        self._open: list[tuple[int, float, int]] = []  # samples, loss, correct of each batch

    def write(self, samples: int, loss: float, correct: int) -> None:
        """Note one batch; the first is a point by itself, where the curve begins."""
        self.samples += samples
        self.losses.append(loss)
        self._open.append((samples, loss, correct))
        if self._first is None:
            self._first = loss
            self._close_point()
        elif len(self._open) == POINT_EVERY:
            self._close_point()

    def points(self) -> tuple[Point, ...]:
        """The curve, with what came after its last full point."""
        if self._open:
            self._close_point()
        return tuple(self._points)

    def loss_before(self) -> float | None:
        """Loss of the first batch, before any step; None if it is not finite."""
        return _finite(self._first)

    def loss_after(self) -> float | None:
        """Mean loss of the last batches; None if it is not finite."""
        return _finite(sum(self.losses) / len(self.losses) if self.losses else None)

    def _close_point(self) -> None:
        seen = sum(samples for samples, _, _ in self._open)
        loss = sum(loss for _, loss, _ in self._open) / len(self._open)
        if math.isfinite(loss):
            share = sum(correct for _, _, correct in self._open) / seen
            self._points.append(Point(self.samples, loss, share))
        self._open.clear()


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
