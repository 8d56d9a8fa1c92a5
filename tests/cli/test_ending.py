"""Output that nobody takes, a folder that is gone: one sentence and a status, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.running import STUBBED, write_class
from tests.thorough import ALL

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")
pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full"),
]

SAYS = {  # commands that say something on standard output, here where net.py lies
    "help": ["--help"],
    "explain": ["explain"],
    "submit": ["submit", "net.py"],
    "batch": ["batch", "class", "--out", "out", "--jobs", "1"],
}
if ALL:  # they end by the same few lines
    SAYS |= {
        "version": ["--version"],
        "of a command": ["batch", "-h"],
        "count": ["count", "--steps"],
        "practice": ["practice", "--list"],
        "start": ["start", "new"],
        "submit as JUnit": ["submit", "net.py", "--format", "junit"],
    }


def _said(words: list[str], place: Path, redirected: str = "") -> tuple[int, str, str]:
    """Status, standard output and error of a command as a shell runs it; workers are stubs."""
    done = subprocess.run(
        ["bash", "-c", f'"$@" {redirected}', "bash", sys.executable, str(STUBBED), *words],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CNNGRADE_DATA": "", "STUB_LOG": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a file that is graded at once, and a class."""
    (tmp_path / "net.py").write_text("x = (\n")
    write_class(tmp_path / "class", {"s1": "sleep 0"})
    return tmp_path


@pytest.mark.parametrize("words", SAYS.values(), ids=SAYS)
def test_a_full_disk_behind_standard_output(words: list[str], place: Path) -> None:
    status, _, said = _said(words, place, "> /dev/full")
    assert status == 3
    assert said == "Error: standard output cannot be written to: No space left on device\n"


@pytest.mark.parametrize("words", SAYS.values(), ids=SAYS)
def test_a_reader_that_has_gone_hears_nothing(words: list[str], place: Path) -> None:
    status, _, said = _said(words, place, "| true; exit ${PIPESTATUS[0]}")
    # a short text may have been taken before the reader went
    assert (status, said) in ((141, ""), (0, ""))


def test_a_closed_pipe_is_told_from_a_failure(place: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, str(STUBBED), "explain"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_closed_streams_are_no_trouble(place: Path) -> None:
    assert _said(["submit", "net.py"], place, "<&- >&-")[::2] == (0, "")
    assert (place / "net-report" / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "status"), [(["submit", "none.py"], 2), (["submit", "net.py"], 0)], ids=str
)
def test_where_standard_error_is_full_the_status_says_it(
    words: list[str], status: int, place: Path
) -> None:
    assert _said(words, place, "2> /dev/full")[0] == status


@pytest.mark.parametrize("words", SAYS.values(), ids=SAYS)
def test_a_current_folder_that_is_gone(words: list[str], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["bash", "-c", f'rmdir "{gone}"; exec "$@"', "bash", sys.executable, str(STUBBED), *words],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "Error: the folder that you are in is gone: change to one that is there\n"
    )
