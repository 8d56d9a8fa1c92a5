"""Means, 95 % intervals, and differences between settings that had the same seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# 97.5 % quantile of Student's t by degrees of freedom (Student, Biometrika 6 (1908) 1)
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
_T_MANY = ((40, 2.021), (60, 2.000), (120, 1.980))


@dataclass(frozen=True)
class Mean:
    """A mean with half of its 95 % interval; None where one number alone is there."""

    value: float
    half: float | None
    of: int

    @property
    def low(self) -> float:
        """Where the interval begins."""
        return self.value - (self.half or 0.0)

    @property
    def high(self) -> float:
        """Where it ends."""
        return self.value + (self.half or 0.0)


def mean_of(numbers: Sequence[float]) -> Mean:
    """By Student's t: what is drawn from the same as these has its mean in there in 19 of 20 times.

    >>> one = mean_of([0.95, 0.96, 0.97])
    >>> round(one.value, 3), round(one.half, 4)
    (0.96, 0.0248)
    >>> mean_of([0.5]).half is None
    True
    """
    count = len(numbers)
    value = sum(numbers) / count
    if count < 2:
        return Mean(value, None, count)
    variance = sum((number - value) ** 2 for number in numbers) / (count - 1)
    return Mean(value, quantile(count - 1) * sqrt(variance / count), count)


def quantile(degrees: int) -> float:
    """Of Student's t; between the rows of the table the larger one.

    >>> quantile(2), quantile(45), quantile(1000)
    (4.303, 2.021, 1.98)
    """
    if degrees <= len(_T):
        return _T[degrees - 1]
    return next(t for most, t in reversed(_T_MANY) if degrees >= most) if degrees >= 40 else _T[-1]


def at_time(curve: Sequence[tuple[float, float]], seconds: float) -> float | None:
    """The height of a curve of (seconds, height) there; None before its first point.

    >>> at_time([(1.0, 0.5), (2.0, 0.7)], 1.5), at_time([(1.0, 0.5)], 0.5)
    (0.6, None)
    """
    before: tuple[float, float] | None = None
    for point in curve:
        if point[0] >= seconds:
            if point[0] == seconds or before is None:
                return point[1] if point[0] == seconds else None
            share = (seconds - before[0]) / (point[0] - before[0])
            return before[1] + share * (point[1] - before[1])
        before = point
    return None if before is None else before[1]
