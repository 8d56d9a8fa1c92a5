"""Windows: a job that nothing outlives, and a rank that may write nothing of the user's.

By documented calls alone, asked by the process of itself; what is refused is not named. Written
from the documentation and played in tests: docs/systems.md says whether it was ever run.
https://learn.microsoft.com/windows/win32/procthread/job-objects
"""

from __future__ import annotations

import contextlib
import ctypes
from typing import Any

JOB = "job object (no other process, nothing outlives it)"
MEMORY = "limit on memory"
LOW = "low integrity (writes nothing of the user's)"

_SELF = ctypes.c_void_p(-1)  # what GetCurrentProcess gives
_KILL_ON_CLOSE, _ONE_PROCESS, _BOUND_MEMORY, _NO_DIALOG = 0x2000, 0x8, 0x100, 0x400
_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_TOKEN_QUERY, _TOKEN_ADJUST_DEFAULT = 0x8, 0x80
_INTEGRITY_LEVEL, _IS_INTEGRITY = 25, 0x20  # TokenIntegrityLevel, SE_GROUP_INTEGRITY
_LOW_RANK = "S-1-16-4096"
_DWORD, _SIZE, _LONG = ctypes.c_uint32, ctypes.c_size_t, ctypes.c_uint64


class Limits(ctypes.Structure):
    """`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`."""

    _fields_ = (
        ("process_time", _LONG), ("job_time", _LONG), ("flags", _DWORD),
        ("least_set", _SIZE), ("most_set", _SIZE), ("processes", _DWORD),
        ("affinity", _SIZE), ("priority", _DWORD), ("scheduling", _DWORD),
        ("io", _LONG * 6), ("process_memory", _SIZE), ("job_memory", _SIZE),
        ("peak_process", _SIZE), ("peak_job", _SIZE),
    )  # fmt: skip


class Memory(ctypes.Structure):
    """`PROCESS_MEMORY_COUNTERS`."""

    _fields_ = (
        ("size", _DWORD), ("faults", _DWORD), ("peak_set", _SIZE), ("set", _SIZE),
        ("peak_paged", _SIZE), ("paged", _SIZE), ("peak_unpaged", _SIZE), ("unpaged", _SIZE),
        ("committed", _SIZE), ("peak_committed", _SIZE),
    )  # fmt: skip


class Label(ctypes.Structure):
    """`TOKEN_MANDATORY_LABEL`."""

    _fields_ = (("sid", ctypes.c_void_p), ("attributes", _DWORD))


def restrict(memory_mb: int) -> tuple[str, ...]:
    """Take what can be taken; gives the names of what holds."""
    held = list[str]()
    with contextlib.suppress(OSError, AttributeError):  # no Windows, or one without the call
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
        held += enter_job(kernel, memory_mb)
        rights = ctypes.WinDLL("advapi32", use_last_error=True)  # type: ignore[attr-defined]
        held += lower(rights)
    return tuple(held)


def enter_job(kernel: Any, memory_mb: int) -> list[str]:
    """This process alone in a job, whose handle stays open as long as it lives."""
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        return []
    taken = Memory(size=ctypes.sizeof(Memory))
    known = kernel.K32GetProcessMemoryInfo(_SELF, ctypes.byref(taken), taken.size)
    flags = _KILL_ON_CLOSE | _ONE_PROCESS | _NO_DIALOG | (_BOUND_MEMORY if known else 0)
    most = taken.committed + memory_mb * 2**20 if known else 0
    limits = Limits(flags=flags, processes=1, process_memory=most)
    size = ctypes.sizeof(limits)
    handle = ctypes.c_void_p(job)
    if not kernel.SetInformationJobObject(
        handle, _EXTENDED_LIMITS, ctypes.byref(limits), size
    ) or not kernel.AssignProcessToJobObject(handle, _SELF):
        kernel.CloseHandle(handle)
        return []
    return [JOB, MEMORY] if known else [JOB]


def lower(rights: Any) -> list[str]:
    """Down to the rank of a browser's pages: what the user owns may be read, and not written."""
    token, sid = ctypes.c_void_p(), ctypes.c_void_p()
    asked = _TOKEN_QUERY | _TOKEN_ADJUST_DEFAULT
    if not rights.OpenProcessToken(_SELF, asked, ctypes.byref(token)):
        return []
    if not rights.ConvertStringSidToSidW(ctypes.c_wchar_p(_LOW_RANK), ctypes.byref(sid)):
        return []
    label = Label(sid, _IS_INTEGRITY)
    size = ctypes.sizeof(label) + rights.GetLengthSid(sid)
    if not rights.SetTokenInformation(token, _INTEGRITY_LEVEL, ctypes.byref(label), size):
        return []
    return [LOW]
