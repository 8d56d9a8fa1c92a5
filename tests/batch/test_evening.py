"""`cnngrade batch` with the real grader, on a small class with something of everything."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.batch.running import ROOT, record, run
from tests.bench import Benches
from tests.thorough import MORE

pytestmark = pytest.mark.processes
SOLUTION = (ROOT / "solutions" / "task1_cnn.py").read_text("utf-8")
SHEET = (ROOT / "solutions" / "part1.toml").read_text("utf-8")
FORWARD = "    def forward(self, x):\n"
IDLE = "        import time\n        while True:\n            time.sleep(1)\n"
HANGS = SOLUTION.replace(FORWARD, FORWARD + IDLE)
CRASHES = "import os\nimport torch.nn as nn\nclass Net(nn.Module):\n    os._exit(3)\n"
BROKEN = "class Net(:\n    pass\n"


@dataclass(frozen=True)
class Run:
    """What came of the whole class."""

    folder: Path
    out: Path
    words: list[object]  # of the command, but for how many at once
    status: int
    said: str


def _notebook(text: str) -> str:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": text}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _write(folder: Path) -> Path:
    files = {
        "right/task1_cnn.py": SOLUTION,
        "right/part1.toml": SHEET,
        "sheetless/task1_cnn.py": SOLUTION.replace("log_softmax", "softmax"),
        "notebook/task1_cnn.ipynb": _notebook(SOLUTION),
        "notebook/part1.toml": "[q6\n",
        "hangs/task1_cnn.py": HANGS,
        "hangs/part1.toml": SHEET,
        "crashes/task1_cnn.py": CRASHES,
        "crashes/part1.toml": SHEET,
        "broken/task1_cnn.py": BROKEN,
        "picture/task1_cnn.py": "%PDF-1.4 a document",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(folder / "zipped.zip", "w") as archive:
        archive.writestr("lab4/task1_cnn.py", SOLUTION)
        archive.writestr("lab4/part1.toml", SHEET)
    return folder


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory, benches: Benches) -> Run:
    """The class, graded once for this file's tests."""
    folder = _write(tmp_path_factory.mktemp("evening") / "class")
    out = folder.parent / "out"
    words = [folder, "--out", out, "--limit-seconds", f"{benches.patience(least=4.0):g}"]
    return Run(folder, out, words, *run(*words, "--jobs", 1))


POINTS = {  # who -> points of 20, what stands in the record
    "right": (20, "finished"),
    "zipped": (20, "finished"),
    "notebook": (17, "finished"),  # its answer sheet is broken: said, and Part 1 not marked
    "hangs": (3.5, "timed out"),
    "crashes": (3, "crashed"),
    "broken": (0, "not started"),
}


@pytest.mark.parametrize(("key", "wanted"), POINTS.items(), ids=POINTS)
def test_each_gets_what_it_is_worth(key: str, wanted: tuple[float, str], evening: Run) -> None:
    found = record(evening.out, key)
    assert found["gradable"], found["trouble"]
    outcome = found["evidence"]["process"]["outcome"]
    assert (found["score"]["points"], outcome) == wanted


def test_what_is_no_python_has_no_mark_and_says_why(evening: Run) -> None:
    found = record(evening.out, "picture")
    assert found["score"]["points"] is None
    assert "PDF" in found["trouble"]
    assert "PDF" in evening.said


def test_a_class_has_one_maximum(evening: Run) -> None:
    assert "Part 1 counts" in evening.said
    assert record(evening.out, "sheetless")["score"]["max_points"] == 20
    assert record(evening.out, "right")["score"]["max_points"] == 20


def test_a_broken_answer_sheet_is_for_a_human(evening: Run) -> None:
    needs = evening.said.partition("Needs a human")[2]
    assert "notebook" in needs
    assert "answer sheet" in needs


def test_the_run_tells_a_log_how_far_it_is_and_what_it_left(evening: Run) -> None:
    assert evening.status == 0, evening.said
    assert "\r" not in evening.said
    assert "\x1b" not in evening.said
    assert "8 of 8 graded" in evening.said
    assert "Traceback" not in evening.said
    for name in ("index.html", "grades.csv"):
        assert str(evening.out / name) in evening.said
        assert (evening.out / name).stat().st_size


def test_a_students_folder_holds_page_record_and_script(evening: Run) -> None:
    names = sorted(path.name for path in (evening.out / "students" / "right").iterdir())
    assert names == [
        *(".row.json", ".written.json", "report.html", "result.json", "task1_cnn.annotated.py"),
        *("task1_cnn.original.txt", "tutor.html"),
    ]
    assert "conv1" in (evening.out / "students/right/task1_cnn.annotated.py").read_text("utf-8")


@pytest.mark.skipif(not MORE, reason="tests/batch/test_taken_up.py tries it with stubs")
def test_a_second_run_takes_up_what_changed(evening: Run) -> None:
    changed = evening.folder / "broken" / "task1_cnn.py"
    changed.write_text(BROKEN + "# another line\n", encoding="utf-8")
    before = (evening.out / "students/right/report.html").stat().st_mtime_ns
    status, said = run(*evening.words, "--jobs", 1)
    assert status == 0, said
    assert "7 of 8 are done already; 1 to go." in said
    assert "broken" in said
    assert (evening.out / "students/right/report.html").stat().st_mtime_ns == before
