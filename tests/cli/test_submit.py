"""`cnngrade submit` as a student types it: what comes out, and with which exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from grader import __version__
from grader.cli import main
from grader.cli.submit import FORMATS
from grader.judging.judge import JudgeFailed
from grader.wire.code import code_digest
from tests.batch.stubbed import put_idle
from tests.thorough import MORE

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[2]
SOLUTION = ROOT / "solutions" / "task1_cnn.py"
SHEET = ROOT / "solutions" / "part1.toml"


def _run(*words: str | Path) -> Result:
    return CliRunner(env={"CNNGRADE_DATA": ""}).invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """The reference solution with its answer sheet, graded once for this file's tests."""
    out = tmp_path_factory.mktemp("solved") / "out"
    return _run("submit", SOLUTION, "--answers", SHEET, "--out", out), out


def test_the_solution_gets_twenty_of_twenty(solved: tuple[Result, Path]) -> None:
    result, out = solved
    assert result.exit_code == 0, result.output
    assert "20" in result.output
    record = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert record["schema"] == "cnngrade/1"
    assert record["score"] == {"points": 20, "max_points": 20}
    assert {finding["status"] for finding in record["findings"]} == {"passed"}
    told = record["environment"]
    assert (told["grader"], told["code"]) == (__version__, code_digest())


def test_the_page_lies_where_the_terminal_says(solved: tuple[Result, Path]) -> None:
    result, out = solved
    assert str(out / "report.html") in result.output
    assert "</html>" in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.skipif(not MORE, reason="the trainer's and the attacks' tests grade alike twice")
def test_the_same_file_gets_the_same_result_twice(
    solved: tuple[Result, Path], tmp_path: Path
) -> None:
    _run("submit", SOLUTION, "--answers", SHEET, "--out", tmp_path)
    one, two = (
        json.loads((folder / "result.json").read_text(encoding="utf-8"))
        for folder in (solved[1], tmp_path)
    )
    assert one["findings"] == two["findings"]
    assert one["evidence"]["training"]["curve"] == two["evidence"]["training"]["curve"]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file with its mistake at line 3, which no single sign puts right: nothing is run."""
    path = tmp_path / "task1_cnn.py"
    path.write_text("import torch\n\nclass Net(((:\n    pass\n", encoding="utf-8")
    return path


def test_a_broken_file_is_graded_and_names_its_line(broken: Path) -> None:
    result = _run("submit", broken)
    assert result.exit_code == 0
    assert "line 3" in result.output
    assert (broken.parent / "task1_cnn-report" / "report.html").exists()


def _page(text: str) -> None:
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")


READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("json", "gradescope", "github-classroom"), json.loads),
    "junit": ElementTree.fromstring,
    "html": _page,
}


# what is said of a file is one text, whatever its form: one of them stands for all
@pytest.mark.parametrize("form", sorted({*FORMATS} - {"text"}) if MORE else ["junit"])
def test_what_is_for_a_program_stands_alone_on_standard_output(
    form: str, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the file is refused before anything runs: only the judge is asked
    put_idle(monkeypatch.setattr)
    result = _run("submit", broken, "--format", form)
    assert result.exit_code == 0, result.output
    READERS[form](result.stdout)
    assert "report.html" in result.stderr


WRONG_USE = {
    "no such file": (["submit", "absent.py"], "absent.py"),
    "a picture": (["submit", "picture.png"], "picture.png"),
    "50 MB": (["submit", "huge.py"], "huge.py"),
    "an empty folder": (["submit", "empty"], "empty"),
    "no such answer sheet": (["submit", "ok.py", "--answers", "no.toml"], "no.toml"),
    "no such lab": (["submit", "ok.py", "--lab", "no.toml"], "no.toml"),
    "no such data": (["submit", "ok.py", "--data", "empty"], "empty"),
    "a folder that cannot be made": (["submit", "ok.py", "--out", "ok.py/out"], "ok.py"),
    "an unknown option": (["submit", "ok.py", "--outt", "x"], "--out"),
}


@pytest.mark.parametrize(("words", "names"), WRONG_USE.values(), ids=WRONG_USE)
def test_wrong_use_is_one_sentence_and_status_2(
    words: list[str], names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_idle(monkeypatch.setattr)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "ok.py").write_text("class Net: pass\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    with (tmp_path / "huge.py").open("wb") as file:
        file.truncate(50 * 2**20)
    result = _run(*words)
    assert result.exit_code == 2, result.output
    error = result.output.partition("Error: ")[2].strip()
    assert names in error
    assert "Traceback" not in result.output
    assert len(error.splitlines()) == 1


def test_a_trainer_that_cannot_start_is_status_3_and_no_zero(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = [sys.executable, "-c", "raise SystemExit(7)"]
    monkeypatch.setattr("grader.training.process.module", lambda *_: ends)
    out = tmp_path / "out"
    result = _run("submit", SOLUTION, "--out", out, "--tutor")  # which forks no trainer
    assert result.exit_code == 3
    record = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert record["gradable"] is False
    assert record["score"] == {"points": None, "max_points": None}


def test_where_no_process_starts_there_is_a_sentence_and_status_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    (tmp_path / "no-python").write_text("#!/bin/sh\nexit 7\n")
    (tmp_path / "no-python").chmod(0o755)
    result = _run("submit", SOLUTION, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert result.output == (
        f"Error: reading {SOLUTION} failed: it ended with status 7; there is no mark.\n"
    )
    assert not (tmp_path / "out").exists()


def test_a_fault_of_ours_is_status_3_and_kept_for_who_mends_it(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise JudgeFailed("KeyError: 'a bug'", "Traceback …")

    put_idle(monkeypatch.setattr)
    monkeypatch.setattr("grader.cli.submit.grade", fail)
    result = _run("submit", broken)
    assert result.exit_code == 3
    kept = broken.parent / "task1_cnn-report" / "fault.txt"
    assert f"failed (KeyError: 'a bug'); there is no mark. {kept} says" in result.output
    assert kept.read_text(encoding="utf-8") == "Traceback …"


def test_nothing_is_written_beside_the_file_but_the_report(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_idle(monkeypatch.setattr)
    _run("submit", broken)
    assert sorted(p.name for p in broken.parent.iterdir()) == ["task1_cnn-report", "task1_cnn.py"]
    names = sorted(p.name for p in (broken.parent / "task1_cnn-report").iterdir())
    assert names == ["report.html", "result.json", "task1_cnn.annotated.py"]


def _as_nobody(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python code as the user nobody, with a home that is not there."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "HOME": "/nonexistent", "CNNGRADE_DATA": ""},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        user=65534,
        group=65534,
        extra_groups=(),
    )


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root to become another")
def test_an_ordinary_user_gets_the_same_mark(tmp_path: Path) -> None:
    """Another user than the one who installed it, with a home that cannot be written to."""
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    out = tmp_path / "out"
    try:
        readable = _as_nobody("import torch, grader.cli").returncode == 0
    except PermissionError:
        readable = False
    if not readable:
        pytest.skip("another user cannot read this interpreter or this checkout")
    done = _as_nobody(
        "from grader.cli import main; main()", "submit", str(SOLUTION), "--out", str(out)
    )
    assert done.returncode == 0, done.stderr
    record = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert record["score"]["points"] == record["score"]["max_points"]
