"""Processor time of a command and of every process that came of it, also where nobody waited.

Wall time hangs on what else a machine does; this hardly does. Linux only.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36  # linux/prctl.h: processes whose parent has ended become ours


@dataclass(frozen=True)
class Spent:
    """What one command took."""

    wall: float  # seconds
    cpu: float  # seconds, user and system, of all its processes
    said: str  # on standard output


def spent(command: Sequence[str], folder: Path) -> Spent:
    """Run it to its end in that folder. Raises `CalledProcessError` with its exit status."""
    assert ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0) == 0
    before, began = _of_children(), time.perf_counter()
    done = subprocess.run(command, check=True, cwd=folder, stdout=subprocess.PIPE, text=True)
    wall = time.perf_counter() - began
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return Spent(wall, _of_children() - before, done.stdout)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
