"""One command, from Moodle's download and worksheet to what Moodle takes back; stubs grade."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from tests.batch.running import run

pytestmark = pytest.mark.processes
PEOPLE = {"12345": "Jane O'Doe", "12346": "Zoë Ünal, jr", "12347": "No File"}
HEADER = (
    *("Identifier", "Full name", "Status", "Grade", "Maximum grade", "Grade can be changed"),
    *("Last modified (submission)", "Last modified (grade)", "Feedback comments"),
)


def _download(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in ("12345", "12346"):
            folder = f"{PEOPLE[number]}_{number}_assignsubmission_file"
            archive.writestr(f"{folder}/task1_cnn.py", "sleep 0")
    return path


def _worksheet(path: Path) -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for number, name in PEOPLE.items():
        row = [f"Participant {number}", name, "Submitted", "", "17.00", "Yes", "-", "-", ""]
        writer.writerow(row)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_moodles_download_and_worksheet_in_marks_and_feedback_out(tmp_path: Path) -> None:
    download = _download(tmp_path / "submissions.zip")
    worksheet = _worksheet(tmp_path / "grades.csv")  # called like our own table
    came, out = worksheet.read_bytes(), tmp_path / "out"
    words = (download, "--out", out, "--worksheet", worksheet, "--scale")
    status, said = run(*words, log=tmp_path / "log")
    assert status == 0, said
    assert "No File" in said
    assert worksheet.read_bytes() == came
    with (out / "filled-grades.csv").open(encoding="utf-8-sig", newline="") as file:
        marks = {row["Identifier"]: row["Grade"] for row in csv.DictReader(file)}
    assert marks["Participant 12347"] == ""
    assert float(marks["Participant 12345"]) == 7 * 17 / 20
    with zipfile.ZipFile(out / "feedback.zip") as packed:
        names = sorted(packed.namelist())
    assert len(names) == 2
    assert all(name.endswith("_assignsubmission_file_/report.html") for name in names)
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["points"] for row in csv.DictReader(file)} == {"7"}
