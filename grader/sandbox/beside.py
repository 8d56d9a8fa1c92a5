"""`Beside`: a trainer that was forked from the process of which probes are forked.

It is no child of ours, so only that process could reap it. It is held by a handle (a pidfd), which
comes over a socket of its own once torch is imported there; until then it cannot be named.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from typing import IO

ENDED = -1  # in the place of a status, which its parent alone is told


class Beside:
    """What `grader.wire.child` needs of a process. The descriptors are its own from now on."""

    def __init__(
        self, questions: int, answers: int, leash: socket.socket, end_all: Callable[[], None]
    ) -> None:
        """`end_all` ends the process from which it is forked."""
        self.stdin: IO[bytes] | None = os.fdopen(questions, "wb", buffering=0)
        self.stdout: IO[bytes] | None = os.fdopen(answers, "rb", buffering=0)
        self._leash = leash
        self._end_all = end_all
        self._handle: int | None = None
        self._gone = False
        self._lock = threading.Lock()  # it may be nudged from any thread
        leash.setblocking(False)

    def poll(self) -> int | None:
        """`ENDED`; None while it runs."""
        return ENDED if self._ended(0.0) else None

    def wait(self, timeout: float | None = None) -> int:
        """`ENDED`, once it has."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired("trainer", timeout or 0.0)
        return ENDED

    def kill(self) -> None:
        """End it; while it cannot be named, all that it would come from."""
        if self._named(0.0) is None and not self._gone:
            self._end_all()
            self._let_go()
        self.send_signal(signal.SIGKILL)

    def send_signal(self, sig: int) -> None:
        """Its number cannot have passed to another process: the handle is held."""
        with self._lock:
            if self._handle is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, sig)

    def _ended(self, timeout: float | None) -> bool:
        handle = self._named(timeout)
        if handle is None:
            return self._gone
        if select.select([handle], [], [], timeout)[0]:
            self._let_go()
        return self._gone

    def _named(self, timeout: float | None) -> int | None:
        """Its handle, waited for so long."""
        if self._handle is None and not self._gone:
            select.select([self._leash], [], [], timeout)
        with self._lock:
            if self._handle is None and not self._gone:
                with contextlib.suppress(BlockingIOError):
                    _, handles, _, _ = socket.recv_fds(self._leash, 1, 1)
                    self._handle = handles[0] if handles else None
                    if not handles:  # what it was to be forked from has ended
                        self._gone = True
                        self._leash.close()
            return self._handle

    def _let_go(self) -> None:
        with self._lock:
            handle, self._handle, self._gone = self._handle, None, True
            self._leash.close()
            if handle is not None:
                os.close(handle)
