"""Part 1: question 6 worked out window by window, and the answers handed in, marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concepts import PoolWorking, explain_pool
from concepts.questions.answers import Q6_INPUT, Mark, mark_q6_average, mark_q6_max, mark_q7
from concepts.written import written
from grader.finding import Grade

SIZE = 2  # window and stride of question 6
LONGEST = 200  # characters of an answer that is no table
QUESTIONS = {
    "filters": "a: filters in the layer",
    "block": "b: block that a filter meets",
    "applications": "c: times one filter is applied",
    "outputs per application": "d: values each time",
}


@dataclass(frozen=True)
class Cell:
    """A number in a grid."""

    text: str
    window: int  # which window it belongs to, from 0
    wins: bool = False  # of a maximum: it is the one


@dataclass(frozen=True)
class Given:
    """An answer as it was handed in, marked."""

    title: str
    right: bool
    cells: tuple[tuple[tuple[str, bool], ...], ...]  # of a table: (number, whether it is right)
    text: str  # of anything else
    expected: str
    diagnosis: str
    working: str


@dataclass(frozen=True)
class Worked:
    """One pooling, worked out."""

    title: str  # "Max pooling"
    input: tuple[tuple[Cell, ...], ...]
    output: tuple[tuple[Cell, ...], ...]
    arithmetic: tuple[str, ...]  # by window
    given: Given | None  # None where nothing was answered


@dataclass(frozen=True)
class Written:
    """A written answer."""

    question: str  # "Q1"
    answer: str
    good: str  # what a good answer mentions; "" for a student's page


@dataclass(frozen=True)
class Part1:
    """Part 1 of the lab."""

    handed_in: bool
    worked: tuple[Worked, ...]
    counts: tuple[Given, ...]
    written: tuple[Written, ...]


def part1_view(grade: Grade, good_answers: Mapping[str, Any] | None) -> Part1:
    """Part 1; with `good_answers` (a filled sheet) written answers are shown beside them."""
    answers = grade.evidence.answers or {}
    q6, q7 = _table(answers, "q6"), _table(answers, "q7")
    return Part1(
        handed_in=grade.evidence.answers is not None,
        worked=(
            _worked("a. Max pooling", "max", mark_q6_max(q6.get("a"))),
            _worked("b. Average pooling", "avg", mark_q6_average(q6.get("b"))),
        ),
        counts=tuple(_given(mark) for mark in mark_q7(q7) if mark.answered),
        written=_written(_table(answers, "written"), _table(good_answers or {}, "written")),
    )


def _table(sheet: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = sheet.get(name)
    return found if isinstance(found, Mapping) else {}


def _worked(title: str, kind: str, mark: Mark) -> Worked:
    """The sheet's question 6 for one kind of pooling, with what was answered."""
    working = explain_pool(kind, Q6_INPUT, SIZE)
    rows, columns = working.values.shape
    output = tuple(
        tuple(
            Cell(written(working.windows[i].result), i)
            for i in range(row * columns, (row + 1) * columns)
        )
        for row in range(rows)
    )
    sums = tuple(window.arithmetic for window in working.windows)
    return Worked(title, _input(working), output, sums, _given(mark) if mark.answered else None)


def _input(working: PoolWorking) -> tuple[tuple[Cell, ...], ...]:
    of = {cell: i for i, window in enumerate(working.windows) for cell in window.cells}
    winners = {window.winners[0] for window in working.windows if window.winners}
    return tuple(
        tuple(Cell(written(v), of[r, c], (r, c) in winners) for c, v in enumerate(row))
        for r, row in enumerate(Q6_INPUT)
    )


def _given(mark: Mark) -> Given:
    """An answer beside the right one: a table cell by cell, anything else as text."""
    part = mark.part.removeprefix("Q7 ")
    whole = mark.right or bool(mark.wrong_cells)
    cells = _cells(mark) if mark.part.startswith("Q6") and whole else ()
    return Given(
        title=QUESTIONS.get(part, part),
        right=mark.right,
        cells=cells,
        text="" if cells else _text(mark.given),
        expected=_text(mark.expected),
        diagnosis=mark.diagnosis,
        working="; ".join(mark.working),
    )


def _cells(mark: Mark) -> tuple[tuple[tuple[str, bool], ...], ...]:
    table = mark.given if isinstance(mark.given, tuple) else ()
    return tuple(
        tuple((written(v), (r, c) not in mark.wrong_cells) for c, v in enumerate(row))
        for r, row in enumerate(table)
    )


def _text(value: object) -> str:
    """Numbers as on paper: 10, [1, 5, 5]."""
    if isinstance(value, (tuple, list)):
        inner = ", ".join(_text(item) for item in value)
        return inner if len(value) == 1 else f"[{inner}]"[:LONGEST]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return written(value)
    return str(value)[:LONGEST]


def _written(answers: Mapping[str, Any], good: Mapping[str, Any]) -> tuple[Written, ...]:
    return tuple(
        Written(_question(name), str(answer), str(good.get(name, "")))
        for name, answer in answers.items()
        if str(answer).strip()
    )


def _question(name: str) -> str:
    """ "q7_b" → "Q7 b"."""
    return str(name).replace("_", " ").replace("q", "Q", 1)
