"""A run in a few lines, for a tutor who wants to go to bed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean, median

from grader.batch.nouns import Row
from grader.batch.progress import figure, mark
from grader.report.shown import one_line

MOST_NAMED = 12  # people by name; the page has them all


def how_many(rows: Sequence[Row]) -> str:
    """ "300 handed in: 287 graded, 8 with nothing to grade, 5 without a mark"."""
    counts = [(sum(row.state == state for row in rows), word) for state, word in _STATES.items()]
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{len(rows)} handed in: {told}" if rows else "Nobody handed in anything."


_STATES = {
    "graded": "graded",
    "nothing to grade": "with nothing to grade",
    "no mark": "without a mark",
    "exempt": "exempt",
}


def average(rows: Sequence[Row]) -> str:
    """ "mean 16.38 of 20, median 17.5, from 3 to 20"; "" where nobody has a mark."""
    marks = [(row.points, row.max_points) for row in rows if row.points is not None]
    if not marks:
        return ""
    points = [earned for earned, _ in marks]
    most = {out_of for _, out_of in marks if out_of is not None}
    of = f" of {figure(most.pop())}" if len(most) == 1 else ""
    return (
        f"mean {figure(fmean(points))}{of}, median {figure(median(points))}, "
        f"from {figure(min(points))} to {figure(max(points))}"
    )


def needs_a_human(rows: Sequence[Row]) -> list[str]:
    """Whom a person should look at, and why, a line each."""
    those = [(row, why) for row in rows if (why := _why(row))]
    lines = [f"  {one_line(row.name or row.key, 32):<32}  {why}" for row, why in those[:MOST_NAMED]]
    if len(those) > MOST_NAMED:
        lines.append(f"  … and {len(those) - MOST_NAMED} more, in the page")
    return [f"Needs a human ({len(those)}):", *lines] if those else []


def _why(row: Row) -> str:
    if row.state != "graded":
        return one_line(f"{row.state}: {row.trouble}", 160)
    return one_line(" ".join(row.for_tutor), 160) if row.for_tutor else ""


def changed_marks(rows: Sequence[Row]) -> list[str]:
    """What changed since an earlier run: old and new side by side."""
    known = [row for row in rows if row.before is not None]
    if not known:
        return []
    now = {row.key: row.points if row.own_max is None else row.own for row in known}
    other = [row for row in known if now[row.key] != row.before]
    lines = [
        f"  {one_line(row.name or row.key, 32):<32}  {figure(row.before or 0)} → "
        f"{mark(replace(row, points=now[row.key], max_points=row.own_max or row.max_points))}"
        for row in other[:MOST_NAMED]
    ]
    if len(other) > MOST_NAMED:
        lines.append(f"  … and {len(other) - MOST_NAMED} more, in the page and in grades.csv")
    return [f"With a mark before: {len(known)}, {len(other)} of them changed", *lines]
