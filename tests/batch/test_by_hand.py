"""A mark that somebody has changed in the LMS since ours stood there is kept, and listed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.lms_marks import note_ours, read_ours
from grader.batch.nouns import Handed, Roster, Row
from grader.batch.outputs import Worksheet, write_outputs

MOODLE = (
    "Identifier,Full name,Grade,Maximum grade,Last modified (grade),Feedback comments\n"
    "Participant 12,Ann Poe,{},17.00,-,{}\n"
)
CANVAS = "Student,ID,SIS User ID,Section,Lab 4 (98)\nPoints Possible,,,,17\nAnn Poe,12,u,A,{}\n"
TEXTS = {"moodle": MOODLE, "canvas": CANVAS}


def _run(out: Path, points: float, there: str, kind: str = "moodle", **how: bool) -> str:
    """The cell of the filled sheet and what is said, of a sheet in which `there` stands."""
    text = TEXTS[kind].format(there, "mine" if there else "")
    sheet = replace(Worksheet("s.csv", text.encode()), **how)  # type: ignore[arg-type]
    row = Row("12", "12", "Ann Poe", "x.py", False, "graded", points, 17.0)
    roster = Roster(kind, (Handed("12", "12", "Ann Poe", folder="Ann Poe_12"),))
    notes = write_outputs(out, roster, [row], "Lab 4", sheet).notes
    line = (out / "s.csv").read_text().splitlines()[-1].split(",")
    return f"{line[2 if kind == 'moodle' else 4]} | {' '.join(notes)}"


@pytest.mark.parametrize("kind", ["moodle", "canvas"])
def test_it_is_kept_and_listed_unless_it_is_to_be_overwritten(tmp_path: Path, kind: str) -> None:
    assert _run(tmp_path, 0, "", kind).startswith("0 |")
    said = _run(tmp_path, 0, "8.00", kind)
    assert said.startswith("8.00 |")
    assert "Ann Poe (12) has 8.00 in the LMS, changed by hand" in said
    assert "kept, and not 0 (--overwrite-manual)" in said
    assert "The LMS has 8.00, by hand." in (tmp_path / "grades.csv").read_text("utf-8-sig")
    assert _run(tmp_path, 3, "8.00", kind).startswith("8.00 |")  # and once more
    assert _run(tmp_path, 3, "8.00", kind, overwrite_manual=True).startswith("3 |")


def test_a_comment_stays_with_its_mark(tmp_path: Path) -> None:
    _run(tmp_path, 0, "")
    _run(tmp_path, 0, "8.00")
    assert (tmp_path / "s.csv").read_text() == MOODLE.format("8.00", "mine")


def test_a_mark_of_ours_is_nobody_s_hand_however_old(tmp_path: Path) -> None:
    for points, there, now in ((16, "", "16"), (12.5, "16.00", "12.5"), (3, "16.00", "3")):
        assert _run(tmp_path, points, there).startswith(f"{now} |")


def test_with_no_mark_of_ours_before_the_new_one_is_put_there_and_said(tmp_path: Path) -> None:
    said = _run(tmp_path, 16, "8.00")
    assert said.startswith("16 |")
    assert "Ann Poe (12) had 8.00 and now has 16." in said


def test_a_damaged_note_knows_nothing(tmp_path: Path) -> None:
    for text in ("[" * 100_000, "{", '{"a": 3}', '{"a": {"b": "c"}}'):
        (tmp_path / ".lms.json").write_text(text)
        assert read_ours(tmp_path) == {}
    note_ours(tmp_path, "Lab 4", {"12": 3.5})
    note_ours(tmp_path, "Lab 4", {"12": 3.5, "13": 1})
    note_ours(tmp_path, "Lab 5", {"12": 7})
    assert read_ours(tmp_path) == {"Lab 4": {"12": (3.5,), "13": (1,)}, "Lab 5": {"12": (7,)}}
