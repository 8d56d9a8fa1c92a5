"""What a `kill -9` leaves: no process that lives on, and folders that the next run removes."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grader.sandbox.folders import PREFIX, Folder, sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's locks and signals")
ROOT = Path(__file__).parents[2]
# Each waits for a question on a channel that the test holds open: it does not end by itself.
OWNER = """
import os, subprocess, sys, time
from grader.sandbox.folders import Folder
from grader.sandbox.surroundings import command
from grader.wire.child import module
folder = Folder()
kind, *words = sys.argv[1:]
begin = command() if kind == "probe" else module(f"grader.{kind}", str(os.getpid()))
process = subprocess.Popen([*begin, *words], start_new_session=True)
print(process.pid, folder.name, flush=True)
time.sleep(600)
"""


def _left(place: Path, name: str) -> Path:
    """A folder whose owner is gone, as old as need be."""
    folder = place / f"{PREFIX}{name}"
    folder.mkdir()
    (folder / "cache").mkdir()
    (folder / "cache" / "file").write_text("x")
    os.utime(folder, (0, 0))
    return folder


def test_what_nobody_holds_is_removed(tmp_path: Path) -> None:
    left = _left(tmp_path, "abcdefgh")
    sweep(tmp_path)
    assert not left.exists()


def test_what_somebody_holds_or_is_not_ours_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = [tmp_path / "cnngrade-abcdefgh", tmp_path / f"{PREFIX}abcdefgh-mine"]
    for path in kept:
        path.mkdir()
        os.utime(path, (0, 0))
    young = _left(tmp_path, "aaaaaaaa")
    os.utime(young)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / f"{PREFIX}bbbbbbbb").symlink_to(elsewhere)
    (tmp_path / f"{PREFIX}cccccccc").write_text("a file")
    with Folder() as held:
        os.utime(held, (0, 0))
        before = sorted(tmp_path.rglob("*"))
        sweep(tmp_path)
        assert sorted(tmp_path.rglob("*")) == before
    assert not Path(held).exists()


def test_another_s_folder_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = _left(tmp_path, "abcdefgh")
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    sweep(tmp_path)
    assert left.exists()


KINDS = {
    "a fresh probe": ["probe"],
    "a warm process": ["probe", "nursery", "9"],
    "a judge": ["judge", "1000"],
    "a trainer": ["trainer"],
}


@pytest.mark.parametrize("words", KINDS.values(), ids=KINDS)
def test_a_process_ends_with_its_owner_whose_folder_is_swept(
    words: list[str], tmp_path: Path
) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdin is not None
    assert owner.stdout is not None
    pid, folder = owner.stdout.readline().split()
    handle = os.pidfd_open(int(pid))
    owner.kill()
    owner.wait()
    ended = bool(select.select([handle], [], [], 60)[0])
    owner.stdin.close()
    owner.stdout.close()
    os.close(handle)
    assert ended
    os.utime(folder, (0, 0))
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
