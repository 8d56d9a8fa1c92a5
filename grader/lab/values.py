"""Values of a lab's file, each looked at as it is read. All raise `LabError`."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any, TypeVar

from grader.lab.nouns import LabError

MOST = 24  # names that a sentence lists
Word = TypeVar("Word", bound=str)


def table_of(
    data: dict[str, Any], name: str, fields: set[str], more: Collection[str] = ()
) -> dict[str, Any]:
    """A table of the file with exactly these names, and perhaps `more`."""
    table = data[name]
    if not isinstance(table, dict):
        raise LabError(f"[{name}] must be a table")
    hold_names(table, fields, f"[{name}]", more)
    return table


def hold_names(
    table: Any,
    wanted: set[str],
    where: str,
    more: Collection[str] = (),
    listed: Collection[str] = (),
) -> None:
    """Exactly these names, and perhaps `more`: a missing or an unknown one is named.

    Where nothing is like the unknown one, it says which there are: all, or those `listed`.
    """
    for name in table:
        if name not in wanted and name not in more:
            close = difflib.get_close_matches(name, sorted({*wanted, *more}), n=1)
            among = list(listed) or sorted({*wanted, *more})
            there = ", ".join(among[:MOST]) + (
                f" and {len(among) - MOST} more" if len(among) > MOST else ""
            )
            hint = f"; did you mean {close[0]!r}?" if close else f"; there are {there}"
            raise LabError(f"{where} has no entry {name!r}{hint}")
    missing = sorted(wanted - set(table))
    if missing:
        raise LabError(f"{where} lacks {', '.join(repr(name) for name in missing)}")


def text_of(table: dict[str, Any], name: str) -> str:
    """A text with something in it."""
    value = table[name]
    if not isinstance(value, str) or not value:
        raise LabError(f"{name} is {value!r}; it must be text")
    return value


def whole_of(table: dict[str, Any], name: str, low: int, high: int) -> int:
    """A whole number within bounds."""
    value = table[name]
    if type(value) is not int or not low <= value <= high:
        raise LabError(f"{name} is {value!r}; it must be a whole number from {low} to {high}")
    return value


def number_of(table: dict[str, Any], name: str, low: float, high: float) -> float:
    """A number within bounds."""
    value = table[name]
    if not is_number(value) or not low <= value <= high:
        raise LabError(f"{name} is {value!r}; it must be a number from {low} to {high}")
    return float(value)


def is_number(value: Any) -> bool:
    """Whether it is one; true and false are none."""
    return type(value) in (int, float)


def one_of(table: dict[str, Any], name: str, words: tuple[Word, ...]) -> Word:
    """One of the words."""
    for word in words:
        if table[name] == word:
            return word
    raise LabError(f"{name} is {table[name]!r}; it is one of {', '.join(map(repr, words))}")
