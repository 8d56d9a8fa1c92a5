"""Numbers as one writes them on paper, and lists as in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

Number = int | float


EXACT = 12  # significant digits: a number with more is cut
CUT = 6  # significant digits of a number that is cut


def written(value: Number | Fraction) -> str:
    """A number as it is where it is short, else with six significant digits; no needless point.

    >>> written(2.5), written(4.0), written(-3), written(1 / 3), written(Fraction(1, 2))
    ('2.5', '4', '-3', '0.333333', '0.5')
    >>> written(12345.67), written(617283.75), written(0.1 + 0.2)
    ('12345.67', '617283.75', '0.3')
    """
    if isinstance(value, int):
        return str(value)
    value = float(value)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    short = f"{value:.{EXACT}g}"
    digits = short if close(float(short), value) else f"{value:.{CUT}g}"
    return {"inf": "∞", "-inf": "−∞"}.get(str(value), digits)


def close(one: float, other: float) -> bool:
    """Whether two numbers differ by no more than sums in binary do."""
    return abs(one - other) <= 4e-16 * abs(other)


def shown(value: Number) -> str:
    """A number in a table: "≈" before one that is cut.

    >>> shown(2.5), shown(1 / 3)
    ('2.5', '≈0.333333')
    """
    return ("" if equals(value).startswith("=") else "≈") + written(value)


def term(value: Number) -> str:
    """A number inside a sum or a product: a negative one in brackets.

    >>> term(4), term(-3)
    ('4', '(-3)')
    """
    text = written(value)
    return f"({text})" if text.startswith("-") else text


def equals(value: Number) -> str:
    """The right-hand side of a sum: "= 2.5", or "≈ 0.333333" where the digits were cut.

    >>> equals(2.5), equals(1 / 3), equals(float("-inf"))
    ('= 2.5', '≈ 0.333333', '= −∞')
    """
    text = written(value)
    whole = isinstance(value, int) or "∞" in text or close(float(text), value)
    return f"{'=' if whole else '≈'} {text}"


def listed(items: Iterable[object], last: str = "and") -> str:
    """Items as in a sentence.

    >>> listed([1]), listed([1, 2]), listed(["a", "b", "c"], "or")
    ('1', '1 and 2', 'a, b or c')
    """
    words = [str(item) for item in items]
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


MOST_NAMED = 4  # more than these, and the sentence is a list


def several(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """The same, cut where there are many.

    >>> several(["a", "b"]), several(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 more')
    """
    if len(names) <= most:
        return listed(names)
    return listed([*names[: most - 1], f"{len(names) - most + 1} more"])


def by(shape: Iterable[int]) -> str:
    """A shape as one says it: 10×24×24.

    >>> by((10, 24, 24))
    '10×24×24'
    """
    return "×".join(str(size) for size in shape)


AXES = ("row", "column")  # of a picture; a signal has columns alone, a volume planes of both


def axis_words(rank: int) -> tuple[str, ...]:
    """What the axes of a picture of that rank are called.

    >>> axis_words(2), axis_words(3), axis_words(5)
    (('row', 'column'), ('plane', 'row', 'column'), ('axis 1', 'axis 2', 'plane', 'row', 'column'))
    """
    outer = tuple(f"axis {number + 1}" for number in range(rank - 3))
    return (*outer, *("plane", *AXES)[-min(rank, 3) :])


def place(cell: Iterable[int], first: str | None = None) -> str:
    """A cell, given as in code, as one says it: rows and columns count from 1.

    >>> place((0, 1)), place((2, 0, 1), "filter")
    ('row 1, column 2', 'filter 3, row 1, column 2')
    """
    index = tuple(cell)
    words = axis_words(len(index) - (first is not None))
    named = zip((first, *words) if first else words, index, strict=True)
    return ", ".join(f"{word} {at + 1}" for word, at in named)


def count(number: int, noun: str) -> str:
    """A number and its noun, in the plural where it needs one.

    >>> count(1, "cell"), count(3, "cell")
    ('1 cell', '3 cells')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
