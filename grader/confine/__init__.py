"""What a process takes from itself before it reads a line of the student's.

In this order, for each step needs what a later one takes: limits, namespaces with an empty file
system, another user without rights, Landlock, and last the filter of system calls. Each layer
that could be had is named; the parent shows the names, and says which one it requires. On
Windows and macOS there are others, and fewer (`windows.py`, `macos.py`).
"""

from __future__ import annotations

import os
import sys

__all__ = ["confine", "end_with", "has_spaces"]


def end_with(parent: int) -> None:
    """End when the process that started this one does, in the seconds of its imports too."""
    if sys.platform != "linux":
        return
    from grader.confine.linux import PR_SET_PDEATHSIG, SIGKILL, prctl

    prctl(PR_SET_PDEATHSIG, SIGKILL)
    if os.getppid() != parent:  # it ended before that was said
        os._exit(1)


def has_spaces() -> bool:
    """Whether namespaces can be had; asked before torch is imported, see `spaces.available`."""
    if sys.platform != "linux":
        return False
    from grader.confine.spaces import available

    return available()


def confine(
    seconds: float, memory_mb: int, keep: int, parent: int, spaces_there: bool
) -> tuple[str, ...]:
    """Set every layer that this system has; gives the names of those that hold.

    On Linux only descriptors 0 to 2 and `keep` stay open. `parent` is the process that started
    this one, `spaces_there` what `has_spaces` said.
    """
    if sys.platform == "win32":
        from grader.confine import windows

        return windows.restrict(memory_mb)
    os.umask(0o077)
    from grader.confine.limits import limit

    if sys.platform != "linux":  # macOS ends who closes a descriptor that it guards
        held = limit(seconds, memory_mb, strict=False)
        if sys.platform == "darwin":
            from grader.confine import macos

            held += macos.restrict()
        return held
    os.closerange(3, keep)
    os.closerange(keep + 1, 1024)
    from grader.confine import identity, landlock, seccomp, spaces

    held = limit(seconds, memory_mb, strict=True)
    held += spaces.enter() if spaces_there else ()
    held += identity.become_nobody(parent)
    held += landlock.restrict()
    return held + seccomp.install()
