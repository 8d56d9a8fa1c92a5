"""One run at a time in a folder: a lock that the system takes back when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from grader.disk.files import open_kept

NAME = ".lock"


class LockedError(Exception):
    """Another run is at work in the folder; one sentence."""


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs. Raises `LockedError` where another one does."""
    with open_kept(folder / NAME) as file:
        if not _take(file):
            file.seek(0)
            holder = file.read(40).strip()
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise LockedError(f"{who} is grading into {folder} already; wait for it, or end it")
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield  # closing the file gives the lock back, and so does the end of the process


def _take(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(2**20)  # beyond what is written, which stays readable
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
