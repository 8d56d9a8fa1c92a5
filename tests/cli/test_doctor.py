"""`cnngrade doctor`, `data` and `start`: what is there, and what to do about what is not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main

pytestmark = pytest.mark.processes


def _run(*words: str | Path, data: str = "") -> Result:
    environment = {"CNNGRADE_DATA": data}
    return CliRunner(env=environment).invoke(main, [str(word) for word in words])


def test_doctor_names_everything_that_grading_needs() -> None:
    result = _run("doctor")
    assert result.exit_code == 0, result.output
    for name in ("Python", "torch", "torchvision", "device", "data", "confinement", "browser"):
        assert any(line[9:].startswith(name) for line in result.output.splitlines()), name
    wide = [line for line in result.output.splitlines() if " -m pip install " not in line]
    assert max(map(len, wide)) <= 80
    if sys.platform == "linux":
        assert "system-call filter" in result.output


def test_doctor_says_what_to_do_where_the_data_are_not_there(tmp_path: Path) -> None:
    result = _run("doctor", "--data", tmp_path)
    assert result.exit_code == 3
    assert tmp_path.name in "".join(line.strip() for line in result.output.splitlines())
    assert "--data" in result.output


def test_doctor_says_what_to_do_where_torch_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'No module named torch' >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    result = _run("doctor")
    assert result.exit_code == 3
    assert "pip install torch" in result.output


def test_data_tells_which_digits_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    result = _run("data", "--show")
    assert result.exit_code == 0
    assert "embedded" in result.output


def test_start_hands_out_the_exercises_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "lab 4"
    assert f'cnngrade submit "{folder / "task1_cnn.py"}"' in _run("start", folder).output
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["README.md", "part1.toml", "task1_cnn.py"]
    (folder / "task1_cnn.py").write_text("mine", encoding="utf-8")
    again = _run("start", folder)
    assert again.exit_code == 0
    assert "kept" in again.output
    assert (folder / "task1_cnn.py").read_text(encoding="utf-8") == "mine"


def test_start_where_nothing_can_be_written_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = _run("start", tmp_path / "file" / "inner")
    assert result.exit_code == 2
    assert "cannot write to" in result.output
