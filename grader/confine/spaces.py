"""Namespaces of its own: no network, no neighbours, and a file system with nothing in it.

Not everywhere: Docker refuses them, Ubuntu lets an ordinary user make one and then refuses its
map of users, which leaves the process stuck. So the way is tried in a throw-away fork first.
There is no namespace for process numbers: it would take one more process in between, and the
filter of system calls lets nobody start or signal one anyway.
"""

from __future__ import annotations

import os
from pathlib import Path

from grader.confine.linux import mount, unshare

_NEW_MOUNT, _NEW_HOST_NAME, _NEW_IPC = 0x20000, 0x4000000, 0x8000000
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_EXEC = 1, 2, 4, 8
_RECURSIVE, _PRIVATE = 0x4000, 0x40000
NOBODY = 65534


def enter() -> tuple[str, ...]:
    """Go there, where `available` said that it can be done; gives the names of the layers."""
    _go()
    user = "" if os.geteuid() == 0 else "user, "
    return (f"own namespaces ({user}network, IPC, host name, files)", "empty file system")


def available() -> bool:
    """Whether this system lets the process go there: tried in a throw-away fork.

    Cheap as long as the process is small: so before torch is imported.
    """
    child = os.fork()
    if child == 0:
        try:
            _go()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _go() -> None:
    """Raises OSError where the system refuses."""
    flags = _NEW_MOUNT | _NEW_HOST_NAME | _NEW_IPC | _NEW_NETWORK
    if os.geteuid() == 0:
        unshare(flags)
    else:
        user, group = os.geteuid(), os.getegid()
        unshare(flags | _NEW_USER)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{NOBODY} {user} 1")
        _write("/proc/self/gid_map", f"{NOBODY} {group} 1")
    here = str(Path.cwd())  # the empty folder that the parent made for this process
    mount(b"none", b"/", b"", _RECURSIVE | _PRIVATE, b"")
    flags = _READ_ONLY | _NO_SUID | _NO_DEVICES | _NO_EXEC
    mount(b"none", here.encode(), b"tmpfs", flags, b"size=4k,nr_inodes=1,mode=0555")
    os.chdir(here)
    os.chroot(".")
    os.chdir("/")


def _write(path: str, text: str) -> None:
    Path(path).write_text(text)
