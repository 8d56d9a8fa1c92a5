"""Each layer of the confinement by itself: what it names, it takes.

In a file's process the filter of system calls stands before all of them, and nothing shows whether
they are there. So each is put on alone here, by a fork of this process.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the layers are Linux's", allow_module_level=True)

from grader.confine import landlock, spaces
from grader.confine.linux import PR_SET_NO_NEW_PRIVS, prctl, syscall


def in_a_fork(work: Callable[[], str]) -> str:
    """What `work` says in a process of its own, which it may confine as it likes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, work().encode())
        except BaseException:
            os.write(writing, traceback.format_exc().encode())
        finally:
            os._exit(0)  # whatever comes: this is a copy of the tests
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


# ---- Landlock

_CREATE_RULESET, _VERSION = 444, 1  # a call of the kernel's, and the flag that asks for its version


def _kernels_landlock() -> int:
    """Its version; 0 where this kernel, or the container around, has none."""
    try:
        return syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    except OSError:
        return 0


def _connect(port: int) -> None:
    with socket.socket() as one:
        one.connect(("127.0.0.1", port))


REFUSED: dict[str, tuple[int, Callable[[], object]]] = {  # named: (since version, a deed)
    "files": (1, lambda: Path(__file__).read_bytes()),
    "TCP": (4, lambda: _connect(9)),
    "signals": (6, lambda: os.kill(os.getppid(), 0)),
}


@pytest.mark.parametrize("named", REFUSED)
def test_landlock_refuses_what_it_names(named: str) -> None:
    since, deed = REFUSED[named]
    if _kernels_landlock() < since:
        pytest.skip(f"this kernel's Landlock knows no {named}")

    def work() -> str:
        prctl(PR_SET_NO_NEW_PRIVS, 1)  # as it is by then: only with that it is for everybody
        told = landlock.restrict()
        try:
            deed()
        except PermissionError:
            return f"{told} refused"
        except OSError as error:
            return f"{told} {error}"
        return f"{told} done"

    said = in_a_fork(work)
    assert named in said
    assert said.endswith("refused")


# ---- namespaces

SPACES = {"network": "net", "IPC": "ipc", "host name": "uts", "files": "mnt"}


@pytest.mark.parametrize("named", SPACES)
def test_a_namespace_that_is_named_is_its_own(named: str, tmp_path: Path) -> None:
    def work() -> str:
        os.chdir(tmp_path)
        if not spaces.available():
            return "none"
        here = os.open("/proc/self/ns", os.O_PATH)  # afterwards there is no /proc
        before = os.readlink(SPACES[named], dir_fd=here)
        told = spaces.enter()
        after = os.readlink(SPACES[named], dir_fd=here)
        return f"{told} {'the same' if before == after else 'its own'}"

    said = in_a_fork(work)
    if said == "none":
        pytest.skip("this system gives no namespaces")
    assert named in said
    assert said.endswith("its own")
