"""The lines of a mark in words."""

from __future__ import annotations

from grader.batch.nouns import Line, Row
from grader.lab import called
from grader.report.findings_view import number


def line_points(line: Line) -> str:
    """ "1.5 of 2, was 0", "+0.5", "−2", or "" where no points hang on it."""
    if line.points is None:
        return ""
    if line.out_of is not None:
        was = "" if line.was is None or line.was == line.points else f", was {number(line.was)}"
        return f"{number(line.points)} of {number(line.out_of)}{was}"
    if not line.points:
        return "0"  # of nothing nothing can be taken
    return f"{'−' if line.points < 0 else '+'}{number(abs(line.points))}"


def said_of(line: Line) -> str:
    """ "Q1: 1.5 of 2. Right, but for the pooling"."""
    head = ": ".join(filter(None, (line.said, line_points(line))))
    return ". ".join(filter(None, (head, line.why.rstrip("."))))


def said_of_lines(row: Row) -> str:
    """All of them, behind the machine's own mark; "" where there are none."""
    if not row.lines:
        return ""
    own = own_mark(row)
    return "; ".join(([f"the grader alone {own}"] if own else []) + [said_of(x) for x in row.lines])


def own_mark(row: Row) -> str:
    """ "17.5 of 20": what the machine alone gives; "" where it gives nothing."""
    own, most = (row.points, row.max_points) if row.own_max is None else (row.own, row.own_max)
    return "" if own is None or most is None else f"{number(own)} of {number(most)}"


def waiting(row: Row) -> str:
    """ "Q1, Q7 b": the questions that wait for a tutor."""
    return ", ".join(map(called, row.waits))
