"""What a sandboxed process finds around itself: its command, its environment, its folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROC = Path("/proc/self/statm")  # what Linux says of a process's memory

# what a process needs to start at all; anything else of the user's stays outside
_PASSED_ON = (
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "NUMBER_OF_PROCESSORS"),
)


def lacking() -> str:
    """What this system lacks so that nothing can be graded on it, one sentence; "" if nothing."""
    if sys.platform != "linux" or PROC.exists():
        return ""
    return (
        "/proc is not mounted here, and without it nobody can tell how much memory a network "
        "takes: mount it (mount -t proc proc /proc)"
    )


def command() -> list[str]:
    """Start the probe of this very package, installed or not.

    `-I` keeps the user's environment, site and working folder out of the import path, so that
    a `torch.py` beside the submission is never imported; `-u` lets what was printed be seen
    when the process is killed. A folder is run, since `-m` would not find a checkout under `-I`.
    It is told which process started it, and ends when that does.
    """
    return [sys.executable, "-I", "-u", str(Path(__file__).parents[1] / "probe"), str(os.getpid())]


def environment(folder: str) -> dict[str, str]:
    """The environment of the process: no secret, no GPU, one thread, files in `folder`."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    threads = ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB")
    return {
        **kept,
        **{f"{library}_NUM_THREADS": "1" for library in threads},
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), folder),
        "XDG_CACHE_HOME": folder,
        "MPLBACKEND": "Agg",  # no window
        "CUDA_VISIBLE_DEVICES": "",  # a student's code never runs on the GPU
        "MALLOC_ARENA_MAX": "1",  # the limit is on address space, of which arenas take much
        "USER": "student",  # torch asks for a name when it makes cache folders
        "USERNAME": "student",
    }
