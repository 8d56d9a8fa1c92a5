"""Kinds of machine and user that the sandbox must hold on, as commands to run Python under.

`python -m tests.sandbox.worlds docker COMMAND…` plays a container that refuses namespaces and
Landlock: a filter of system calls with those refusals, as Docker's default profile has them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

from grader.confine import calls
from grader.confine.linux import PR_SET_NO_NEW_PRIVS, machine, prctl, syscall

ROOT = Path(__file__).parents[2]
USER = 1500  # an ordinary one
_REFUSED = {  # (x86_64, aarch64): errno
    (272, 97): errno.EPERM,  # unshare
    (165, 40): errno.EPERM,  # mount
    (155, 41): errno.EPERM,  # pivot_root
    (308, 268): errno.EPERM,  # setns
    (161, 51): errno.EPERM,  # chroot
    (444, 444): errno.ENOSYS,  # landlock_create_ruleset
    (446, 446): errno.ENOSYS,  # landlock_restrict_self
    (250, 219): errno.EPERM,  # keyctl
}
# a mount namespace in which the home of root holds nothing but its Python
_WITH_PYTHON = """
mount -t tmpfs -o mode=755 none /mnt && mkdir /mnt/python &&
mount --bind "$1" /mnt/python && mount -t tmpfs -o mode=755 none /root && mkdir -p "$1" &&
mount --move /mnt/python "$1" && shift && exec "$@"
"""


def command(world: str, *arguments: str) -> list[str] | None:
    """The command that runs this Python with `arguments` there; None where it cannot be had."""
    python = [sys.executable, *arguments]
    if world == "here":
        return python
    if world == "docker":
        return [sys.executable, "-m", "tests.sandbox.worlds", "docker", *python]
    if os.geteuid() != 0:
        return python if world == "ordinary user" else None
    become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    become += ["--inh-caps=-all", "--bounding-set=-all"]
    return [*way, *become, *python] if (way := _way_in(tuple(become))) is not None else None


@cache
def _way_in(become: tuple[str, ...]) -> list[str] | None:
    """What must stand before a command of an ordinary user, so that it finds this Python."""
    if shutil.which("setpriv") is None:
        return None
    home = Path(sys.base_prefix).resolve()
    ways: list[list[str]] = [[]]
    if home.is_relative_to("/root"):
        ways.append(["unshare", "--mount", "sh", "-c", _WITH_PYTHON, "sh", str(home)])
    for way in ways:
        # through a shell: setpriv itself still starts what its user may not
        trial = [*way, *become, "sh", "-c", '"$0" -c "import torch"', sys.executable]
        if subprocess.run(trial, cwd=ROOT, capture_output=True, check=False).returncode == 0:
            return way
    return None


def refuse() -> None:
    """From now on this process and what it starts are refused what Docker refuses."""
    column, _ = calls.MACHINES[machine()]
    program = struct.pack("HBBI", 0x20, 0, 0, 0)
    for numbers, error in _REFUSED.items():
        program += struct.pack("HBBI", 0x15, 0, 1, numbers[column])
        program += struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | error)
    program += struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)
    code = ctypes.create_string_buffer(program, len(program))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    syscall(calls.SECCOMP[column] or 0, 1, 0, header)


if __name__ == "__main__":
    refuse()
    os.execv(sys.argv[2], sys.argv[2:])
