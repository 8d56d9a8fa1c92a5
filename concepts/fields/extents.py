"""Receptive fields along one axis: from which pixel to which does each unit see?

The classic recursion (Le & Borji 2017; Araujo, Norris & Sim 2019) keeps size, jump and padding:

    size ← size + dilation·(kernel − 1)·jump,  padding ← padding + before·jump,  jump ← jump·stride

It holds while every unit sees equally far. After a transposed convolution, an adaptive pooling or
an upsampling units differ, but in a pattern that repeats. So an `Extents` keeps the spans of one
period of units and the shift from one period to the next; with a period of 1 it is the recursion
above. Positions outside the input (padding) count, as in the published figures; `regions` holds
the exact sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from concepts.axes.axis import Axis, Whole

Span = tuple[int, int] | None  # (first pixel, last pixel), both seen; None sees nothing
LONGEST = 1 << 14  # units: a longer pattern (chained odd upsamplings) is a table


@dataclass(frozen=True)
class AxisField:
    """The receptive field of a layer's units along one axis of the network's input."""

    size: int  # pixels from the first seen to the last; 0 when no unit sees any
    jump: Fraction | None  # effective stride: pixels from unit to unit; None: uneven
    padding: int | None  # effective padding: pixels of unit 0's field before the input
    first_centre: float | None  # middle of unit 0's field, in pixels; pixel 0 is centred on 0


@dataclass(frozen=True)
class Extents:
    """The span of every unit along one axis: unit u sees span[u mod period], shifted."""

    period: int  # units after which the pattern repeats
    shift: int  # pixels from one period to the next
    spans: tuple[Span, ...]  # of units 0 … period − 1

    def span(self, unit: int) -> Span:
        """(first, last) pixel of a unit, those outside the input included."""
        turns, place = divmod(unit, self.period)
        found = self.spans[place]
        moved = turns * self.shift
        return found and (found[0] + moved, found[1] + moved)

    @property
    def blind(self) -> bool:
        """Whether no unit sees any pixel."""
        return not any(self.spans)

    @property
    def jump(self) -> Fraction:
        """Pixels from one unit's field to the next one's."""
        return Fraction(self.shift, self.period)

    def field(self, units: int | None = None) -> AxisField:
        """Size, jump, padding and first centre; of so many units, which may be less than a period.

        >>> Extents(2, 5, ((0, 1), (2, 4))).field(1).size
        2
        """
        size = max((span[1] - span[0] + 1 for span in self.spans[:units] if span), default=0)
        first = self.spans[0]
        if first is None:
            return AxisField(size, self.jump, None, None)
        return AxisField(size, self.jump, -first[0], (first[0] + first[1]) / 2)


PIXELS = Extents(1, 1, ((0, 0),))  # the input itself: every pixel sees itself
NOTHING = Extents(1, 0, (None,))  # a constant: sees no pixel


def through(seen: Extents, axis: Axis, pixels: int) -> Extents | None:
    """The extents of a layer's output units, from those of its input and how it reads them.

    `pixels` is the size of the network's input along this axis. None where no pattern repeats.

    >>> from concepts.axes.slide import Slide
    >>> through(through(PIXELS, Slide(28, 5), 28), Slide(24, 2, 2), 28).field()
    AxisField(size=6, jump=Fraction(2, 1), padding=0, first_centre=2.5)
    """
    if seen.blind:
        return NOTHING
    if isinstance(axis, Whole):
        return hull(seen, axis.size, pixels)
    outputs, inputs = axis.period
    if not 0 < outputs <= LONGEST:
        return None
    if seen.period == 1:
        first = seen.spans[0]
        spans = tuple(affine(first, seen.shift, axis.taps(unit)) for unit in range(outputs))
        return Extents(outputs, seen.shift * inputs, spans)
    turns = seen.period // gcd(seen.period, inputs)
    period = outputs * turns
    if period > LONGEST:
        return None
    spans = tuple(union(map(seen.span, axis.taps(unit))) for unit in range(period))
    return Extents(period, seen.shift * (inputs * turns // seen.period), spans)


def affine(first: Span, shift: int, taps: Sequence[int]) -> Span:
    """The span of some units that all see equally far: its ends are those of the outermost two."""
    if first is None or not len(taps):
        return None
    ends = shift * taps[0], shift * taps[-1]
    return first[0] + min(ends), first[1] + max(ends)


def union(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all of them.

    >>> union([(0, 4), None, (2, 7)])
    (0, 7)
    """
    seen = [span for span in spans if span]
    return (min(low for low, _ in seen), max(high for _, high in seen)) if seen else None


def hull(seen: Extents, units: int, pixels: int) -> Extents:
    """Every unit sees what any of the `units` sees, inside the input: "the whole input"."""
    if seen.period == 1:
        found = affine(seen.spans[0], seen.shift, (0, units - 1))
    else:
        found = union(map(seen.span, range(units)))
    if found is None:
        return NOTHING
    low, high = max(found[0], 0), min(found[1], pixels - 1)
    return Extents(1, 0, ((low, high) if low <= high else None,))


def unite(kinds: Sequence[Extents]) -> Extents | None:
    """What units see that read units of each kind; None where no pattern repeats.

    >>> unite([Extents(1, 2, ((0, 2),)), Extents(1, 2, ((-1, 1),))]).spans
    ((-1, 2),)
    """
    seen = list(dict.fromkeys(one for one in kinds if not one.blind))
    if len(seen) < 2:
        return seen[0] if seen else NOTHING
    period = lcm(*(one.period for one in seen))
    if len({one.jump for one in seen}) > 1 or period > LONGEST:
        return None
    spans = tuple(union([one.span(unit) for one in seen]) for unit in range(period))
    return Extents(period, int(seen[0].jump * period), spans)


def apart(branches: Sequence[tuple[str, Extents]]) -> str | None:
    """Why branches that meet do not look at the same pixels, if so.

    A branch of which every unit sees the same has no place to look at.

    >>> apart([("a", Extents(1, 1, ((0, 2),))), ("b", Extents(1, 1, ((-2, 0),)))])
    'a is centred on pixel 2 and b on pixel 0: they look 2 pixels apart'
    """
    seen = [(name, one) for name, one in branches if one.shift and not one.blind]
    if not seen:
        return None
    first_name, first = seen[0]
    for name, one in seen[1:]:
        if one.jump != first.jump:
            return (
                f"{first_name} moves {distance(first.jump)} from unit to unit"
                f" and {name} {distance(one.jump)}"
            )
    period = min(lcm(*(one.period for _, one in seen)), LONGEST)
    for name, one in seen[1:]:
        for unit in range(period):
            here, there = first.span(unit), one.span(unit)
            if here and there and sum(here) != sum(there):
                a, b = sum(here) / 2 + 1, sum(there) / 2 + 1  # in words pixels count from 1
                return (
                    f"{first_name} is centred on pixel {a:g} and {name} on pixel {b:g}:"
                    f" they look {distance(abs(a - b))} apart"
                )
    return None


def distance(value: Fraction | float) -> str:
    """A distance in words."""
    text = str(value) if isinstance(value, Fraction) else f"{value:g}"
    return f"{text} pixel{'' if value == 1 else 's'}"
