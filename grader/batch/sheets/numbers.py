"""Numbers as an LMS writes them: with a point or with a comma, by its user's language."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMA = re.compile(r"-?\d+,\d+")
_SPACES = re.compile(r"\s")  # some languages group digits so; a no-break space is one too


def read_number(text: str) -> float | None:
    """The number that a cell holds, of either kind: "16.5", "16,5", "1,000.00"; None if none."""
    bare = _SPACES.sub("", text)
    if bare.rfind(",") > bare.rfind("."):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", "")
    return float(bare) if re.fullmatch(r"-?\d+(\.\d+)?", bare) else None


def write_number(number: float, decimal_mark: str = ".") -> str:
    """A mark to two decimals, which is what Canvas and Moodle show: "16", "16.5"."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", decimal_mark)


def decimal_mark(cells: Iterable[str]) -> str:
    """A comma where any of these cells has one in a number, else a point."""
    return "," if any(_COMMA.fullmatch(cell.strip()) for cell in cells) else "."
