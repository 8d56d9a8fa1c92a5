"""The tables [questions.NAME] of a lab's file: Part 1 of a lab's own."""

from __future__ import annotations

import difflib
import math
from typing import Any

from grader.lab.data import Shape
from grader.lab.nouns import LabError
from grader.lab.questions import NAME, SETTINGS, Question, Table
from grader.lab.values import hold_names, is_number, number_of, text_of, whole_of

MOST = 60  # questions
LARGEST_SIDE = 12  # cells of a table that is worked out by hand
LARGEST_SIZE = 4096  # of a window, a stride, an image


def read_questions(tables: Any, shape: Shape) -> tuple[tuple[Question, ...], dict[str, float]]:
    """The questions in their order, and what each is worth, by name; `shape`: the lab's images.

    Raises `LabError`, for a question too that cannot be worked out.
    """
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise LabError("a question is a table of its own, as [questions.q1]")
    if len(tables) > MOST:
        raise LabError(f"[questions] has {len(tables)} of them; {MOST} is the most")
    found, worth = [], {}
    for name, table in tables.items():
        try:
            found.append(_question(name, table, shape))
            worth[name] = number_of(table, "points", 0, 1000)
        except ValueError as error:
            raise LabError(f"[questions.{name}]: {error}") from None
    return tuple(found), worth


def _question(name: str, table: dict[str, Any], shape: Shape) -> Question:
    if NAME.fullmatch(name) is None:
        raise LabError("a question is called q1, q2_a or the like")
    if "kind" not in table:
        raise LabError("what kind of question is it? kind is missing")
    kind = table["kind"]
    if kind not in SETTINGS:
        close = difflib.get_close_matches(str(kind), SETTINGS, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"it is one of {', '.join(SETTINGS)}"
        raise LabError(f"kind is {kind!r}; {hint}")
    needed, more = SETTINGS[kind]
    hold_names(table, {"kind", "points", *needed}, f"a question of kind {kind!r}", more)
    said: dict[str, Any] = {one: _READ[one](table, one) for one in (*needed, *more) if one in table}
    if "image" in more:
        said = {"image": shape, **said}
    made = Question(name, kind, **said)
    if not made.in_words:
        _ = made.asked
    return made


def _cells(table: dict[str, Any], name: str) -> Table:
    rows = table[name]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise LabError(f"{name} is {str(rows)[:60]}; it is a list of rows, [[1, 2], [3, 4]]")
    if len({len(row) for row in rows}) > 1 or not rows[0]:
        raise LabError(f"the rows of {name} must be equally long, and hold a number at least")
    if max(len(rows), len(rows[0])) > LARGEST_SIDE:
        raise LabError(f"{name} has more than {LARGEST_SIDE} rows or columns")
    for cell in (cell for row in rows for cell in row):
        if not is_number(cell) or not math.isfinite(cell) or abs(cell) > 10**6:
            raise LabError(f"{name} holds {cell!r}, which is no number up to a million")
    return tuple(tuple(map(float, row)) for row in rows)


def _size(table: dict[str, Any], name: str) -> int:
    return whole_of(table, name, 0 if name == "padding" else 1, LARGEST_SIZE)


def _image(table: dict[str, Any], name: str) -> tuple[int, ...]:
    value = table[name]
    sizes = value if isinstance(value, list) else []
    if len(sizes) != 3 or not all(type(one) is int and 1 <= one <= LARGEST_SIZE for one in sizes):
        raise LabError(f"{name} is {value!r}; it is [channels, height, width]")
    return tuple(sizes)


_READ = {
    "input": _cells,
    "filter": _cells,
    "window": _size,
    "stride": _size,
    "padding": _size,
    "unit": _size,
    "image": _image,
    "network": text_of,
    "text": text_of,
    "good": text_of,
}
