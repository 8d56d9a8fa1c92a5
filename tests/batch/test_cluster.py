"""A real scheduler and two workers on the loopback address, one of which is killed midway."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.batch.running import ROOT, start, write_class

pytestmark = pytest.mark.processes
pytest.importorskip("distributed")
SUBMISSIONS = ("tanh_for_relu", "right_functional", "kernal_size")


@contextmanager
def _dask(*words: str, folder: Path, says: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A Dask process, once it said `says`; killed with its children at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CNNGRADE_DATA": ""},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, _line(process, says)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _line(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(pattern, line)
        if found:
            return found[0]
    raise AssertionError(f"it ended without saying {pattern}")


def test_a_worker_is_killed_and_the_grades_are_those_of_one_machine(tmp_path: Path) -> None:
    texts = {name: (ROOT / "tests/submissions" / f"{name}.py").read_text() for name in SUBMISSIONS}
    folder = write_class(tmp_path / "class", texts)
    local, far = tmp_path / "local", tmp_path / "far"
    alone = start(folder, "--out", local, "--jobs", 1)  # meanwhile
    listen = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with _dask(
        "distributed.cli.dask_scheduler", *listen, folder=tmp_path, says=r"tcp://127\.0\.0\.1:\d+"
    ) as (_, address):
        options = (address, "--nthreads", "1", "--no-dashboard", "--local-directory", "dask")
        command = ("distributed.cli.dask_worker", *options)
        with (
            _dask(*command, folder=tmp_path, says="Registered to") as (first, _),
            _dask(*command, folder=tmp_path, says="Registered to"),
        ):
            process = start(folder, "--out", far, "--cluster", address)
            _until_one_lies_in(far / "students")
            os.killpg(first.pid, signal.SIGKILL)
            said, _ = process.communicate(timeout=600)
    assert process.returncode == 0, said
    alone.communicate(timeout=600)
    assert alone.returncode == 0
    assert (far / "grades.csv").read_bytes() == (local / "grades.csv").read_bytes()
    for name in SUBMISSIONS:
        assert _without_times(far, name) == _without_times(local, name)


def _until_one_lies_in(students: Path) -> None:
    until = time.monotonic() + 300
    while not list(students.glob("[!.]*")):
        assert time.monotonic() < until
        time.sleep(0.02)


def _without_times(out: Path, key: str) -> str:
    """`result.json` but for the seconds, which differ from run to run on one machine too."""
    text = (out / "students" / key / "result.json").read_text()
    return re.sub(r'"seconds": [\d.e-]+', '"seconds": 0', text)
