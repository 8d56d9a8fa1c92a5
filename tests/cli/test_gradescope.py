"""The autograder as Gradescope runs it: unpacked, with its paths, and with what its schema asks."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.cli.gradescope import build
from grader.lab import default_lab_path

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[2]
STATUSES = {"passed", "failed"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("autograder")
    with zipfile.ZipFile(io.BytesIO(build(default_lab_path().read_bytes(), {}))) as archive:
        for info in archive.infolist():
            path = Path(archive.extract(info, root / "source"))
            path.chmod(info.external_attr >> 16 & 0o777)
    for name in ("submission", "results"):
        (root / name).mkdir()
    return root


def grade(root: Path, **files: bytes) -> tuple[int, Path]:
    for old in (root / "submission").iterdir():
        old.unlink()
    (root / "results" / "results.json").unlink(missing_ok=True)
    for name, data in files.items():
        (root / "submission" / name.replace("__", ".")).write_bytes(data)
    environment = {**os.environ, "AUTOGRADER": str(root), "CNNGRADE_PYTHON": sys.executable}
    run = root / "source" / "run_autograder"
    ended = subprocess.run([str(run)], env=environment, check=False, timeout=300)
    return ended.returncode, root / "results" / "results.json"


def held(results: Any) -> None:
    """By https://gradescope-autograders.readthedocs.io/en/latest/specs/."""
    assert set(results) <= {
        *("score", "execution_time", "output", "output_format", "test_output_format"),
        *("test_name_format", "visibility", "stdout_visibility", "extra_data", "tests"),
        "leaderboard",
    }
    assert "score" in results or results["tests"]
    assert results.get("visibility", "visible") in VISIBILITIES
    for test in results.get("tests", ()):
        assert isinstance(test["score"], (int, float))
        assert 0 <= test["score"] <= test["max_score"]
        assert test.get("status", "passed") in STATUSES
        assert test["visibility"] in VISIBILITIES
        assert isinstance(test["output"], str)
    for one in results.get("leaderboard", ()):
        assert {"name", "value"} <= set(one) <= {"name", "value", "order"}


def test_a_submission_is_graded(unpacked: Path) -> None:
    source = (ROOT / "solutions" / "task1_cnn.py").read_bytes()
    status, results = grade(unpacked, task1_cnn__py=source)
    said = json.loads(results.read_text())
    held(said)
    assert status == 0
    assert said["score"] == sum(test["max_score"] for test in said["tests"]) == 17
    assert said["leaderboard"][0]["value"] > 0.75


def test_what_is_no_submission_is_told(unpacked: Path) -> None:
    status, results = grade(unpacked, photo__png=b"\x89PNG\r\n")
    said = json.loads(results.read_text())
    held(said)
    assert (status, said["score"]) == (0, 0)
    assert "no .py file" in said["output"]


def test_the_graders_own_fault_is_no_zero(unpacked: Path) -> None:
    source = (ROOT / "solutions" / "task1_cnn.py").read_bytes()
    worker = unpacked / "source" / "grader" / "trainer" / "__main__.py"
    whole = worker.read_text()
    worker.write_text("raise SystemExit('broken on purpose')")
    try:
        status, results = grade(unpacked, task1_cnn__py=source)
    finally:
        worker.write_text(whole)
    assert status == 3
    assert not results.exists()


def test_the_zip_is_the_same_every_time_and_can_be_run(tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    result = CliRunner().invoke(main, ["gradescope", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == build(default_lab_path().read_bytes(), {})
    with zipfile.ZipFile(out) as archive:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
        assert b"torch==2" in archive.read("requirements.txt")
        assert b"+cpu" not in archive.read("requirements.txt")
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert not any("__pycache__" in name or "solutions" in name for name in modes)


def test_a_broken_lab_or_place_is_one_sentence(tmp_path: Path) -> None:
    lab = tmp_path / "lab.toml"
    lab.write_text("[lab]\n")
    for arguments in (["--lab", str(lab)], ["--out", str(tmp_path / "none" / "a.zip")]):
        result = CliRunner().invoke(main, ["gradescope", *arguments])
        assert result.exit_code == 2
        assert "Traceback" not in result.output
