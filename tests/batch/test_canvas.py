"""What Canvas downloads: who handed in, and which of several files is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch.nouns import Row
from grader.batch.rosters import canvas
from grader.batch.run import dressed
from grader.batch.sheets import grades_csv
from grader.batch.summary import needs_a_human
from grader.lab import exercises_folder
from tests.batch.downloads import (
    LAB,
    NET,
    OTHER,
    PLAIN,
    SHEET,
    as_folder,
    as_zip,
    by_key,
    read_download,
    zip_of,
)

UUID = "3f0e6f0c-9f0f-4a52-8a44-0f7a3f0c2b11"


@pytest.mark.parametrize(
    ("name", "id", "who", "late", "file"),
    [
        ("doejane_1234_5678_task1_cnn.py", "1234", "doejane", False, "task1_cnn.py"),
        ("doejane_LATE_1234_5678_task1_cnn-1.py", "1234", "doejane", True, "task1_cnn-1.py"),
        (f"doejane_1234_5678_task1-{UUID}.py", "1234", "doejane", False, f"task1-{UUID}.py"),
        ("müllerzoë_7_8_a b.py", "7", "müllerzoë", False, "a b.py"),
        ("王小明_7_8_x.py", "7", "王小明", False, "x.py"),
        ("doe_jane_7_8_x.py", "7", "doe_jane", False, "x.py"),
        ("team42_7_8_x.py", "7", "team42", False, "x.py"),
        ("doe_9_LATE_7_8_x.py", "7", "doe_9", True, "x.py"),
        ("doejane_7_8_2024_1_cnn.py", "7", "doejane", False, "2024_1_cnn.py"),
        ("_7_8_x.py", "7", "", False, "x.py"),
        ("late_7_8_x.py", "7", "late", False, "x.py"),
        ("anon_aB3xZ_8_x.py", "aB3xZ", "", False, "x.py"),
        ("LATE_anon_aB3xZ_8_x.py", "aB3xZ", "", True, "x.py"),
        ("doejane_7_text.html", "7", "doejane", False, "text.html"),
        ("doejane_LATE_7_link.html", "7", "doejane", True, "link.html"),
        ("anon_aB3xZ_text.html", "aB3xZ", "", False, "text.html"),
    ],
)
def test_canvas_names(name: str, id: str, who: str, late: bool, file: str) -> None:
    read = canvas.read_name(name)
    assert read is not None
    assert (read.id, read.name, read.late, read.file) == (id, who, late, file)


@pytest.mark.parametrize("name", ["task1_cnn.py", "lab_4.py", "doe_7_x.py", "doe_text.html", ""])
def test_other_names_are_not_canvas(name: str) -> None:
    assert canvas.read_name(name) is None


CANVAS = {
    "doejane_11_101_task1_cnn.py": PLAIN,
    "doejane_11_102_task1_cnn-1.py": NET,
    "doejane_11_103_part1.toml": SHEET,
    "roe_LATE_12_104_lab.zip": zip_of(
        {"lab/task1_cnn.py": NET, "__MACOSX/lab/._task1_cnn.py": b"x", "lab/.DS_Store": b"x"}
    ),
    "poe_13_text.html": b"<p>see my link</p>",
    "zoë_14_106_net.ipynb": b"{}",
}


@pytest.mark.parametrize("make", [as_zip, as_folder])
def test_a_canvas_download(tmp_path: Path, make: object) -> None:
    roster = read_download(make(tmp_path, CANVAS))  # type: ignore[operator]
    found = by_key(roster)
    assert roster.kind == "canvas"
    assert list(found) == ["11", "12", "13", "14"]
    assert found["11"].file == "doejane_11_102_task1_cnn-1.py"
    assert (found["11"].data, found["11"].sheet) == (NET, SHEET)
    assert "task1_cnn-1.py was taken" in found["11"].notes[0]
    assert found["12"].late
    assert found["12"].data == NET
    assert found["12"].entry == "roe_LATE_12_104_lab.zip"
    assert found["12"].notes == ()
    assert found["13"].data is None
    assert "typed" in found["13"].trouble
    assert found["14"].data == b"{}"


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({"a_1_10_x.py": NET, "a_1_11_y.py": PLAIN}, "a_1_10_x.py"),
        ({"a_1_10_x.py": NET, "a_1_9_y.py": NET}, "a_1_10_x.py"),
        ({"a_1_10_x.py": OTHER, "a_1_9_y.py": NET}, "a_1_9_y.py"),
        ({"a_1_10_x.py": PLAIN, "a_1_9_y.py": OTHER}, "a_1_9_y.py"),
        ({"a_1_10_x.py": PLAIN, "a_1_9_task1_cnn.py": PLAIN}, "a_1_9_task1_cnn.py"),
        ({"a_1_10_x.py": PLAIN, "a_1_9_y.py": PLAIN}, "a_1_10_x.py"),
        ({"a_1_10_x.txt": NET, "a_1_9_y.pdf": b"%PDF"}, "a_1_10_x.txt"),
    ],
)
def test_which_of_several_files_is_taken(
    tmp_path: Path, files: dict[str, bytes], taken: str
) -> None:
    (one,) = read_download(as_zip(tmp_path, files)).handed
    assert one.file == taken


def test_work_that_may_be_meant_as_well_is_for_a_person(tmp_path: Path) -> None:
    starter = (exercises_folder() / LAB.file_name).read_bytes()
    files = {
        "ann_1_10_task1_cnn.py": NET,
        "ann_1_11_task1_cnn-1.py": NET + b"x = 1\n",
        "bob_2_12_task1_cnn.py": starter,
        "bob_2_13_net.py": NET,
        "cid_3_14_task1_cnn.py": NET,
        "cid_3_15_task1_cnn-1.py": b"# the same\n" + NET,
    }
    found = by_key(read_download(as_zip(tmp_path, files)))
    assert found["1"].doubts == (
        "task1_cnn.py could be meant as well; task1_cnn-1.py was taken: the newest of 2 that "
        "define Net.",
    )
    assert (found["2"].data, found["2"].doubts, found["3"].doubts) == (NET, (), ())
    row = dressed(Row("1", "", "", "", False, "graded", 1.0, 2.0, for_tutor=("Odd.",)), found["1"])
    assert row.for_tutor == (*found["1"].doubts, "Odd.")
    assert "could be meant as well" in needs_a_human([row])[1]
    assert b"could be meant as well" in grades_csv([row])
