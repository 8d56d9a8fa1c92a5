"""One run at a time in a folder: a lock that the system takes back when its holder dies.

A share may have no locks. There a file that only one can make stands for one, and it says who made
it: a run that was cut off leaves it, and only a person can know that nothing runs on the other
machine any more.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.disk.files import open_kept, put_new
from grader.disk.patience import UNSUPPORTED, patiently

NAME = ".lock"
_FILE = "by this file"  # the word of one who has no other lock
_TRIES = 20  # of a file that its holder removes just then


class LockedError(Exception):
    """Another run is at work in the folder; one sentence."""


@dataclass(frozen=True)
class Holder:
    """Who holds a folder, as the file there says."""

    process: str  # its number, "" where nothing is told
    host: str = ""
    since: str = ""
    how: str = ""  # `_FILE`, or "" of one whom the system holds to it

    @property
    def ended(self) -> bool:
        """Known to be over: it ran on this machine, and does so no more."""
        return self.host == platform.node() and self.process.isdigit() and not _runs(self.process)


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs. Raises `LockedError` where another one does."""
    path = folder / NAME
    file = _locked(path)
    if file is None:
        _make(path)
    try:
        yield
    finally:
        if file is None or sys.platform != "win32":  # there nobody can remove what is open
            with suppress(OSError):
                path.unlink()
        if file is not None:
            file.close()  # gives the lock back, and so does the end of the process


def _locked(path: Path) -> IO[str] | None:
    """The file, locked by the system; None where it has no locks here."""
    if not patiently(lambda: _has_locks(path.parent)):
        return None
    for _ in range(_TRIES):
        file = patiently(lambda: open_kept(path))
        holder = _holder(_told(path))
        if not _take(file) or (holder.how == _FILE and not holder.ended):
            file.close()
            raise LockedError(_sentence(path, holder))
        if _still(file, path):
            _write(file)
            return file
        file.close()
    raise LockedError(_sentence(path, Holder("")))


def _has_locks(folder: Path) -> bool:
    """Whether a file there can be locked: tried with one of our own."""
    with tempfile.TemporaryFile("w", dir=folder, prefix=f"{NAME}.") as file:
        try:
            return _take(file)
        except OSError as error:
            if error.errno in UNSUPPORTED:
                return False
            raise


def _take(file: IO[str]) -> bool:
    """Whether the lock is ours now. Raises OSError where the file system has none."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(2**20)  # beyond what is written, which stays readable
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _still(file: IO[str], path: Path) -> bool:
    """Whether what was locked is still there: its last holder may have removed it meanwhile."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _write(file: IO[str]) -> None:
    file.seek(0)
    file.truncate()
    file.write(_mine(""))
    file.flush()


def _make(path: Path) -> None:
    """Make the file that only one can make. Raises `LockedError` where it is there."""
    for _ in range(_TRIES):
        try:
            patiently(lambda: put_new(path, _mine(_FILE).encode()))
        except FileExistsError:
            there = _told(path)
            if not _holder(there).ended or not _set_aside(path, there):
                raise LockedError(_sentence(path, _holder(there), no_locks=True)) from None
        else:
            return
    raise LockedError(_sentence(path, Holder(""), no_locks=True))


def _set_aside(path: Path, there: str) -> bool:
    """Remove what one who has ended left; whether it was still that, and nobody else's by now."""
    aside = path.with_name(f"{NAME}.{os.getpid()}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return True
    same = _told(aside) == there
    if not same and not path.exists():
        aside.rename(path)
    aside.unlink(missing_ok=True)
    return same


def _mine(how: str) -> str:
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    return f"{os.getpid()}\n{platform.node()}\n{since}\n{how}\n"


def _told(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(400).decode("utf-8", "replace")
    except OSError:
        return ""


def _holder(told: str) -> Holder:
    lines = [line.strip()[:80] for line in told.split("\n")]
    process, host, since, how = (*lines, "", "", "", "")[:4]
    return Holder(process if process.isdigit() else "", host, since, how)


def _runs(process: str) -> bool:
    """Whether a process of this number runs on this machine; where nobody can tell, it does."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _sentence(path: Path, holder: Holder, no_locks: bool = False) -> str:
    who = f"process {holder.process}" if holder.process else "another process"
    host = f" of {holder.host}" if holder.host and holder.host != platform.node() else ""
    since = f", since {holder.since}" if holder.since else ""
    said = f"{who}{host} is grading into {path.parent} already{since}; wait for it, or end it"
    if not no_locks and holder.how != _FILE:
        return said
    where = holder.host or "any machine"
    return (
        f"{said}; or, if it was cut off (this file system has no locks that would tell), remove "
        f"{path} once nothing is running on {where}"
    )
