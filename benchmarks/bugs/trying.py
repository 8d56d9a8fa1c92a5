"""Running tests on a copy with a bug in it, until one fails."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bugs.bugs import Bug, put_in
from benchmarks.bugs.copies import copied, surroundings

NEAR_SECONDS = 1200.0  # for one run of near tests
SUITE_SECONDS = 5400.0  # for the whole suite
_RED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
_NOTHING_RUN = (4, 5)  # pytest's status for wrong arguments, and for no test at all


@dataclass(frozen=True)
class Tried:
    """What came of one bug."""

    bug: Bug
    by: str  # the test that caught it; "" where none did
    where: str  # "near" or "suite"
    seconds: float  # of the tests, the copy aside
    notes: tuple[str, ...] = ()  # what went wrong with the runs themselves


def try_bug(bug: Bug, tree: Path, suite: str | None, plant: bool = True) -> Tried:
    """Near tests first, then the suite with these arguments (None: no suite).

    Raises `BugError`. Without `plant` the copy stays as it is: then nothing may be caught.
    """
    notes: list[str] = []
    began = time.monotonic()
    with copied(tree) as (copy, python):
        if plant:
            put_in(bug, copy)
        began = time.monotonic()
        runs = [("near", words, NEAR_SECONDS) for words in bug.near]
        runs += [("suite", suite, SUITE_SECONDS)] if suite is not None else []
        for where, words, seconds in runs:
            by, note = _run(copy, python, words, seconds)
            notes += [note] if note else []
            if by:
                return Tried(bug, by, where, time.monotonic() - began, tuple(notes))
        return Tried(bug, "", runs[-1][0], time.monotonic() - began, tuple(notes))


def _run(copy: Path, python: Path, words: str, most: float) -> tuple[str, str]:
    """(the first test that failed, or "", what went wrong with the run, or "")."""
    command = [str(python), "-m", "pytest", "-x", "-rfE", "-p", "no:cacheprovider"]
    log = copy.parent / "pytest.log"
    with log.open("wb") as out:  # no pipe: what a test leaves behind may hold it open
        process = subprocess.Popen(
            [*command, *shlex.split(words)],
            cwd=copy, env=surroundings(python), stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(most)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"`{words}`, which did not end within {most:.0f} s", ""
        except BaseException:
            _end(process)
            raise
    if status == 0:
        return "", ""
    text = log.read_text(encoding="utf-8", errors="replace")
    if status in _NOTHING_RUN:
        return "", f"`{words}` runs no test: {(text.strip().splitlines() or [''])[-1][:120]}"
    red = _RED.search(text)
    return (red[1] if red else f"`{words}`, which ended with status {status}"), ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill pytest with what it started, as far as that stayed in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
