"""The learning curve: the loss above, the accuracy below, on one axis of samples."""

from __future__ import annotations

import math
from collections.abc import Iterable

from grader.evidence import Training
from grader.report.drawing.marks import Dot, Drawing, Mark, Path, Rect, Words

WIDTH, LEFT, RIGHT = 640.0, 54.0, 14.0
LOSS = (26.0, 120.0)  # top and bottom of the upper panel
SHARE = (160.0, 330.0)  # top and bottom of the lower panel
HEIGHT = 369.0
Z = 1.96  # standard deviations of a 95 % interval


def draw_curve(training: Training, things: str = "digits") -> Drawing | None:
    """The drawing; None where nothing was measured."""
    points = [p for p in training.curve if math.isfinite(p.loss) and math.isfinite(p.accuracy)]
    most = max([p.samples for p in points] + [look.samples for look in training.looks], default=0)
    if most <= 0:
        return None
    marks = [*_axis(most)]
    if points:
        marks += _loss([(p.samples, p.loss) for p in points], most)
        line = tuple((_x(p.samples, most), _y(p.accuracy)) for p in points)
        marks.append(Path(line, "line train"))
    marks += _threshold(training.threshold)
    marks += _looks(training, most, things)
    words = f"Loss and accuracy over {most:,} training samples. " + _said(training)
    return Drawing("Learning curve", words, WIDTH, HEIGHT, tuple(marks))


def _said(training: Training) -> str:
    parts = []
    if training.loss_before is not None and training.loss_after is not None:
        parts.append(f"Loss from {training.loss_before:.2f} to {training.loss_after:.2f}.")
    for look in training.looks[-1:]:
        parts.append(f"Held-out accuracy at the end {look.correct / max(look.of, 1):.1%}.")
    return " ".join(parts)


def _x(samples: float, most: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * samples / most


def _y(share: float) -> float:
    top, bottom = SHARE
    return bottom - (bottom - top) * min(max(share, 0.0), 1.0)


def _axis(most: int) -> Iterable[Mark]:
    """Grid lines, their numbers, the names of the two panels."""
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        yield Path(((LEFT, y), (WIDTH - RIGHT, y)), "grid")
        yield Words(LEFT - 8, y + 4, f"{share:.0%}", "tick", "end")
    for samples in _ticks(most, 5):
        x = _x(samples, most)
        yield Path(((x, SHARE[1]), (x, SHARE[1] + 4)), "grid")
        yield Words(x, SHARE[1] + 18, f"{samples:,.0f}", "tick")
    yield Words(WIDTH - RIGHT, HEIGHT - 5, "training samples seen", "tick", "end")
    yield Words(LEFT, LOSS[0] - 12, "Training loss", "panel", "start")
    yield Words(LEFT, SHARE[0] - 12, "Share read rightly", "panel", "start")


def _ticks(most: float, about: int) -> list[float]:
    """Round numbers from 0 to `most`.

    >>> _ticks(5120, 5)
    [0.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0]
    """
    rough = most / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * 0.95)
    return [i * step for i in range(int(most / step) + 1)]


def _loss(points: list[tuple[int, float]], most: int) -> Iterable[Mark]:
    """The upper panel, scaled to what was seen."""
    top, bottom = LOSS
    losses = [loss for _, loss in points]
    low, high = min(0.0, *losses), max(losses)
    span = (high - low) or 1.0
    for tick in _ticks(span, 3):
        y = bottom - (bottom - top) * tick / span
        yield Path(((LEFT, y), (WIDTH - RIGHT, y)), "grid")
        yield Words(LEFT - 8, y + 4, f"{low + tick:.3g}", "tick", "end")
    line = ((_x(s, most), bottom - (bottom - top) * (loss - low) / span) for s, loss in points)
    yield Path(tuple(line), "line loss")


def _threshold(threshold: float | None) -> Iterable[Mark]:
    if threshold is not None:
        y = _y(threshold)
        yield Path(((LEFT, y), (WIDTH - RIGHT, y)), "asked")
        yield Words(LEFT + 6, y - 6, f"asked: {threshold:.0%}", "asked-label", "start")


def _looks(training: Training, most: int, things: str) -> Iterable[Mark]:
    """Each look at the held-out images, with its 95 % interval (Wilson 1927)."""
    for look in training.looks:
        if look.of <= 0:
            continue
        x, share = _x(look.samples, most), look.correct / look.of
        low, high = wilson(look.correct, look.of)
        yield Rect(x - 1, _y(high), 2, max(_y(low) - _y(high), 1), "whisker")
        said = f"{share:.1%} of {look.of:,} held-out {things} after {look.samples:,} samples"
        yield Dot(x, _y(share), 3.6, "look", said)


def wilson(correct: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927).

    >>> tuple(round(x, 3) for x in wilson(90, 100))
    (0.826, 0.945)
    """
    share, z2 = correct / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return (max(0.0, middle - half), min(1.0, middle + half))
