"""A process of ours that is a fork of this one: what was imported here need not be there again.

It shares what this process was at that moment, so it is made before anything of a stranger's is
read, and only where no thread lives that a fork would leave without its end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO

from grader.wire.child import Begin, Running

_TICK = 0.005  # seconds between two looks at whether it has ended
_OURSELVES = Path("/proc/self")


def may_fork() -> bool:
    """Whether it can be done here, and does no harm: a library's threads count, numpy's too."""
    try:
        return sys.platform == "linux" and len(list((_OURSELVES / "task").iterdir())) == 1
    except OSError:
        return False


def forked(become: Callable[[], None], folder: str) -> Begin:
    """How one is made that works in that folder; that raises OSError."""
    return lambda errors: _fork(become, folder, errors)


def _fork(become: Callable[[], None], folder: str, errors: IO[bytes]) -> Running:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()  # else it would be said twice
    gc.freeze()  # what is there by now is looked through by neither of them
    (question, questions), (answers, answer) = os.pipe(), os.pipe()
    # a signal in between would have its handler, which is this process's, called in the fork
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        number = os.fork()
        if number == 0:
            _live((question, answer, errors.fileno()), folder, heard, become)
        return _Forked(number, questions, answers)
    except OSError:
        os.close(questions)
        os.close(answers)
        raise
    finally:
        os.close(question)
        os.close(answer)
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _live(
    ends: tuple[int, int, int], folder: str, heard: set[int], become: Callable[[], None]
) -> None:
    """In the fork; does not return."""
    try:
        _forget_handlers()
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        for target, end in enumerate([_above(end) for end in ends]):
            os.dup2(end, target)
        for one in list((_OURSELVES / "fd").iterdir()):  # their bound may be a thousand million
            if int(one.name) > 2:
                with contextlib.suppress(OSError):  # that of the list itself
                    os.close(int(one.name))
        os.chdir(folder)
        become()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _forget_handlers() -> None:
    """As in an interpreter of its own, but that Ctrl-C is the parent's from the start."""
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _above(end: int) -> int:
    """The same where no standard stream is: who was started without one has them from 0 on."""
    import fcntl  # not on Windows

    return fcntl.fcntl(end, fcntl.F_DUPFD, 3)


class _Forked:
    """What `grader.wire.child` needs of it."""

    def __init__(self, number: int, questions: int, answers: int) -> None:
        self.stdin: IO[bytes] | None = os.fdopen(questions, "wb", buffering=0)
        self.stdout: IO[bytes] | None = os.fdopen(answers, "rb", buffering=0)
        self._number = number
        self._status: int | None = None
        self._lock = threading.Lock()  # it is ended from other threads than the one that waits

    def poll(self) -> int | None:
        """Its status; None while it runs."""
        with self._lock:
            if self._status is None:
                try:
                    ended, status = os.waitpid(self._number, os.WNOHANG)
                except ChildProcessError:  # who ignores SIGCHLD is told no status
                    ended, status = self._number, 0
                if ended:
                    self._status = os.waitstatus_to_exitcode(status)
            return self._status

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it has ended. Raises `subprocess.TimeoutExpired`."""
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("a fork", timeout or 0.0)
            time.sleep(_TICK)
        return status

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, sig: int) -> None:
        """Send it a signal; its number is its own until it is reaped."""
        with self._lock:
            if self._status is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._number, sig)
