"""Fractional max pooling (Graham 2014): windows of one size whose places are drawn.

Starts follow torch's `generate_intervals`: ⌊(i + u)·α⌋ − ⌊u·α⌋ with α = (n − k)/(o − 1) and one
number u from 0 up to 1 for each axis; the last window ends with the input.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from concepts.axes.pick import Table
from concepts.errors import ConceptError
from concepts.written import count


def fractional(size: int, kernel: int, out: int, drawn: float | None, word: str) -> Table:
    """`out` windows of `kernel` cells on `size` cells, along an axis such as "row".

    Without the number that was `drawn` a window reads whatever it may read for any.

    >>> fractional(7, 2, 3, 0.1, "row").cells, fractional(8, 2, 3, None, "row").cells
    (((0, 1), (2, 3), (5, 6)), ((0, 1), (3, 4), (6, 7)))
    >>> fractional(8, 2, 4, None, "row").cells
    ((0, 1), (2, 3), (4, 5), (6, 7))
    >>> fractional(7, 2, 4, None, "row").cells
    ((0, 1), (1, 2, 3), (3, 4, 5), (5, 6))
    """
    if out + kernel - 1 > size:
        raise ConceptError(
            f"{count(out, 'window')} of {kernel} {word}s do not fit into {count(size, word)}:"
            f" at most {max(0, size - kernel + 1)}"
        )
    if drawn is not None and not 0 <= drawn < 1:
        raise ConceptError(f"samples holds {drawn}: each is from 0 up to 1")
    last = size - kernel
    alpha = Fraction(last, out - 1) if out > 1 else Fraction(0)
    starts = [(last, last)] * out
    for i in range(out - 1):
        starts[i] = anywhere(i, alpha) if drawn is None else (at(i, float(alpha), drawn),) * 2
    return Table(size, tuple(tuple(range(low, high + kernel)) for low, high in starts))


def at(i: int, alpha: float, drawn: float) -> int:
    """Where window i starts, with torch's arithmetic in double precision."""
    return int((i + drawn) * alpha) - int(drawn * alpha)


def anywhere(i: int, alpha: Fraction) -> tuple[int, int]:
    """The first and the last place at which window i can start.

    The parts behind the point of i·α and of u·α may add up to 1 or more; u·α stays below α.
    """
    low = floor(i * alpha)
    part = i * alpha - low
    later = part > 0 and part + min(alpha, Fraction(1)) > 1
    return low, low + later
