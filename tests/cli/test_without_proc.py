"""Linux without /proc: nothing can be graded there, which is said once and in plain words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.sandbox import surroundings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a /proc to miss")


@pytest.mark.parametrize("words", [["submit", "net.py"], ["batch", "class", "--out", "out"]])
def test_it_is_said_once_before_anything_is_run(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "class").mkdir()
    for name in ("net.py", "class/a.py", "class/b.py"):
        (tmp_path / name).write_text("x = 1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(surroundings, "PROC", tmp_path / "proc")
    result = CliRunner(env={"CNNGRADE_DATA": ""}).invoke(main, words)
    assert result.exit_code == 3
    assert result.output.count("/proc is not mounted") == 1
    assert result.output.startswith("Error: ")
