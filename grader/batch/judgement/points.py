"""Marks, added up from what the checks found: points that change in the lab cost no grading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.batch.nouns import Found, Row
from grader.lab import Lab


def added_up(row: Row, lab: Lab) -> Row:
    """The row by the lab's points; where its mark changes, with the one before beside it."""
    if row.points is None or not row.found:
        return row
    counted = [one for one in row.found if one.status != "absent"]
    points = round(sum(_worth(one, lab.points) for one in counted if one.earned), 6)
    most = round(sum(_worth(one, lab.points) for one in counted), 6)
    if (points, most) == (row.points, row.max_points):
        return row
    return replace(row, points=points, max_points=most, before=row.points, file_before="")


def _worth(found: Found, points: Mapping[str, float]) -> float:
    return points.get(found.check, 0.0)
