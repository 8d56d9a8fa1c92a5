"""An axis: from what is shown to a share of the width, with round ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """Linear, or by powers of ten."""

    low: float
    high: float
    log: bool = False

    def at(self, value: float) -> float:
        """Per cent of the way from low to high, never outside."""
        low, high, here = self.low, self.high, value
        if self.log:
            low, high, here = math.log(low), math.log(high), math.log(max(value, self.low))
        share = (here - low) / (high - low) if high > low else 0.5
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def ticks(self, about: int = 4) -> list[float]:
        """Round numbers within."""
        if self.log:
            return _decades(self.low, self.high)
        step = _step((self.high - self.low) / about)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(i * step, 10) for i in range(first, last + 1)]


def around(numbers: Sequence[float], within: tuple[float, float] | None = None) -> Scale:
    """A scale on which all of them stand with some air, inside of the bounds.

    >>> around([0.91, 0.97], (0, 1))
    Scale(low=0.9, high=0.98, log=False)
    """
    low, high = min(numbers), max(numbers)
    air = (high - low) * 0.05 or abs(high) * 0.05 or 1.0
    step = _step((high - low + 2 * air) / 4)
    low, high = (math.floor((low - air / 2) / step), math.ceil((high + air / 2) / step))
    low, high = round(low * step, 10), round(high * step, 10)
    if within is not None:
        low, high = max(low, within[0]), min(high, within[1])
    return Scale(low, high)


def powers(numbers: Sequence[float]) -> Scale:
    """The same by powers of ten; numbers below one count as one."""
    low, high = max(min(numbers), 1), max(*numbers, 2)
    return Scale(low / 1.25, high * 1.25, log=True)


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(one * power for one in _ROUND if one * power >= rough * 0.999)


def _decades(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, 20, … as far as they are within; the fewer the wider it is."""
    found = [
        one * 10.0**power
        for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for one in (1, 2, 5)
    ]
    inside = [one for one in found if low <= one <= high]
    if len(inside) <= 5:
        return inside
    return [one for one in inside if str(one).lstrip("0.").startswith("1")]


def short(number: float) -> str:
    """A number on an axis.

    >>> short(21840), short(2e6), short(0.5), short(1500)
    ('22k', '2M', '0.5', '1.5k')
    """
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return (
                f"{number / size:.2g}{letter}"
                if number < 100 * size
                else f"{number / size:.0f}{letter}"
            )
    return f"{number:.3g}"
