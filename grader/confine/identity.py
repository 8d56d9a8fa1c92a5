"""Who the process is: nobody, without rights, and gone when its parent is."""

from __future__ import annotations

import ctypes
import os

from grader.confine.linux import (
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    SIGKILL,
    libc,
    prctl,
)
from grader.confine.spaces import NOBODY

_CAPABILITIES_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3: two words of each set
_FIRST_USER = 1_900_000_000  # above what systems hand out; the process number makes it unique


def become_nobody(parent: int) -> tuple[str, ...]:
    """Give up user, capabilities and the way back; gives the names of what holds.

    `parent`: the process that started this one. A root that is no real one (in a container)
    may not have the throw-away user; then it is "nobody", or stays itself without rights.
    """
    held = []
    if os.geteuid() == 0 and _change_user():
        held.append("throw-away user")
    if _drop_capabilities():
        held.append("no capabilities")
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    held.append("no new privileges")
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_PDEATHSIG, SIGKILL)  # a change of user clears it: so not before
    if os.getppid() != parent:  # it ended in between
        os._exit(1)
    return (*held, "ends with its parent")


def _change_user() -> bool:
    for user in (_FIRST_USER + os.getpid() % 100_000_000, NOBODY):
        try:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError:
            continue
        return True
    return False


def _drop_capabilities() -> bool:
    """Even root then may not read its parent's memory, nor what others keep to themselves."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    return bool(libc().capset(header, none) == 0)
