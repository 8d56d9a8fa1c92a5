"""`grades.csv`: the class as a table, for a tutor's own spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from grader.batch.judgement.said import said_of_lines
from grader.batch.nouns import Row
from grader.batch.sheets.cells import harmless
from grader.batch.sheets.numbers import write_number
from grader.finding import points_of
from grader.report.shown import shown

_UNJUDGED = ("blocked", "broken")

_COLUMNS: dict[str, Callable[[Row], str]] = {
    "id": lambda row: row.id,
    "name": lambda row: row.name,
    "points": lambda row: _number(row.points),
    "out of": lambda row: _number(row.max_points),
    "grader alone": lambda row: _number(row.own) if row.own_max is not None else "",
    "judgement": said_of_lines,
    "waits for a tutor": lambda row: " ".join(row.waits),
    "note to tutors": lambda row: " ".join(row.for_tutors),
    "points before": lambda row: _number(row.before),
    "file before": lambda row: row.file_before,
    "state": lambda row: row.state,
    "late": lambda row: "late" if row.late else "",
    "failed checks": lambda row: " ".join(row.failed),
    "causes": lambda row: " ".join(row.causes),
    "remarks": lambda row: " ".join(row.remarks),
    "held-out accuracy": lambda row: "" if row.accuracy is None else f"{row.accuracy:.4f}",
    "trouble": lambda row: row.trouble,
    "for a tutor": lambda row: " ".join(row.for_tutor),
    "file": lambda row: row.file,
    "notes": lambda row: " ".join(row.notes),
    "report": lambda row: row.report,
    "lateness": lambda row: row.lateness,
    "section": lambda row: row.section,
    "likeness": lambda row: row.likeness,
    "not judged": lambda row: " ".join(f.check for f in row.found if f.status in _UNJUDGED),
}


_JUDGED = ("grader alone", "judgement", "waits for a tutor", "note to tutors")


def grades_csv(rows: Iterable[Row], worth: Mapping[str, float] | None = None) -> bytes:
    """One line for each submission; no mark is an empty cell, never a 0.

    `worth` are the lab's points: each check of it has a column, behind all others.

    It begins with a byte-order mark: without one Excel takes UTF-8 for the code page of the
    machine and spoils names. Cells that a spreadsheet would run are made harmless, and what would
    act on a reader's screen is spelled out as the terminal and the page spell it.
    """
    every = list(rows)
    columns = dict(_COLUMNS)
    if all(row.before is None for row in every):
        del columns["points before"], columns["file before"]
    for heading in _JUDGED:
        if not any(columns[heading](row) for row in every):
            del columns[heading]
    counted = {one.check for row in every for one in row.found if one.status != "absent"}
    for check in worth or ():
        if check in counted:
            columns[check] = partial(_earned, check, worth or {})
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in every:
        writer.writerow(harmless(shown(cell(row))) for cell in columns.values())
    return text.getvalue().encode("utf-8-sig")


def _earned(check: str, worth: Mapping[str, float], row: Row) -> str:
    """The points of one check, as the grader gave them; "" where there is no mark."""
    if row.points is None:
        return ""
    return _number(points_of(row.found, worth).get(check))


def _number(number: float | None) -> str:
    return "" if number is None else write_number(number)
