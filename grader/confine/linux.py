"""Calls to the kernel that Python 3.11 has no name for."""

from __future__ import annotations

import ctypes
import os
import platform
from functools import cache

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
SIGKILL = 9


@cache
def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int) -> None:
    """`prctl(option, value)`. Raises OSError."""
    _held(libc().prctl(option, value, 0, 0, 0))


def syscall(number: int, *arguments: object) -> int:
    """A system call by its number. Raises OSError."""
    return _held(libc().syscall(number, *arguments))


def unshare(flags: int) -> None:
    """Leave the namespaces that the flags name for new ones. Raises OSError."""
    _held(libc().unshare(flags))


def mount(source: bytes, target: bytes, kind: bytes, flags: int, options: bytes) -> None:
    """`mount(2)`. Raises OSError."""
    _held(libc().mount(source, target, kind, flags, options))


def machine() -> str:
    """ "x86_64", "aarch64" or another name."""
    return {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())


def _held(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
