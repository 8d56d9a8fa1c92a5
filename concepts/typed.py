"""Numbers as people type them: on a phone, from a PDF, with a keyboard of another country."""

from __future__ import annotations

import math
import re

from concepts.errors import ConceptError

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # ０１２．，；ｘ
_SIGNS: dict[int, str | None] = {
    **_FULL_WIDTH,
    **dict.fromkeys(map(ord, "−–—‐‑﹣"), "-"),  # the minus that we print, and its kin
    **dict.fromkeys(map(ord, "×✕"), "x"),
    **dict.fromkeys(map(ord, "\u3000\xa0\u2009\u202f"), " "),
    **dict.fromkeys(map(ord, "、،"), ","),
    ord("٫"): ".",
    ord("؛"): ";",
    0xFEFF: None,  # the last is how a file may begin
}
_ONE_COMMA = re.compile(r"[-+]?\d+,\d+")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+")


class AmbiguousError(ConceptError):
    """A comma that may stand for a decimal point, or between two numbers."""


def typed(text: str) -> str:
    """The text with the digits, signs and blanks that Python reads.

    >>> typed("−１．５，2×3")
    '-1.5,2x3'
    """
    return text.translate(_SIGNS)


def as_number(word: str) -> int | float | None:
    """The finite number that a word writes, whole ones as int; None where it writes none.

    >>> as_number("−3"), as_number("1.5e3"), as_number("two"), as_number("inf")
    (-3, 1500.0, None, None)
    """
    word = typed(word).strip()
    try:
        return int(word)
    except ValueError:
        pass
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def one_number(text: str) -> int | float | None:
    """The same where only one number can be meant: a comma is a decimal one.

    >>> one_number("0,5"), one_number("1,234,567")
    (0.5, None)
    >>> one_number("14,400")
    Traceback (most recent call last):
    ...
    concepts.typed.AmbiguousError: '14,400' can be read as 14400 or as 14.4: write which it is
    """
    word = typed(text).strip()
    if not _ONE_COMMA.fullmatch(word):
        return as_number(word)
    decimal = float(word.replace(",", "."))
    if _THOUSANDS.fullmatch(word):
        whole = word.replace(",", "")
        raise AmbiguousError(
            f"{text!r} can be read as {whole} or as {decimal:g}: write which it is"
        )
    return decimal


def rows_of_words(lines: list[str], name: str) -> list[list[str]]:
    """Each line's words, with blanks or commas between; a decimal comma becomes a point.

    Where both readings give a table nobody can tell which is meant.

    >>> rows_of_words(["1, 2", "3 4"], "x"), rows_of_words(["0,5 1", "2 3"], "x")
    ([['1', '2'], ['3', '4']], [['0.5', '1'], ['2', '3']])
    >>> rows_of_words(["0,5 1,5"], "x")
    Traceback (most recent call last):
    ...
    concepts.typed.AmbiguousError: '0,5 1,5' (row 1 of x) can be read as 0.5 1.5 or as 0 5 1 5: \
write a point for a decimal comma, and a blank behind a comma between numbers
    """
    apart = [line.replace(",", " ").split() for line in lines]
    words = [re.split(r",?\s+", line.strip(", \t")) for line in lines]
    doubtful = [i for i, row in enumerate(words) if any(map(_ONE_COMMA.fullmatch, row))]
    if not doubtful or any("." in line for line in lines):
        return apart
    decimal = [[word.replace(",", ".") for word in row] for row in words]
    if not _is_table(decimal):
        return apart
    if not _is_table(apart):
        return decimal
    at = doubtful[0]
    raise AmbiguousError(
        f"{lines[at].strip()!r} (row {at + 1} of {name}) can be read as {' '.join(decimal[at])} "
        f"or as {' '.join(apart[at])}: write a point for a decimal comma, and a blank behind a "
        "comma between numbers"
    )


def _is_table(rows: list[list[str]]) -> bool:
    same = {len(row) for row in rows}
    return len(same) == 1 and all(as_number(word) is not None for row in rows for word in row)
