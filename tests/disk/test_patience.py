"""Disks as they are: shares that are away for a moment, and what some of them cannot do."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.batch import ledger
from grader.batch.ledger import Entry, read_entries
from grader.batch.nouns import Row
from grader.disk import patience
from grader.disk.files import put_file
from grader.disk.patience import LONGEST, patiently

ENTRY = Entry("mark", Row("7", "7", "Ann", "a.py", False, "graded", 1.0, 2.0), ("report.html",))
FILES = {"report.html": b"page"}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(patience, "wait", waited.append)
    return waited


def _failing(times: int, number: int, do: Callable[..., Any]) -> Callable[..., Any]:
    left = [times]

    def act(*words: Any, **more: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise OSError(number, os.strerror(number))
        return do(*words, **more)

    return act


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN])
def test_a_share_that_is_away_for_ten_seconds_is_waited_for(
    number: int, waits: list[float]
) -> None:
    def act() -> str:
        if sum(waits) < 10:
            raise OSError(number, "away")
        return "there"

    assert patiently(act) == "there"
    assert sum(waits) < 15


def test_one_that_stays_away_is_told_in_the_end(waits: list[float]) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        patiently(_failing(10_000, errno.EIO, lambda: None))
    assert LONGEST <= sum(waits) < LONGEST + 5


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT])
def test_what_waiting_does_not_mend_is_told_at_once(number: int, waits: list[float]) -> None:
    with pytest.raises(OSError, match=os.strerror(number)):
        patiently(_failing(1, number, lambda: None))
    assert waits == []


def _no_sync_of_folders(handle: int) -> None:
    if stat.S_ISDIR(os.fstat(handle).st_mode):
        raise OSError(errno.EINVAL, "Invalid argument")


def _no_sync(handle: int) -> None:
    raise OSError(errno.ENOTSUP, "Not supported")


@pytest.mark.parametrize("sync", [_no_sync_of_folders, _no_sync])
def test_a_share_that_cannot_put_to_the_disk_takes_results_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sync: Callable[[int], None]
) -> None:
    monkeypatch.setattr(os, "fsync", sync)
    put_file(tmp_path / "a", b"x")
    ledger.settle(tmp_path / "students")
    ledger.put(tmp_path / "students", ENTRY, FILES)
    assert (tmp_path / "a").read_bytes() == b"x"
    assert read_entries(tmp_path / "students") == {"7": ENTRY}


def test_a_disk_that_is_full_when_it_is_synced_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", _failing(1, errno.ENOSPC, lambda handle: None))
    with pytest.raises(OSError, match="No space"):
        put_file(tmp_path / "a", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", range(1, 6))
def test_a_result_is_whole_wherever_a_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float], failing: int
) -> None:
    students = tmp_path / "students"
    ledger.settle(students)
    ledger.put(students, ENTRY, {"report.html": b"old"})
    rename, calls = Path.rename, [0]

    def act(path: Path, target: Path) -> Path:
        calls[0] += 1
        if calls[0] == failing:
            raise OSError(errno.EBUSY, "busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", act)
    ledger.put(students, ENTRY, FILES)
    ledger.settle(students)
    assert (students / "7" / "report.html").read_bytes() == b"page"
    assert [path.name for path in students.iterdir()] == ["7"]
    assert len(waits) == (failing <= 3)


def test_a_record_on_a_share_that_is_away_is_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    students = tmp_path / "students"
    ledger.settle(students)
    ledger.put(students, ENTRY, FILES)
    monkeypatch.setattr(Path, "read_text", _failing(3, errno.EIO, Path.read_text))
    # a function in a class is a method, and takes its path as the first of its words
    assert list(read_entries(students)) == ["7"]
    monkeypatch.setattr(Path, "read_text", _failing(10_000, errno.EIO, Path.read_text))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        read_entries(students)
