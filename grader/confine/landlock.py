"""Landlock: no file, no TCP connection and no signal to others, whatever the file modes say.

Since Linux 5.13; later versions know more rights, and each is taken as far as the kernel has
it. It stands behind the filter of system calls: whoever found a way around the one meets the
other. https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os

from grader.confine.linux import syscall

_CREATE, _RESTRICT = 444, 446  # the same on every machine
_VERSION = 1  # flag: asks for the version only
_FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # rights over files, by first version
_TCP = 0x3  # bind and connect, from version 4
_SCOPES = 0x3  # abstract sockets and signals, from version 6


def restrict() -> tuple[str, ...]:
    """Take every right that this kernel can take; gives the layer's name, or nothing."""
    try:
        version = syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
        rules = syscall(_CREATE, *_attributes(version), ctypes.c_uint32(0))
        syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
        os.close(rules)
    except OSError:
        return ()
    kinds = ["files", *(["TCP"] if version >= 4 else []), *(["signals"] if version >= 6 else [])]
    return (f"Landlock (no {', '.join(kinds)})",)


def _attributes(version: int) -> tuple[object, ctypes.c_size_t]:
    """`struct landlock_ruleset_attr`: what is handled is refused, for no rule allows any."""
    files = _FILES[max(known for known in _FILES if known <= version)]
    words = [files, _TCP, _SCOPES][: 1 if version < 4 else 2 if version < 6 else 3]
    array = (ctypes.c_uint64 * len(words))(*words)
    return ctypes.byref(array), ctypes.c_size_t(8 * len(words))
