"""A probe's process from outside: three pipes, and how it ends. Fresh, or forked from a nursery."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import IO, Protocol

from grader.sandbox.surroundings import command, environment


class Child(Protocol):
    """What `process.converse` needs of it."""

    job: IO[bytes]  # its standard input
    answers: IO[bytes]  # its standard output
    printed: IO[bytes]  # its standard error, where everything that is printed goes

    def ended(self) -> bool:
        """Whether it has ended, without reaping it."""

    def end(self) -> int | None:
        """Kill it and all that it started, then reap; its exit code, negative for a signal."""


class Fresh:
    """A process of its own interpreter."""

    def __init__(self, folder: str) -> None:
        """Start it with `folder` for its files. Raises OSError."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command(),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=folder,
            env=environment(folder),
            close_fds=True,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None  # all three are pipes
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self.job = self._process.stdin
        self.answers = self._process.stdout
        self.printed = self._process.stderr

    def ended(self) -> bool:
        """Its group must be killed before it is reaped: so it is only looked at."""
        if not hasattr(os, "waitid"):  # not on Windows, nor on every macOS
            return self._process.poll() is not None
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        with contextlib.suppress(ChildProcessError):
            return os.waitid(os.P_PID, self._process.pid, flags) is not None
        return True

    def end(self) -> int | None:
        """Kill the whole group, then reap. An ended process keeps its own exit code."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        try:
            return self._process.wait(10.0)
        except subprocess.TimeoutExpired:  # in an uninterruptible system call: nothing to do
            return None
