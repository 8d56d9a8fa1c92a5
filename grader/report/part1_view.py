"""Q6 worked out window by window, and what was handed in on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concepts import PoolWorking, explain_pool
from grader.finding import Grade

Q6_INPUT = ((4, 3, 5, 1), (2, 1, 3, 1), (1, 1, 2, 3), (0, 0, 1, 2))  # the sheet's question 6
SIZE = 2  # window and stride


@dataclass(frozen=True)
class Cell:
    """A number in a grid."""

    text: str
    window: int  # which window it belongs to, from 0
    wins: bool = False  # of a maximum: it is the one


@dataclass(frozen=True)
class Worked:
    """One pooling, worked out."""

    title: str  # "Max pooling"
    input: tuple[tuple[Cell, ...], ...]
    output: tuple[tuple[Cell, ...], ...]
    arithmetic: tuple[str, ...]  # by window


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
    written: tuple[Written, ...]


def part1_view(grade: Grade, good_answers: Mapping[str, Any] | None) -> Part1:
    """Part 1; with `good_answers` written answers are shown beside them."""
    answers = grade.evidence.answers
    return Part1(
        handed_in=answers is not None,
        worked=(worked("Max pooling", "max"), worked("Average pooling", "avg")),
        written=_written(answers or {}, good_answers),
    )


def worked(title: str, kind: str) -> Worked:
    """The sheet's question 6 for one kind of pooling."""
    working = explain_pool(kind, [list(row) for row in Q6_INPUT], SIZE)
    numbers = {window.output: i for i, window in enumerate(working.windows)}
    rows, columns = working.values.shape
    output = tuple(
        tuple(
            Cell(f"{working.windows[numbers[r, c]].result:g}", numbers[r, c])
            for c in range(columns)
        )
        for r in range(rows)
    )
    return Worked(title, _input(working), output, tuple(w.arithmetic for w in working.windows))


def _input(working: PoolWorking) -> tuple[tuple[Cell, ...], ...]:
    of = {cell: i for i, window in enumerate(working.windows) for cell in window.cells}
    winners = {window.winners[0] for window in working.windows if window.winners}
    return tuple(
        tuple(Cell(str(v), of[r, c], (r, c) in winners) for c, v in enumerate(row))
        for r, row in enumerate(Q6_INPUT)
    )


def _written(
    answers: Mapping[str, Any], good_answers: Mapping[str, Any] | None
) -> tuple[Written, ...]:
    written = answers.get("written")
    good = (good_answers or {}).get("written", good_answers or {})
    if not isinstance(written, Mapping):
        return ()
    return tuple(
        Written(str(name).upper(), str(answer), str(good.get(name, "")))
        for name, answer in written.items()
        if str(answer).strip()
    )
