"""What other systems lack, taken from our own code before its first import, in every process.

A copy of this file lies in the packages of an environment (`place.py`), whose Python imports it at
its start, isolated or not. Only `grader` is told that it is elsewhere: torch and Python's own
modules have the system that is really there.
"""

from __future__ import annotations

import builtins
import importlib.machinery
import sys
import types
from pathlib import Path
from typing import Any

_UNIX_IDS = {f"{verb}{name}" for verb in ("get", "set") for name in ("uid", "gid", "euid", "egid")}
_LINUX = {"pidfd_open", "sched_getaffinity", "setresuid", "setresgid", "getresuid", "memfd_create"}
LACKS: dict[str, dict[str, set[str]]] = {
    "windows": {
        "os": {"fork", "forkpty", "killpg", "waitid", "WEXITED", "setsid", "chroot", "sysconf"}
        | {"O_NOFOLLOW", "O_DIRECTORY", "statvfs", "getgroups", "setgroups", "uname", "nice"}
        | {"waitstatus_to_exitcode", "geteuid"}
        | _UNIX_IDS
        | _LINUX,
        "signal": {"SIGKILL", "SIGALRM", "SIGHUP", "SIGSTOP", "setitimer", "alarm", "ITIMER_REAL"}
        | {"pidfd_send_signal", "pthread_kill", "sigwait"},
        "socket": {"send_fds", "recv_fds", "AF_UNIX", "socketpair"},
        "select": {"poll", "epoll"},
        "resource": {"*"},
        "fcntl": {"*"},
        "pwd": {"*"},
        "grp": {"*"},
    },
    "macos": {
        "os": _LINUX | {"waitid", "O_TMPFILE", "unshare"},
        "signal": {"pidfd_send_signal"},
        "select": {"epoll"},
    },
}
PLATFORM = {"windows": "win32", "macos": "darwin"}
NOWHERE = Path("/there is no proc")
AFTER = {  # names of ours that hold where Linux tells something
    "grader.confine.limits": {"STATM": NOWHERE},
    "grader.sandbox.surroundings": {"PROC": NOWHERE},
}


class _Console(types.ModuleType):
    """As much of Windows' `msvcrt` as is asked for."""

    LK_NBLCK = 2

    @staticmethod
    def setmode(_descriptor: int, _mode: int) -> int:
        return 0

    @staticmethod
    def locking(descriptor: int, _mode: int, _count: int) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class _Less(types.ModuleType):
    """A module without some of its names; what is set there is set in the module itself."""

    def __init__(self, whole: types.ModuleType, lacks: set[str], more: dict[str, Any]) -> None:
        super().__init__(whole.__name__)
        vars(self).update(_whole=whole, _lacks=lacks, **more)

    def __getattr__(self, name: str) -> Any:
        if name in vars(self)["_lacks"]:
            raise AttributeError(f"this system has no {name}")
        return getattr(vars(self)["_whole"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(vars(self)["_whole"], name, value)


def take_away(system: str) -> None:
    """From here on `grader` is on that system, as far as it can see."""
    lacks = LACKS[system]
    real = builtins.__import__
    stands: dict[str, types.ModuleType] = {}

    def stand_in(name: str) -> types.ModuleType:
        if lacks.get(name) == {"*"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if name == "msvcrt":
            return _Console(name)
        more: dict[str, Any] = {"platform": PLATFORM[system]} if name == "sys" else {}
        if name == "os" and system == "windows":
            more = {"O_BINARY": 0}
        return _Less(real(name), lacks.get(name, set()), more)

    changed = {*lacks, "sys", *(["msvcrt"] if system == "windows" else [])}

    def imported(name: str, *rest: Any, **named: Any) -> Any:
        if name not in changed:
            return real(name, *rest, **named)
        if name not in stands:
            stands[name] = stand_in(name)
        return stands[name]

    # a part of the import system, for who looks which file asked: a student's code is run with it
    imported.__code__ = imported.__code__.replace(co_filename="<importlib, elsewhere>")
    ours = {**vars(builtins), "__import__": imported}
    execute = importlib.machinery.SourceFileLoader.exec_module

    def exec_module(self: Any, module: types.ModuleType) -> None:
        if module.__name__.partition(".")[0] == "grader":
            vars(module)["__builtins__"] = ours
        execute(self, module)
        vars(module).update(AFTER.get(module.__name__, {}))

    importlib.machinery.SourceFileLoader.exec_module = exec_module  # type: ignore[method-assign]


if __name__ == "elsewhere_missing":
    take_away(Path(__file__).with_name("elsewhere.txt").read_text(encoding="utf-8"))
    sys.elsewhere = True  # type: ignore[attr-defined]  # for who wants to be sure
