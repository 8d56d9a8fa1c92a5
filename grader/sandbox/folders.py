"""The temporary folders of sandboxed processes, and what is left of those whose owner was killed.

A folder is held by a lock on it, which the system takes back when the process that holds it dies,
in whatever container that was. So one that nobody holds is left over, and is removed by the next
process that makes one.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from types import TracebackType

PREFIX = "cnngrade-held-"
_OURS = re.compile(re.escape(PREFIX) + r"\w{8}")
_YOUNG = 60.0  # seconds in which one that was just made comes by its lock


class Folder:
    """A temporary folder, held until it is removed; used as a context manager or by `remove`."""

    def __init__(self) -> None:
        _sweep_once()
        self.name = tempfile.mkdtemp(prefix=PREFIX)
        self._handle = _opened(Path(self.name))
        if self._handle is not None:
            _lock(self._handle)

    def __enter__(self) -> str:
        return self.name

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Remove it with what is in it, as far as that goes; once."""
        shutil.rmtree(self.name, ignore_errors=True)
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def sweep(place: Path) -> None:
    """Remove folders of ours that nobody holds: of this user, a minute old at the least."""
    with contextlib.suppress(OSError):
        for path in place.iterdir():
            if _OURS.fullmatch(path.name):
                _sweep_one(path)


@cache
def _sweep_once() -> None:
    sweep(Path(tempfile.gettempdir()))


def _sweep_one(path: Path) -> None:
    handle = _opened(path)
    if handle is None:
        return
    try:
        found = os.fstat(handle)
        old = found.st_mtime < time.time() - _YOUNG
        if found.st_uid == os.geteuid() and old and _lock(handle):
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(handle)


def _opened(path: Path) -> int | None:
    """The folder itself, never what a link leads to; None where that cannot be had."""
    if sys.platform == "win32":
        return None
    try:
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None


def _lock(handle: int) -> bool:
    """Take it, unless somebody holds it or this file system knows no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
