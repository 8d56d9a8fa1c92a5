"""How the tests start a run: as a process in a group of its own, or in theirs, with stubs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli import main
from tests.batch.stubbed import put_stubs

ROOT = Path(__file__).parents[2]
STUBBED = Path(__file__).with_name("stubbed.py")


def start(*words: object, log: Path | None = None) -> subprocess.Popen[str]:
    """Start `cnngrade batch ...`; with `log`, one whose workers are stubs that write there."""
    real = ["-c", "from grader.cli import main; main()"]
    begin = real if log is None else [str(STUBBED)]
    return subprocess.Popen(
        [sys.executable, *begin, "batch", *map(str, words)],
        cwd=STUBBED.parent,  # no digits lie here, whatever was fetched into the checkout
        env={**os.environ, "PYTHONPATH": str(ROOT), **_surroundings(log)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(*words: object, log: Path | None = None) -> tuple[int, str]:
    """Run it to its end: exit status, and all that it said. With stubs in this very process."""
    if log is not None:
        return run_here(*words, log=log)
    process = start(*words)
    said, _ = process.communicate(timeout=600)
    return process.returncode, said


def run_here(*words: object, log: Path, folder: Path = STUBBED.parent) -> tuple[int, str]:
    """Most of a run with stubs would be the start of Python: here only its workers are started."""
    runner = CliRunner(env=_surroundings(log))
    with pytest.MonkeyPatch.context() as patch, chdir(folder):
        put_stubs(patch.setattr)
        result = runner.invoke(main, ["batch", *map(str, words)], catch_exceptions=False)
    return result.exit_code, result.output


def _surroundings(log: Path | None) -> dict[str, str]:
    nowhere = {"CNNGRADE_DATA": "", "XDG_CACHE_HOME": os.devnull}
    return {**nowhere, "STUB_LOG": str(log or os.devnull)}


def write_class(folder: Path, texts: dict[str, str]) -> Path:
    """One file for each student."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def record(out: Path, key: str) -> dict[str, Any]:
    """A student's `result.json`."""
    path = out / "students" / key / "result.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
