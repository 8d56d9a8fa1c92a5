"""The filter of system calls: what a network needs may pass, everything else is refused.

After the imports and the warm-up nothing has to be opened, started or connected any more. The
filter is the one layer that is required on Linux: it works for an ordinary user, for root and
in a container alike. Refused calls fail with an error that Python turns into an exception, so
that a student reads "Read-only file system" and not "killed".
https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from grader.confine import calls
from grader.confine.calls import Numbers
from grader.confine.linux import machine, syscall

NAME = "system-call filter"
_SET_FILTER, _ALL_THREADS = 1, 1  # SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06  # BPF operations
_NUMBER, _MACHINE = 0, 4  # offsets in struct seccomp_data
_X32 = 0x40000000  # calls of the 32-bit way into an x86_64 kernel
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_EMPTY_PATH = 0x1000  # AT_EMPTY_PATH: a descriptor that is open already

Program = list[bytes]


def install() -> tuple[str, ...]:
    """Put the filter over every thread; gives its name, or nothing where it cannot be had."""
    known = calls.MACHINES.get(machine())
    if known is None:
        return ()
    column, architecture = known
    program = b"".join(build(column, architecture, os.getpid()))
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    try:
        number = ctypes.c_long(calls.SECCOMP[column] or 0)
        if syscall(int(number.value), _SET_FILTER, _ALL_THREADS, header) != 0:
            return ()
    except OSError:
        return ()
    return (NAME,)


def build(column: int, architecture: int, pid: int) -> Program:
    """The program for one machine; `pid`: the one process that may be signalled, itself."""
    program = [_do(_LOAD, _MACHINE), _do(_EQUAL, architecture, 1, 0), _do(_RETURN, _KILL)]
    program += [_do(_LOAD, _NUMBER), _do(_AT_LEAST, _X32, 0, 1), _do(_RETURN, _KILL)]
    for table, answer in (
        (calls.ALLOWED, _ALLOW),
        (calls.NOT_THERE, _ERROR | errno.ENOENT),
        (calls.READ_ONLY, _ERROR | errno.EROFS),
    ):
        for numbers in table.values():
            program += _for(numbers[column], [_do(_RETURN, answer)])
    for numbers, body in _decided(pid):
        program += _for(numbers[column], body)
    return [*program, _do(_RETURN, _ERROR | errno.EPERM)]


def _decided(pid: int) -> Iterable[tuple[Numbers, Program]]:
    """Calls of which an argument decides."""
    missing = _do(_RETURN, _ERROR | errno.ENOENT)
    for numbers, flags in ((calls.OPEN, 1), (calls.OPENAT, 2)):
        unwritable = _do(_RETURN, _ERROR | errno.EROFS)
        yield numbers, [_low(flags), _do(_ANY_BIT, _WRITES, 0, 1), unwritable, missing]
    allow = _do(_RETURN, _ALLOW)
    yield calls.NEWFSTATAT, [_low(3), _do(_ANY_BIT, _EMPTY_PATH, 0, 1), allow, missing]
    refuse = _do(_RETURN, _ERROR | errno.EPERM)
    for numbers in (calls.KILL, calls.TGKILL, calls.TKILL):
        yield numbers, [_low(0), _do(_EQUAL, pid, 0, 1), allow, refuse]
    reading = [_low(2), _do(_EQUAL, 0, 0, 3), _high(2), _do(_EQUAL, 0, 0, 1), allow, refuse]
    yield calls.PRLIMIT, reading  # a new limit is a pointer that is not null
    yield calls.IOCTL, [_do(_RETURN, _ERROR | errno.ENOTTY)]
    yield calls.CLONE3, [_do(_RETURN, _ERROR | errno.ENOSYS)]  # the C library then tries clone


def _for(number: int | None, body: Program) -> Program:
    """The body for one call; others go past it. The body must return."""
    return [] if number is None else [_do(_EQUAL, number, 0, len(body)), *body]


def _low(argument: int) -> bytes:
    return _do(_LOAD, 16 + 8 * argument)


def _high(argument: int) -> bytes:
    return _do(_LOAD, 20 + 8 * argument)


def _do(operation: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    """One instruction, struct sock_filter."""
    return struct.pack("HBBI", operation, then, otherwise, value)
