"""A process of ours that is a fork of this one: what was imported here need not be there again.

It shares what this process was at that moment, so it is made before anything of a stranger's is
read, and only where no thread lives that a fork would leave without its end.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import IO

from grader.wire.child import Begin, Running

NUMPYS_THREADS = "OPENBLAS_NUM_THREADS"  # what numpy was told before it was imported
_TICK = 0.005  # seconds between two looks at whether it has ended


def may_fork() -> bool:
    """Whether it can be done here, and does no harm."""
    able = sys.platform == "linux" and hasattr(os, "pidfd_open")
    threads = threading.active_count() > 1 or os.environ.get(NUMPYS_THREADS) != "1"
    return able and not threads


def forked(become: Callable[[], None], folder: str) -> Begin:
    """How one is made that works in that folder; that raises OSError."""
    return lambda errors: _fork(become, folder, errors)


def _fork(become: Callable[[], None], folder: str, errors: IO[bytes]) -> Running:
    (question, questions), (answers, answer) = os.pipe(), os.pipe()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()  # else it would be said twice
        gc.freeze()  # what is there by now is looked through by neither of them
        number = os.fork()
        if number == 0:
            _live((question, answer, errors.fileno()), folder, become)
    except OSError:
        os.close(questions)
        os.close(answers)
        raise
    finally:
        os.close(question)
        os.close(answer)
    return _Forked(number, questions, answers)


def _live(ends: tuple[int, int, int], folder: str, become: Callable[[], None]) -> None:
    """In the fork; does not return."""
    try:
        for target, end in enumerate(ends):
            os.dup2(end, target)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.chdir(folder)
        become()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


class _Forked:
    """What `grader.wire.child` needs of it."""

    def __init__(self, number: int, questions: int, answers: int) -> None:
        self.stdin: IO[bytes] | None = os.fdopen(questions, "wb", buffering=0)
        self.stdout: IO[bytes] | None = os.fdopen(answers, "rb", buffering=0)
        self._number = number
        self._handle = os.pidfd_open(number)
        self._status: int | None = None
        self._lock = threading.Lock()  # it is ended from other threads than the one that waits

    def poll(self) -> int | None:
        """Its status; None while it runs."""
        with self._lock:
            if self._status is None and select.select([self._handle], [], [], 0)[0]:
                self._status = os.waitstatus_to_exitcode(os.waitpid(self._number, 0)[1])
                os.close(self._handle)
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
                os.kill(self._number, sig)
