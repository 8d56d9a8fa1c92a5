"""What the process may use up: memory, time, files. Holds on every system that has rlimits."""

from __future__ import annotations

import contextlib
import os
import resource
from pathlib import Path

_MOST_STACK = 8 * 2**20  # bytes
STATM = Path("/proc/self/statm")  # what Linux says of a process's memory


def limit(seconds: float, memory_mb: int, strict: bool) -> tuple[str, ...]:
    """Set the limits; gives the names of those that hold. Not on Windows.

    `strict`: nothing may be written and nothing opened, for nothing has to be any more.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)  # importing torch: not the student's time
    taken = _taken()  # not known: any bound might be below what is taken already
    space = [] if taken is None else [("address space", "RLIMIT_AS", taken + memory_mb * 2**20)]
    wanted = (
        ("processor time", "RLIMIT_CPU", spent + int(seconds) + 2),
        *space,
        ("file size", "RLIMIT_FSIZE", 0 if strict else 16 * 2**20),
        ("open files", "RLIMIT_NOFILE", 64),
        ("core dumps", "RLIMIT_CORE", 0),
        ("stack", "RLIMIT_STACK", _MOST_STACK),
        ("locked memory", "RLIMIT_MEMLOCK", 0),
        ("message queues", "RLIMIT_MSGQUEUE", 0),
    )
    held = []
    for name, kind_name, most in wanted:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            kind = getattr(resource, kind_name)
            ceiling = resource.getrlimit(kind)[1]
            bound = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
            resource.setrlimit(kind, (bound, bound))
            held.append(name)
    return (f"limits on {', '.join(held)}",) if held else ()


def _taken() -> int | None:
    """Bytes of address space that the imports took: a torch built for CUDA takes over 10 GB.

    None where only Linux could tell.
    """
    try:
        pages = STATM.read_text().split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None
