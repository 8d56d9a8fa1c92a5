"""One run at a time, where the file system has locks and where it has none."""

from __future__ import annotations

import errno
import os
import platform
from pathlib import Path
from typing import IO

import pytest

from grader.batch import lock
from grader.batch.lock import NAME, LockedError, only_run

ENDED = 2**22 + 1  # no process of Linux has so high a number


def _no_locks(file: IO[str]) -> bool:
    raise OSError(errno.ENOLCK, "No locks available")


@pytest.fixture(params=["locks", "no locks"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With locks, and as many shares are."""
    if request.param == "no locks":
        monkeypatch.setattr(lock, "_take", _no_locks)
    return str(request.param)


def test_a_folder_is_held_and_given_back(tmp_path: Path, system: str) -> None:
    for _ in range(2):
        with only_run(tmp_path):
            said = f"process {os.getpid()} is grading into"
            with pytest.raises(LockedError, match=said), only_run(tmp_path):
                pass
            assert platform.node() in (tmp_path / NAME).read_text()
        assert list(tmp_path.iterdir()) == []


def test_what_a_run_of_this_machine_left_is_taken_over(tmp_path: Path, system: str) -> None:
    for how in ("", lock._FILE):
        left = f"{ENDED}\n{platform.node()}\n2026-11-20 10:00:00\n{how}\n"
        (tmp_path / NAME).write_text(left)
        with only_run(tmp_path):
            assert (tmp_path / NAME).read_text() != left
        assert list(tmp_path.iterdir()) == []


def test_what_another_machine_left_is_for_a_person_and_the_way_out_is_said(
    tmp_path: Path, system: str
) -> None:
    path = tmp_path / NAME
    path.write_text(f"{ENDED}\nannex\n2026-11-20 10:00:00\n{lock._FILE}\n")
    said = (
        rf"^process \d+ of annex is grading into .* already, since 2026-11-20 10:00:00; .* remove "
        rf"{path} once nothing is running on annex$"
    )
    with pytest.raises(LockedError, match=said), only_run(tmp_path):
        pass
    path.unlink()
    with only_run(tmp_path):
        pass


@pytest.mark.parametrize("left", ["", "no number\n", "12\n"])
def test_a_file_that_tells_nothing_is_for_a_person_where_there_are_no_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    (tmp_path / NAME).write_text(left)
    with only_run(tmp_path):  # the system says that nobody holds it
        pass
    (tmp_path / NAME).write_text(left)
    monkeypatch.setattr(lock, "_take", _no_locks)
    with pytest.raises(LockedError, match=r"remove .* once nothing"), only_run(tmp_path):
        pass


def test_a_lock_whose_file_was_removed_meanwhile_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, taken = lock._take, []

    def act(file: IO[str]) -> bool:
        taken.append(take(file))
        if len(taken) == 2:  # after the trial: the last holder goes
            (tmp_path / NAME).unlink()
        return taken[-1]

    monkeypatch.setattr(lock, "_take", act)
    with only_run(tmp_path):
        assert len(taken) == 3
        assert (tmp_path / NAME).exists()
