"""A pooling on paper: the input by windows, what comes out, and the sum of each window."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from concepts import Window, explain_pool
from concepts.questions.given import Table
from concepts.written import written

SIZE = 2  # window and stride of question 6


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
    """One pooling, worked out as far as it is shown."""

    title: str  # "Max pooling"
    input: tuple[tuple[Cell, ...], ...]
    output: tuple[tuple[Cell, ...], ...]  # () where it is not shown
    arithmetic: tuple[Cell, ...]  # the sums that are shown, each with its window
    given: Given | None  # None where nothing was answered
    example: Worked | None  # with other numbers, where these are not shown


def worked(
    title: str,
    kind: str,
    cells: Table,
    known: Collection[tuple[int, ...]] | None,
    given: Given | None,
    example: Worked | None = None,
) -> Worked:
    """A pooling with all that is `known` of its output; None: all of it."""
    working = explain_pool(kind, cells, SIZE)
    columns = working.values.shape[1]
    shown = {
        i: window
        for i, window in enumerate(working.windows)
        if known is None or window.output in known
    }
    output = [Cell(written(window.result), i) for i, window in shown.items()]
    rows = [output[at : at + columns] for at in range(0, len(output), columns)]
    return Worked(
        title=title,
        input=_input(cells, working.windows, shown),
        output=tuple(map(tuple, rows)) if known is None else (),
        arithmetic=tuple(Cell(window.arithmetic, i) for i, window in shown.items()),
        given=given,
        example=example,
    )


def _input(
    cells: Table, windows: tuple[Window, ...], shown: dict[int, Window]
) -> tuple[tuple[Cell, ...], ...]:
    """The input by windows; which number wins is marked where the window is shown."""
    of = {cell: i for i, window in enumerate(windows) for cell in window.cells}
    winners = {window.winners[0] for window in shown.values() if window.winners}
    return tuple(
        tuple(Cell(written(v), of[r, c], (r, c) in winners) for c, v in enumerate(row))
        for r, row in enumerate(cells)
    )
