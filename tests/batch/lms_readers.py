"""What Canvas and Moodle would do with an uploaded sheet, by the rules of their importers.

Written from `gradebook_importer.rb` and from `assignfeedback_offline`, read with Python's own
`csv`, so that nothing here shares a line with what fills the sheets in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Changes:
    """What an upload would change."""

    marks: dict[str, float | str] = field(default_factory=dict)  # by id
    comments: dict[str, str] = field(default_factory=dict)
    new_assignments: list[str] = field(default_factory=list)
    new_students: list[str] = field(default_factory=list)


def canvas_import(
    data: bytes, scores: Mapping[tuple[str, str], str], students: set[str], assignments: set[str]
) -> Changes:
    """`scores` are those that Canvas has now, by (student, assignment)."""
    text = data.decode("utf-8-sig")
    first = text.splitlines()[:3]
    delimiter = ";" if all(line.count(";") > line.count(",") for line in first) else ","
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    header = rows[0]
    assert len(header) > 3, "invalid header row"
    assert "Student" in header[0] or header[0] == "LastName", "invalid header row"
    columns = 4 if header[0] == "LastName" else 3
    at = columns - 1
    if re.search(r"SIS\s+Login\s+ID", header[at]):
        columns += 1
    elif re.search(r"SIS\s+User\s+ID", header[at]):
        columns += 2 + ("Integration ID" in header) + ("Root Account" in header)
    assert "Section" in header[columns - 1], "invalid header row"
    changes = Changes()
    ids: dict[int, str] = {}
    for index, title in enumerate(header[columns:], columns):
        if re.search(r"(Current|Final) (Score|Points|Grade)|Override", title):
            continue
        match = re.fullmatch(r"(.*)\s+\((\d+)\)", title)
        if match and match[2] in assignments:
            ids[index] = match[2]
        else:
            changes.new_assignments.append(title)
    for row in rows[1:]:
        blank = all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row)
        if "Points Possible" in row[0] or blank:
            continue
        student = row[header.index("ID")]
        if student not in students:
            changes.new_students.append(row[0])
        for index, assignment in ids.items():
            new, now = _canvas_number(row[index].strip()), scores.get((student, assignment), "")
            if new in ("N/A", now) or (new in ("", "-") and now in ("", "-")):
                continue
            same = new and now and new != "EX" != now and abs(float(new) - float(now)) < 0.005
            if not same:
                changes.marks[f"{student}:{assignment}"] = new
    return changes


def _canvas_number(cell: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *whole, last = re.split(r"[,.]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def moodle_import(
    data: bytes,
    grades: Mapping[str, tuple[float, str]],
    comments: Mapping[str, str],
    participants: set[str],
    maximum: float,
    locked: frozenset[str] = frozenset(),
    decimal: str = ".",
) -> Changes:
    """`grades` are Moodle's now: the grade, and when it was last modified as the sheet says it."""
    text = data.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header), "invalid import"
    changes = Changes()
    for row in rows:
        assert len(row) == len(header), "csvweirdcolumns"
        line = dict(zip(header, row, strict=True))
        who = line["Identifier"].removeprefix("Participant ")
        if who not in participants:
            continue
        now, modified = grades.get(who, (None, "-"))
        if who in grades and line["Last modified (grade)"] != modified:
            continue  # stale: Moodle's own is newer
        cell = line["Grade"].replace(" ", "").replace(decimal, ".")
        if cell and float(cell) != now and 0 <= float(cell) <= maximum and who not in locked:
            changes.marks[who] = float(cell)
        comment = line.get("Feedback comments")
        if comment is not None and comment != comments.get(who, ""):
            changes.comments[who] = comment
    return changes
