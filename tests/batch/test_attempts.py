"""Several attempts of one person in a download: which counts is as asked, and said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.marks import mark_of
from grader.batch.nouns import Handed, Roster, Row
from grader.batch.rosters.read import read_roster
from grader.batch.run import dressed, unit_of, with_best
from grader.batch.unit import Result, Setting
from grader.batch.work import best_of
from grader.submission.candidates import Attempt
from tests.batch.downloads import LAB, NET, PLAIN, SHEET, as_zip

FIRST, THEN, LAST = (NET + b"# %d\nx = %d\n" % (n, n) for n in range(3))
FILES = {
    "ann_1_10_task1_cnn.py": FIRST,
    "ann_1_11_task1_cnn-1.py": THEN,
    "ann_1_12_task1_cnn-2.py": LAST,
    "ann_1_13_helper.py": PLAIN,
    "ann_1_14_part1.toml": SHEET,
    "ann_1_15_part1-1.toml": SHEET + b"# later\n",
}


def _ann(folder: Path, attempt: Attempt) -> Handed:
    (ann,) = read_roster(as_zip(folder, FILES), "auto", LAB, attempt=attempt).handed
    return ann


@pytest.mark.parametrize(
    ("attempt", "data", "sheet"),
    [
        ("latest", LAST, SHEET + b"# later\n"),
        ("best", LAST, SHEET + b"# later\n"),
        ("first", FIRST, SHEET),
    ],
)
def test_the_one_that_is_asked_for(
    tmp_path: Path, attempt: Attempt, data: bytes, sheet: bytes
) -> None:
    ann = _ann(tmp_path, attempt)
    assert (ann.data, ann.sheet) == (data, sheet)
    assert bool(ann.doubts) == (attempt != "best")  # where all are graded there is no doubt
    assert "helper.py" in ann.notes[-1]


def test_the_best_of_all_counts_and_each_mark_is_said(tmp_path: Path) -> None:
    ann = _ann(tmp_path, "best")
    assert [one.data for one in ann.versions] == [THEN, FIRST]
    unit = unit_of(ann, Setting(LAB, "d", "g"))
    assert [one.data for one in unit.alone] == [LAST, THEN, FIRST]
    assert all(one.versions == () for one in unit.alone)
    points = (0.0, 16.0, None)
    rows = [_row(one.file, mark) for one, mark in zip(unit.alone, points, strict=True)]
    best = best_of([Result(row, {"report.html": row.file.encode()}) for row in rows])
    assert best.files == {"report.html": b"ann_1_11_task1_cnn-1.py"}
    row = dressed(best.row, ann)
    assert (row.points, row.file) == (16.0, "ann_1_11_task1_cnn-1.py")
    assert row.notes[-3:] == (
        "Attempt ann_1_12_task1_cnn-2.py: 0 / 20.",
        "Attempt ann_1_11_task1_cnn-1.py: 16 / 20.",
        "Attempt ann_1_10_task1_cnn.py: no mark.",
    )
    (taken,) = with_best(Roster("canvas", (ann,)), [row]).handed  # feedback goes to that file
    assert (taken.file, taken.entry, taken.data) == (row.file, row.file, THEN)


def test_of_equal_marks_the_newest_counts_and_one_alone_is_not_talked_about() -> None:
    rows = [_row("b.py", 3.0), _row("a.py", 3.0)]
    assert best_of([Result(row, {}) for row in rows]).row.file == "b.py"
    assert best_of([Result(rows[0], {})]).row == rows[0]


def test_another_attempt_more_is_other_work(tmp_path: Path) -> None:
    ann, setting = _ann(tmp_path, "best"), Setting(LAB, "d", "g")
    fewer = replace(ann, versions=ann.versions[:1])
    marks = {mark_of(unit_of(one, setting)) for one in (ann, fewer, replace(ann, versions=()))}
    assert len(marks) == 3


def _row(file: str, points: float | None) -> Row:
    most = None if points is None else 20.0
    return Row("1", "", "", file, False, "no mark" if points is None else "graded", points, most)
