"""What needs torch, and what does not: the rest of the commands where it is not installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli.doctor import pair_of, torchvision_line
from grader.sandbox import surroundings
from tests.batch.running import write_class

ROOT = Path(__file__).parents[2]
FREE = [
    "start|lab",
    "pool|1 2|3 4|--steps",
    "conv|1 2|3 4|-w|1",
    "count|conv 10 k5; max k2",
    "rf|conv 10 k5; max k2|--unit|3,3",
    "answers|lab/part1.toml",
    "practice|--list|--reveal",
    "explain|flatten-forgotten",
    "data|--show",
]
BOUND = ["submit|net.py", "batch|class|--out|out", "rf|net.py", "doctor"]


@pytest.mark.processes
def test_without_torch_all_but_grading_works(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("x = 1\n", encoding="utf-8")
    write_class(tmp_path / "class", {"s1": "sleep 0"})
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.saying", *FREE, *BOUND],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CNNGRADE_DATA": "", "COLUMNS": "80"}
        | {"HIDDEN": "torch torchvision", "XDG_CACHE_HOME": os.devnull},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = [line[4:] for line in done.stdout.splitlines() if line.startswith("=== ")]
    assert told == [*(f"0 {one}" for one in FREE), *(f"3 {one}" for one in BOUND)]
    sentence = "Error: grading needs torch, which is not installed. Install it:\n  "
    assert done.stderr.count(f"{sentence}{surroundings.install_line('torch')}\n") == 3
    assert surroundings.install_line("torch") in done.stdout  # doctor's
    assert not (tmp_path / "out").exists()


def test_the_line_is_for_this_python_and_any_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", r"C:\Program Files\Python\python.exe")
    monkeypatch.setattr("sys.platform", "win32")
    assert surroundings.install_line("torch", "torchvision==0.28.*") == (
        r'"C:\Program Files\Python\python.exe" -m pip install torch "torchvision==0.28.*"'
    )
    monkeypatch.setattr("sys.platform", "linux")
    assert surroundings.install_line("torch").endswith("/whl/cpu")  # not 3 GB of CUDA
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert surroundings.install_line("torch") == ""
    assert "Intel" in surroundings.how_to_install()


@pytest.mark.processes
@pytest.mark.parametrize(
    ("text", "state", "found"),
    [
        ("raise RuntimeError('operator x::nms does not exist')", "note", "x::nms"),
        ("from torchvision import missing", "note", "missing"),
        ("datasets = transforms = 1", "ok", ""),
    ],
)
def test_doctor_imports_torchvision_and_names_the_pair(
    text: str, state: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torchvision").mkdir()
    (tmp_path / "torchvision" / "__init__.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    line = torchvision_line("2.13.0+cpu")
    assert line.state == state
    assert found in line.found
    assert ('"torchvision==0.28.*"' in line.command) == (state == "note")
    assert pair_of("3.0.0") == ""


def _probe(folder: Path, named: str) -> str:
    """What the start of a probe finds of a package that is installed for one user alone."""
    code = (
        "import runpy, sys; sys.argv = ['probe', '1']; "
        f"found = runpy.run_path({str(ROOT / 'grader' / 'probe' / '__main__.py')!r}); "
        "found['_find_packages_of_the_user'](); import only_mine; print(only_mine.__file__)"
    )
    env = {"PATH": os.defpath} | ({"CNNGRADE_USER_SITE": str(folder)} if named else {})
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, env=env, text=True
    )
    return done.stdout


@pytest.mark.processes
def test_the_probe_finds_what_is_installed_for_one_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_mine.py").write_text("", encoding="utf-8")
    assert "only_mine" in _probe(tmp_path, "named")
    assert _probe(tmp_path, "") == ""
    monkeypatch.setattr("site.getusersitepackages", lambda: str(tmp_path))
    monkeypatch.setattr("site.ENABLE_USER_SITE", True)
    assert surroundings.environment("x")["CNNGRADE_USER_SITE"] == str(tmp_path)
    monkeypatch.setattr("site.ENABLE_USER_SITE", False)
    assert "CNNGRADE_USER_SITE" not in surroundings.environment("x")


def _started(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=place, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(place / "path")},
    )  # fmt: skip


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder in whose `path` the package is, as far as starting needs it."""
    place = tmp_path / "path"
    shutil.copytree(ROOT / "grader" / "cli", place / "grader" / "cli")
    for name in ("cnngrade.py", "grader/__init__.py", "grader/__main__.py"):
        shutil.copy(ROOT / name, place / name)
    (place / "concepts").mkdir()
    shutil.copy(ROOT / "concepts" / "__init__.py", place / "concepts")
    return tmp_path


@pytest.mark.processes
def test_python_m_grader_is_the_command(installed: Path) -> None:
    (installed / "click.py").write_text("raise SystemExit('a stranger')", encoding="utf-8")
    done = _started(installed, "-m", "grader", "--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "cnngrade,")


@pytest.mark.processes
@pytest.mark.parametrize("name", ["grader", "concepts"])
def test_a_package_of_the_same_name_is_told(name: str, installed: Path) -> None:
    (installed / name).mkdir()
    (installed / name / "__init__.py").write_text("raise SystemExit('a stranger')")
    code = "import cnngrade; cnngrade.main()"  # run from here: this folder comes first
    done = _started(installed, "-c", code, "--version")
    assert done.returncode == 3
    assert done.stderr.startswith(f"Error: another package {name!r} ({installed / name}) hides")
    assert done.stderr.count("\n") == 1
    shutil.rmtree(installed / name)
    ours = installed / "path" / name / "__init__.py"
    ours.write_text("raise SystemExit('a stranger')", encoding="utf-8")
    done = _started(installed, "-c", code, "--version")
    assert done.stderr.startswith(f"Error: another package has overwritten {ours.parent}: ")
