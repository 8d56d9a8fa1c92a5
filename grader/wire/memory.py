"""A process that holds labels keeps its memory to itself; one that computes keeps what it has."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4

# The environment of a process with torch: each step wants the same memory again, and to hand it
# back to Linux and have it anew takes up to a tenth of the time; so does asking for the pages of
# a batch one by one (glibc 2.35 on; where the system gives no large pages nothing changes).
KEPT = {
    "MALLOC_TRIM_THRESHOLD_": str(2**28),  # bytes
    "MALLOC_MMAP_THRESHOLD_": str(2**26),  # bytes at once, from which on that does not hold
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


def shut_memory() -> bool:
    """Forbid other processes of this user to read this one's memory and environment.

    The grader and its trainer hold labels, and by default a child may read `/proc/<parent>/mem`.
    A program that is started begins open again, so each process says it for itself. Linux only;
    elsewhere False.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
