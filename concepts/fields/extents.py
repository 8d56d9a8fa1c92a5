"""Receptive fields along one axis: from which pixel to which does each unit see?

The classic recursion (Le & Borji 2017; Araujo, Norris & Sim 2019) keeps size, jump and padding:

    size ← size + dilation·(kernel − 1)·jump,  padding ← padding + before·jump,  jump ← jump·stride

It holds while every unit sees equally far. After a transposed convolution, an adaptive pooling or
an upsampling units differ, but in a pattern that repeats. So an `Extents` keeps the spans of one
period of units and the shift from one period to the next; with a period of 1 it is the recursion
above. Positions outside the input (padding) count, as in the published figures; `regions` holds
the exact sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from concepts.axes.axis import Axis, Whole

Span = tuple[int, int] | None  # (first pixel, last pixel), both seen; None sees nothing
LONGEST = 1 << 14  # units: a longer period (chained odd upsamplings) is given up for the hull


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
    scattered: int | None = None  # pixels each unit sees, once flattening has lost their order

    def span(self, unit: int) -> Span:
        """(first, last) pixel of a unit, those outside the input included."""
        turns, place = divmod(unit, self.period)
        found = self.spans[place]
        moved = turns * self.shift
        return found and (found[0] + moved, found[1] + moved)

    def field(self) -> AxisField:
        """Size, jump, padding and first centre."""
        if self.scattered is not None:
            return AxisField(self.scattered, None, None, None)
        size = max((span[1] - span[0] + 1 for span in self.spans if span), default=0)
        jump = Fraction(self.shift, self.period)
        first = self.spans[0]
        if first is None:
            return AxisField(size, jump, None, None)
        return AxisField(size, jump, -first[0], (first[0] + first[1]) / 2)


PIXELS = Extents(1, 1, ((0, 0),))  # the input itself: every pixel sees itself
NOTHING = Extents(1, 0, (None,))  # a constant: sees no pixel


def through(seen: Extents, axis: Axis, pixels: int) -> Extents:
    """The extents of a layer's output units, from those of its input and how it reads them.

    `pixels` is the size of the network's input along this axis.

    >>> from concepts.axes.slide import Slide
    >>> through(through(PIXELS, Slide(28, 5), 28), Slide(24, 2, 2), 28).field()
    AxisField(size=6, jump=Fraction(2, 1), padding=0, first_centre=2.5)
    """
    if isinstance(axis, Whole):
        return hull(seen, axis.size, pixels)
    outputs, inputs = axis.period
    if seen.scattered is not None:
        return seen if outputs == inputs == 1 else Extents(1, 0, seen.spans)
    if outputs > LONGEST:
        return hull(seen, axis.size, pixels)
    if seen.period == 1:
        first = seen.spans[0]
        spans = tuple(affine(first, seen.shift, axis.taps(unit)) for unit in range(outputs))
        return Extents(outputs, seen.shift * inputs, spans)
    turns = seen.period // gcd(seen.period, inputs)
    period = outputs * turns
    if period > LONGEST:
        return hull(seen, axis.size, pixels)
    spans = tuple(union(map(seen.span, axis.taps(unit))) for unit in range(period))
    return Extents(period, seen.shift * (inputs * turns // seen.period), spans)


def affine(first: Span, shift: int, taps: Sequence[int]) -> Span:
    """The span of some units that all see equally far: its ends are those of the outermost two."""
    if first is None or not len(taps):
        return None
    return first[0] + shift * taps[0], first[1] + shift * taps[-1]


def union(spans: "map[Span] | Sequence[Span]") -> Span:
    """The smallest span that holds all of them.

    >>> union([(0, 4), None, (2, 7)])
    (0, 7)
    """
    seen = [span for span in spans if span]
    return (min(low for low, _ in seen), max(high for _, high in seen)) if seen else None


def hull(seen: Extents, units: int, pixels: int) -> Extents:
    """Every unit sees what any of the `units` sees, inside the input: "the whole input"."""
    if seen.scattered is None:
        if seen.period == 1:
            found = affine(seen.spans[0], seen.shift, (0, units - 1))
        else:
            found = union(list(map(seen.span, range(units))))
    else:
        found = seen.spans[0]
    if found is None:
        return NOTHING
    low, high = max(found[0], 0), min(found[1], pixels - 1)
    return Extents(1, 0, ((low, high) if low <= high else None,))


def everything(pixels: int) -> Extents:
    """Every unit sees the whole input."""
    return Extents(1, 0, ((0, pixels - 1),))


def scattered(seen: Extents, units: int, pixels: int) -> Extents:
    """Flattened: each unit sees as far as before, but neighbours no longer lie side by side."""
    if seen.scattered is not None or units == 1 or seen.shift == 0:
        return seen if seen.scattered is not None or units > 1 else Extents(1, 0, (seen.span(0),))
    return Extents(1, 0, hull(seen, units, pixels).spans, seen.field().size)


def join(
    branches: Sequence[tuple[str, Extents]], units: int, pixels: int
) -> tuple[Extents, str | None]:
    """Branches that meet in one unit: the union of what they see, and why they do not align, if so.

    >>> from concepts.axes.slide import Slide
    >>> a, b = through(PIXELS, Slide(9, 3), 9), through(PIXELS, Slide(9, 3, 1, 2), 9)
    >>> join([("a", a), ("b", b)], 7, 9)[1]
    'a is centred on pixel 1 and b on pixel -1: they look 2 pixels apart'
    """
    seen = [(name, one) for name, one in branches if any(one.spans)]
    if not seen:
        return NOTHING, None
    first_name, first = seen[0]
    if all(one == first for _, one in seen[1:]):
        return first, None
    if any(one.scattered is not None for _, one in seen):
        spans = union([hull(one, units, pixels).spans[0] for _, one in seen])
        return Extents(1, 0, (spans,)), None
    for name, one in seen[1:]:
        if one.shift * first.period != first.shift * one.period:
            reason = f"{first_name} moves {jump(first)} from unit to unit and {name} {jump(one)}"
            whole = union([hull(one, units, pixels).spans[0] for _, one in seen])
            return Extents(1, 0, (whole,)), reason
    period = lcm(*(one.period for _, one in seen))
    spans_ = tuple(union([one.span(unit) for _, one in seen]) for unit in range(period))
    return Extents(period, first.shift * period // first.period, spans_), apart(seen, period)


def jump(seen: Extents) -> str:
    """The effective stride in words."""
    value = Fraction(seen.shift, seen.period)
    return f"{value} pixel{'' if value == 1 else 's'}"


def apart(seen: Sequence[tuple[str, Extents]], period: int) -> str | None:
    """Whether some unit's branches are centred on different pixels, and by how much."""
    first_name, first = seen[0]
    for name, one in seen[1:]:
        for unit in range(period):
            here, there = first.span(unit), one.span(unit)
            if here and there and sum(here) != sum(there):
                a, b = sum(here) / 2, sum(there) / 2
                return (
                    f"{first_name} is centred on pixel {a:g} and {name} on pixel {b:g}:"
                    f" they look {abs(a - b):g} pixel{'' if abs(a - b) == 1 else 's'} apart"
                )
    return None
