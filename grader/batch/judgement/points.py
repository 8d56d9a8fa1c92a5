"""Marks, added up from what the checks found: points that change in the lab cost no grading."""

from __future__ import annotations

from dataclasses import replace

from grader.batch.nouns import Row
from grader.finding import points_of
from grader.lab import Lab


def added_up(row: Row, lab: Lab) -> Row:
    """The row by the lab's points; where its mark changes, with the one before beside it."""
    if row.points is None or not row.found:
        return row
    counted = [one for one in row.found if one.status != "absent"]
    points = round(sum(points_of(counted, lab.points).values()), 6)
    most = round(sum(lab.points.get(one.check, 0.0) for one in counted), 6)
    if (points, most) == (row.points, row.max_points):
        return row
    return replace(row, points=points, max_points=most, before=row.points, file_before="")
