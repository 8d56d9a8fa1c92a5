"""What the process takes from itself before it reads a line of the student's.

Each layer that could be had is named; the parent shows the names. On Windows there is none.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SIGKILL = 9
_CAPABILITIES_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3: two words of each set
_MOST_FILE = 16 * 2**20  # bytes in one file: a script may save its weights
_MOST_DESCRIPTORS = 64


def confine(seconds: float, memory_mb: int) -> tuple[str, ...]:
    """Set every limit that this system has; gives the names of those that hold."""
    if sys.platform == "win32":
        return ()
    return (*_limits(seconds, memory_mb), *_promises())


def _limits(seconds: float, memory_mb: int) -> tuple[str, ...]:
    import resource

    memory = _taken() + memory_mb * 2**20
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)  # importing torch: not the student's time
    wanted = (
        ("processor time", "RLIMIT_CPU", spent + int(seconds) + 2),
        ("address space", "RLIMIT_AS", memory),
        ("file size", "RLIMIT_FSIZE", _MOST_FILE),
        ("open files", "RLIMIT_NOFILE", _MOST_DESCRIPTORS),
        ("core dumps", "RLIMIT_CORE", 0),
    )
    held = []
    for name, limit, most in wanted:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            kind = getattr(resource, limit)
            ceiling = resource.getrlimit(kind)[1]
            if ceiling != resource.RLIM_INFINITY:
                most = min(most, ceiling)
            resource.setrlimit(kind, (most, most))
            held.append(f"limit on {name}")
    return tuple(held)


def _taken() -> int:
    """Bytes of address space that the imports took: a torch built for CUDA takes over 10 GB."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # no /proc: not on Linux
        return 0


def _promises() -> tuple[str, ...]:
    """No new rights by running a program, and no life after the parent's."""
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    held = []
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        held.append("no new privileges")
    if _drop_capabilities(libc):
        held.append("no capabilities")
    if libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0) == 0:
        held.append("ends with its parent")
    return tuple(held)


def _drop_capabilities(libc: ctypes.CDLL) -> bool:
    """Even root then may not read its parent's memory, nor what others keep to themselves."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    return bool(libc.capset(header, none) == 0)
