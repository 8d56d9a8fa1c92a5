"""What stands beside the students' folders belongs to the last run, or says that it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.ledger import STUDENTS
from grader.batch.nouns import Handed, Roster, Row
from grader.batch.outputs import Worksheet, comment, names, write_outputs

SHEET = (
    b"Identifier,Full name,Grade,Maximum grade,Last modified (grade)\n"
    b"Participant 12,Ann Poe,,17.00,-\n"
)
NAMED = "Ann Poe_12_assignsubmission_file"
ROSTER = Roster("moodle", (Handed("12", "12", "Ann Poe", "x.py", folder=NAMED),))


def _run(out: Path, points: float, worksheet: Worksheet | None) -> tuple[str, ...]:
    folder = out / STUDENTS / "12"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.html").write_text("page")
    rows = [Row("12", "12", "Ann Poe", "x.py", False, "graded", points, 17.0)]
    notes = write_outputs(out, ROSTER, rows, "Lab", worksheet).notes
    return tuple(note for note in notes if not note.startswith("No report has changed"))


def _there(out: Path) -> set[str]:
    return {path.name for path in out.iterdir() if path.is_file() and path.name[0] != "."}


def test_a_sheet_of_an_earlier_run_is_renamed_and_said(tmp_path: Path) -> None:
    assert _run(tmp_path, 0, Worksheet("sheet.csv", SHEET)) == ()
    (said,) = _run(tmp_path, 16, None)
    assert said == (
        "sheet.csv was of an earlier run and is called sheet.csv.outdated now; do not upload it."
    )
    assert _there(tmp_path) == {"index.html", "grades.csv", "feedback.zip", "sheet.csv.outdated"}
    assert said in (tmp_path / "index.html").read_text()
    assert _run(tmp_path, 16, None) == ()  # said once
    assert _run(tmp_path, 16, Worksheet("sheet.csv", SHEET)) == ()
    assert b",16,17.00" in (tmp_path / "sheet.csv").read_bytes()


@pytest.mark.parametrize(
    "other", [Worksheet("other.csv", SHEET), Worksheet("sheet.csv", SHEET.replace(b"17", b"100"))]
)
def test_so_is_one_that_another_took_the_place_of_or_that_was_not_filled_in(
    tmp_path: Path, other: Worksheet
) -> None:
    _run(tmp_path, 0, Worksheet("sheet.csv", SHEET))
    notes = _run(tmp_path, 16, other)
    assert "sheet.csv.outdated now" in notes[0]
    assert "sheet.csv" not in _there(tmp_path)


def test_feedback_that_is_not_made_again_is_renamed_and_what_is_a_tutors_stays(
    tmp_path: Path,
) -> None:
    _run(tmp_path, 0, None)
    (tmp_path / "mine.csv").write_text("mine")
    (tmp_path / STUDENTS / "12" / "report.html").unlink()
    write_outputs(tmp_path, Roster("folder", ()), [], "Lab", None)
    assert _there(tmp_path) == {"index.html", "grades.csv", "feedback.zip.outdated", "mine.csv"}


@pytest.mark.parametrize("note", ["", "[]", '{"made": ["../x", "students", 3, ""]}', "{" * 9999])
def test_a_damaged_note_renames_nothing(tmp_path: Path, note: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "x").write_text("not ours")
    (out / ".made.json").write_text(note)
    assert _run(out, 0, None) == ()
    assert (tmp_path / "x").exists()


def test_no_filled_sheet_takes_the_place_of_our_own_tables() -> None:
    """A file system may know one file by both names."""
    assert Worksheet("Grades.CSV", b"").filled_name == "filled-Grades.CSV"
    assert "a.csv.outdated" in names(Worksheet("a.csv", b""))  # no link is followed there


def test_a_table_that_was_changed_by_hand_is_kept_and_its_marks_are_not_read(
    tmp_path: Path,
) -> None:
    sheet = Worksheet("sheet.csv", SHEET)
    assert _run(tmp_path, 0, sheet) == ()
    mine = {}
    for name in ("grades.csv", "sheet.csv"):
        path = tmp_path / name
        mine[name] = path.read_bytes().replace(b"Poe,0,", b"Poe,8,")
        path.write_bytes(mine[name])
    said = _run(tmp_path, 0, sheet)
    assert [note.partition(" was changed by hand")[0] for note in said] == [*mine]
    for name, data in mine.items():
        assert (tmp_path / f"{name}.edited").read_bytes() == data
        assert b"Poe,0," in (tmp_path / name).read_bytes()
    assert _run(tmp_path, 0, sheet) == ()  # said once


@pytest.mark.parametrize("note", ["[" * 100_000, "{}", "3", '{"grades.csv": 3}'])
def test_without_a_note_nothing_is_taken_for_changed(tmp_path: Path, note: str) -> None:
    _run(tmp_path, 0, None)
    (tmp_path / ".tables.json").write_text(note)
    assert _run(tmp_path, 3, None) == ()


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        ((), "17/17: everything holds. The report explains what was seen."),
        (("q7-counts",), "16/17: 1 thing to mend (q7-counts). The report explains each."),
        (
            ("q7-counts", "loss-goes-down"),
            "15/17: 2 things to mend (q7-counts, loss-goes-down). The report explains each.",
        ),
    ],
)
def test_what_a_student_reads_beside_the_mark(failed: tuple[str, ...], said: str) -> None:
    row = Row("12", "12", "", "", False, "graded", 17.0 - len(failed), 17.0, failed)
    assert comment(row).replace(" / ", "/") == said
    assert comment(replace(row, state="no mark", points=None)) == ""


def test_whoever_is_on_no_line_of_the_worksheet_is_named_with_the_file(tmp_path: Path) -> None:
    sheet = Worksheet("sheet.csv", SHEET.replace(b"12,Ann", b"13,Bob"))
    assert set(_run(tmp_path, 9, sheet)) >= {
        "On the worksheet, but handed in nothing (1): Bob Poe (13).",
        "Handed in, but on no line of the worksheet: Ann Poe (x.py).",
    }
