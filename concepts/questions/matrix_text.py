"""A matrix as people type it: rows of numbers with spaces or commas, or JSON."""

from __future__ import annotations

import json

from concepts.errors import ConceptError
from concepts.typed import as_number, rows_of_words, typed

Nested = list["Nested"] | int | float


def matrix(text: str, name: str = "the matrix") -> Nested:
    """Rows, one a line or split by `;`, as lists of numbers; JSON for more dimensions.

    >>> matrix("4 3 5 1; 2 1 3 1")
    [[4, 3, 5, 1], [2, 1, 3, 1]]
    >>> matrix("1,2.5")
    [[1, 2.5]]
    >>> matrix("1 two")
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: row 1 of the matrix holds 'two': every cell must be a number
    """
    text = typed(text)
    if text.lstrip().startswith("["):
        return parsed(text, name)
    lines = [line for line in text.replace(";", "\n").splitlines() if line.strip()]
    if not lines:
        raise ConceptError(f'{name} is empty: write its rows, as in "4 3 5 1" "2 1 3 1"')
    rows: list[Nested] = []
    for place, words in enumerate(rows_of_words(lines, name), start=1):
        where = f"row {place} of {name}"
        rows.append([cell(word, where) for word in words])
    check_full(rows, name)
    return rows


def cell(word: str, where: str) -> int | float:
    """One number; whole ones stay whole."""
    value = as_number(word)
    if value is None:
        raise ConceptError(f"{where} holds {word!r}: every cell must be a number")
    return value


def counted(numbers: int) -> str:
    """So many, in words."""
    return "1 number" if numbers == 1 else f"{numbers} numbers"


def check_full(rows: list[Nested], name: str) -> None:
    """Every row must be as long as the first."""
    lengths = [len(row) if isinstance(row, list) else 0 for row in rows]
    for place, length in enumerate(lengths, start=1):
        if length != lengths[0] or not length:
            raise ConceptError(
                f"row {place} of {name} has {counted(length)} and row 1 has {lengths[0]}:"
                " every row must have the same number, at least one"
            )


def parsed(text: str, name: str) -> Nested:
    """Nested lists of numbers from JSON."""
    try:
        value: Nested = json.loads(text, parse_constant=lambda word: word)  # no Infinity, no NaN
    except (ValueError, RecursionError) as error:
        raise ConceptError(f"{name} starts like JSON and is none: {error}") from None
    return value
