"""Reading fields that a stranger's process wrote: the right type within bounds, or an error."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any, TypeVar

from grader.graph import DecodeError
from grader.sandbox.text import readable

Word = TypeVar("Word", bound=str)

LARGEST = sys.float_info.max
MOST_DEPTH = 40  # a graph's arguments are the deepest, at about fifteen


def record_of(data: Any, names: Sequence[str]) -> dict[str, Any]:
    """An object with exactly these names."""
    if not isinstance(data, dict) or set(data) != set(names):
        raise DecodeError(f"expected an object with {', '.join(names)}")
    return data


def listed(data: Any, most: int, exactly: bool = False) -> list[Any]:
    """A list of at most, or of exactly, so many items."""
    if not isinstance(data, list) or len(data) > most or (exactly and len(data) != most):
        how = "" if exactly else "at most "
        raise DecodeError(f"expected a list of {how}{most} items")
    return data


def text(data: Any, most: int = 300) -> str:
    """Text, made fit to be shown and cut to so many characters.

    What was longer than that when it was sent is refused; showing a character as its code
    makes eight of one.
    """
    if not isinstance(data, str) or len(data) > 8 * most:
        raise DecodeError(f"expected text of at most {most} characters")
    return readable(data, len(data))[:most]


def texts(data: Any) -> tuple[str, ...]:
    """A list of such texts."""
    return tuple(text(item) for item in listed(data, 200))


def one_of(data: Any, words: Sequence[Word]) -> Word:
    """One of the words: ours, not the equal one that came."""
    for word in words:
        if isinstance(data, str) and data == word:
            return word
    raise DecodeError(f"expected one of {', '.join(map(repr, words))}")


def whole(data: Any, low: int = 0) -> int:
    """A whole number from `low` to 2**40."""
    if type(data) is not int or not low <= data <= 2**40:
        raise DecodeError(f"expected a whole number from {low} to 2**40")
    return data


def line_of(data: Any) -> int | None:
    """A line, or None."""
    return None if data is None else whole(data, 1)


def number(data: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite number within bounds."""
    # compared before converted: JSON holds integers that no float can
    fits = type(data) in (int, float) and abs(data) <= LARGEST and low <= data <= high
    if not fits:
        raise DecodeError(f"expected a finite number from {low} to {high}")
    return float(data)


def flag(data: Any) -> bool:
    """True or false."""
    if not isinstance(data, bool):
        raise DecodeError("expected true or false")
    return data


def shown(data: Any, depth: int = 0) -> Any:
    """JSON values with every text made fit to be shown, keys too; refused where they nest deep."""
    if depth > MOST_DEPTH:
        raise DecodeError(f"it nests deeper than {MOST_DEPTH}")
    if isinstance(data, str):
        return readable(data, len(data))
    if isinstance(data, list):
        return [shown(item, depth + 1) for item in data]
    if isinstance(data, dict):
        return {readable(key, len(key)): shown(item, depth + 1) for key, item in data.items()}
    return data
