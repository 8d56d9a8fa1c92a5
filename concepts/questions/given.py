"""What a student wrote as an answer, read with goodwill: numbers, lists of numbers, tables."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from fractions import Fraction

from concepts.errors import ConceptError
from concepts.typed import AmbiguousError, one_number, rows_of_words, typed
from concepts.written import count

Table = tuple[tuple[float, ...], ...]

LONGEST = 60  # characters of one number


def is_blank(given: object, depth: int = 2) -> bool:
    """Whether nothing was answered: None, "", [] or lists of such, a table deep and no deeper.

    >>> is_blank(""), is_blank([]), is_blank([[], []]), is_blank([[0]])
    (True, True, True, False)
    """
    if isinstance(given, str):
        return not given.strip()
    if isinstance(given, list | tuple):
        return not given or (depth > 0 and all(is_blank(item, depth - 1) for item in given))
    return given is None


def number(given: object, where: str) -> float:
    """One number: 2.5, "2.5", "2,5", "5/2", a product "24*24" or "24x24", "576 times".

    >>> number("5/2", "row 1, column 1"), number("2,5", "it"), number("24x24", "it")
    (2.5, 2.5, 576.0)
    >>> number("five", "row 1, column 1")
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: 'five' (row 1, column 1) is not a number
    """
    value: float | None = None
    if isinstance(given, int | float) and not isinstance(given, bool):
        value = as_number(given)
    elif isinstance(given, str):
        value = from_text(given.strip())
    if value is None:
        raise ConceptError(f"{short(given)} ({where}) is not a number")
    return value


def from_text(text: str) -> float | None:
    """The number that a text writes, as 2.5, 2,5 or 5/2; None where it writes none.

    Raises `AmbiguousError` where a comma has two meanings. A fraction's parts are whole, for
    `Fraction` works "1e999999999" out digit by digit.
    """
    if len(text) > LONGEST:
        return None
    text = typed(text)
    factors = SIGNS.split(re.sub(r"(?<=\d)\s+[A-Za-z]+\.?$", "", text))
    found = [one_factor(factor.strip()) for factor in factors]
    known = [value for value in found if value is not None]
    return as_number(math.prod(known)) if len(known) == len(found) else None


SIGNS = re.compile(r"(?<=[\d\s])[x*·](?=[\d\s])")  # that stand between the factors of a product


def one_factor(text: str) -> float | None:
    """A number without an operation but the line of a fraction."""
    try:
        found = Fraction(text) if "/" in text else one_number(text)
    except AmbiguousError:
        raise
    except (ValueError, ZeroDivisionError):
        return None
    return None if found is None else as_number(found)


def entries(given: object) -> object:
    """Sizes one after another, as "1x5x5", "1 5 5" or "1, 5, 5" write them, as a list.

    >>> entries("1x5x5"), entries("(1, 5, 5)"), entries([1, 5, 5])
    (['1', '5', '5'], ['1', '5', '5'], [1, 5, 5])
    """
    if not isinstance(given, str):
        return given
    return [word for word in re.split(r"[\sx*·,]+", typed(given).strip(" ()[]")) if word]


def short(given: object) -> str:
    """An answer as it was written, cut; a whole number may have more digits than Python writes."""
    try:
        text = repr(given)
    except (ValueError, RecursionError):
        return "what stands there"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def as_number(given: float | Fraction) -> float | None:
    """The float, unless it is NaN or too large to be one."""
    try:
        value = float(given)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def table(given: object) -> Table:
    """Rows of numbers, all equally long; one number or one row counts as a table too.

    >>> table([[4, 5], [1, 3]]), table([1, 2])
    (((4.0, 5.0), (1.0, 3.0)), ((1.0, 2.0),))
    """
    if isinstance(given, str):
        given = rows_typed(given)
    if isinstance(given, list | tuple) and any(map(is_row, given)):
        given = rows_of_words([str(row).strip(" []") for row in given], "the answer")
    if not isinstance(given, list | tuple):
        return ((number(given, "the answer"),),)
    if not any(isinstance(row, list | tuple) for row in given):
        given = [given]
    rows = tuple(row_of(row, place) for place, row in enumerate(given, start=1))
    lengths = [len(row) for row in rows]
    for place, length in enumerate(lengths, start=1):
        if length != lengths[0]:
            raise ConceptError(
                f"row {place} has {count(length, 'number')} and row 1 has {lengths[0]}:"
                " all rows must be equally long"
            )
    return rows


def rows_typed(text: str) -> object:
    r"""A table as it was typed: rows split by `;` or lines, JSON, or as numpy prints an array.

    >>> rows_typed("4 5; 1 3"), rows_typed("[[4 5]\n [1 3]]"), rows_typed("[[4,5],[1,3]]")
    ([['4', '5'], ['1', '3']], [['4', '5'], ['1', '3']], [[4, 5], [1, 3]])
    """
    text = typed(text).strip()
    if text.startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            rows = re.findall(r"\[([^\[\]]*)\]", text)
    else:
        rows = [row for row in re.split(r"[;\n]", text) if row.strip()]
    return rows_of_words(rows, "the answer") or text


def is_row(given: object) -> bool:
    """Whether a text holds a row of numbers, and not one alone."""
    return isinstance(given, str) and len(given.split()) > 1 and from_text(given.strip()) is None


def row_of(given: object, place: int) -> tuple[float, ...]:
    """One row of a table."""
    cells: Sequence[object] = given if isinstance(given, list | tuple) else [given]
    return tuple(number(cell, f"row {place}, column {at}") for at, cell in enumerate(cells, 1))


def same(given: float, expected: float) -> bool:
    """Whether a number is right: one that does not end may be rounded, to two decimals or more.

    Then it must be the right value rounded to the decimals that were written.

    >>> same(0.33, 1 / 3), same(0.3, 1 / 3), same(2.0, 2.5), same(2.5, 2.5)
    (True, False, False, True)
    >>> same(0.338, 1 / 3), same(0.067, 1 / 16), same(0.063, 1 / 16)
    (False, False, True)
    """
    if math.isclose(given, expected, rel_tol=1e-9, abs_tol=1e-9):
        return True
    ends = math.isclose(expected * 1000, round(expected * 1000), abs_tol=1e-6)
    decimals = len(f"{given!r}".partition(".")[2])
    return not ends and decimals >= 2 and abs(given - expected) <= 0.5001 * 10.0**-decimals


def is_rounded(given: Table, expected: Table) -> bool:
    """Whether a right table holds rounded numbers.

    >>> is_rounded(((0.33, 2.5),), ((1 / 3, 2.5),)), is_rounded(((2.5,),), ((2.5,),))
    (True, False)
    """
    pairs = zip(flat(given), flat(expected), strict=True)
    return not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in pairs)


def same_table(given: Table, expected: Table) -> bool:
    """Whether two tables have one shape and the same numbers."""
    return shape(given) == shape(expected) and all(
        same(a, b)
        for row, other in zip(given, expected, strict=True)
        for a, b in zip(row, other, strict=True)
    )


def shape(cells: Table) -> tuple[int, int]:
    """(rows, columns)."""
    return len(cells), len(cells[0])


def flat(cells: Table) -> tuple[float, ...]:
    """All numbers, row by row."""
    return tuple(cell for row in cells for cell in row)
