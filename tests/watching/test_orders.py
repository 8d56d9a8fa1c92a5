"""What is carried out beside the screen: looks at the file, its page, the page to play with."""

from __future__ import annotations

import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Any

import pytest

from grader.cli.explore import explore
from grader.cli.watch import passed_on
from grader.cli.watched import Watching
from grader.judging.paper import Paper
from grader.lab import read_lab
from grader.submission.gather import Gathered, gather
from grader.watching.looking import Quiet
from grader.watching.states import Do, Saved, State

NOBODY: Any = None  # no worker is asked


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were started."""
    found: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda words, **_: found.append(words))
    return found


def _note(run: Watching, what: Any) -> str:
    return run._carry_out(Do(what), State("net.py"), NOBODY).note


def test_a_save_that_begins_amid_reading_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "net.py"
    file.write_text("import torch\n", encoding="utf-8")
    run, quiet = Watching(file, None, read_lab(), tmp_path / "net-report"), Quiet()

    def emptied(path: Path) -> Gathered:
        """As an editor does it, before it writes what is new."""
        path.write_text("", encoding="utf-8")
        return gather(path)

    def read_at(now: float) -> bytes:
        nonlocal quiet
        quiet = run.look(quiet, now)
        return run.read.gathered.files[0].data if isinstance(run.read, Paper) else b""

    assert not read_at(0.0)
    monkeypatch.setattr("grader.cli.watched.gather", emptied)
    assert not read_at(1.0)
    monkeypatch.undo()
    assert not read_at(2.0)
    file.write_text("import numpy\n", encoding="utf-8")
    assert not read_at(2.5)
    assert run.events.empty()
    assert read_at(3.0) == b"import numpy\n"
    assert isinstance(run.events.get_nowait(), Saved)


def test_the_page_to_play_with_is_made_by_the_same_lab_and_data(
    started: list[list[str]], tmp_path: Path
) -> None:
    lab, data, folder = tmp_path / "lab.toml", tmp_path / "MNIST", tmp_path / "net-report"
    lab.touch()
    data.mkdir()
    run = Watching(tmp_path / "net.py", None, read_lab(), folder, passed_on(lab, data))
    note = _note(run, "explore")
    assert note == (
        f"It trains for a minute, and opens in the browser then: {folder / 'explore.html'}"
    )
    (command,) = started
    assert command[:5] == [sys.executable, "-P", "-m", "grader", "explore"]
    asked = explore.make_context("explore", command[5:]).params
    assert asked == {
        "network": str(tmp_path / "net.py"), "out": folder / "explore.html", "open_page": True,
        "data": data, "lab_path": lab,
    }  # fmt: skip
    assert folder.is_dir()
    assert passed_on(None, None) == ()


def test_a_folder_that_cannot_be_made_is_told(started: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / "net-report").touch()
    run = Watching(tmp_path / "net.py", None, read_lab(), tmp_path / "net-report")
    assert _note(run, "explore") == f"cannot write to {tmp_path / 'net-report'}: File exists"
    assert not started


@pytest.mark.parametrize("opens", [True, False])
def test_the_page_is_opened_or_its_place_is_told(
    opens: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def opened(where: str) -> bool:
        asked.append(where)
        return opens

    monkeypatch.setattr(webbrowser, "open", opened)
    run = Watching(tmp_path / "net.py", None, read_lab(), tmp_path / "net-report")
    note = _note(run, "open the page")
    where = (tmp_path / "net-report" / "report.html").as_uri()
    assert asked == [where]
    assert note == ("" if opens else f"No browser could be opened here: {where}")
