"""`Nursery`: probes forked from one warm process, for a whole class on Linux.

The warm process is started by exec and holds no data; `grader/probe/nursery.py` says what the
two tell each other. One nursery serves one probe at a time. Trainers can be forked from it too,
when it has imported torch and before it has met anything else (`grader/pair.py`).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO

from grader.lab import Lab
from grader.sandbox.beside import Beside
from grader.sandbox.folders import Folder
from grader.sandbox.job import warm_record
from grader.sandbox.surroundings import command, environment
from grader.wire.frame import pack

START_SECONDS = 120.0
ANSWER_SECONDS = 10.0
_STATUS = struct.Struct("<i")


class Nursery:
    """Used as a context manager; what goes wrong with it shows as OSError in `start`."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._folder: Folder | None = None
        self._ready = False
        self._asked: list[tuple[int, ...]] = []  # descriptors of trainers that wait for the last
        self.turn = threading.Lock()  # held by whoever has a probe of it

    @staticmethod
    def available() -> bool:
        """Whether this system has what it takes."""
        return sys.platform == "linux" and hasattr(os, "pidfd_open")

    def __enter__(self) -> Nursery:
        if self.available() and self._process is None:
            self._begin()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def begin_with_trainer(self, errors: IO[bytes], words: Sequence[str], of: int = 1) -> Beside:
        """Start the warm process, and a trainer from it, which is told these words.

        `of`: so many are asked for, one after another, and start with the last of them.
        """
        (question, questions), (answers, answer) = os.pipe(), os.pipe()
        leash, theirs = socket.socketpair()
        self._asked.append((question, answer, os.dup(errors.fileno()), theirs.detach()))
        if len(self._asked) == of:
            try:
                self._begin([one for ends in self._asked for one in ends], words)
            finally:
                self._forget_asked()
        return Beside(questions, answers, leash, self._end)

    def _forget_asked(self) -> None:
        while self._asked:
            for one in self._asked.pop():
                os.close(one)

    def start(self) -> Forked:
        """One probe. Raises OSError where the warm process is not there."""
        if self._channel is None:
            self._begin()
        channel = self._channel
        if channel is None:
            raise OSError("the warm process could not be started")
        if not self._ready:
            self._await_ready(channel)
        (job, ours_job), (ours_answer, answer), (ours_print, print_) = (os.pipe() for _ in "123")
        try:
            socket.send_fds(channel, [b"p"], [job, answer, print_])
            said, handles, _, _ = socket.recv_fds(channel, 1, 1)
            if said != b"p" or len(handles) != 1:
                raise OSError("the warm process has ended")
        except OSError:
            for one in (ours_job, ours_answer, ours_print):
                os.close(one)
            self.close()
            raise
        finally:
            for one in (job, answer, print_):
                os.close(one)
        return Forked(self, handles[0], ours_job, ours_answer, ours_print)

    def reap(self) -> int | None:
        """The exit code of the probe that was started last, once it is dead."""
        try:
            assert self._channel is not None
            self._channel.sendall(b"r")
            (status,) = _STATUS.unpack(self._channel.recv(_STATUS.size))
        except (OSError, struct.error):  # too late, or gone: a new one is started next time
            self.close()
            return None
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End it: it holds nothing that is worth saving."""
        self._forget_asked()
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            self._folder.remove()
        self._process = self._channel = self._folder = None
        self._ready = False

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _begin(self, trainers: Sequence[int] = (), words: Sequence[str] = ()) -> None:
        """`trainers`: the descriptors of those that are to be forked from it first."""
        self._folder = Folder()
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(ANSWER_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                [*command(), "nursery", ",".join(map(str, (theirs.fileno(), *trainers))), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder.name,
                env=environment(self._folder.name),
                pass_fds=(theirs.fileno(), *trainers),
                start_new_session=True,
            )
        assert self._process.stdin is not None
        with contextlib.suppress(OSError), self._process.stdin as stream:
            stream.write(pack(warm_record(self._lab)))

    def _await_ready(self, channel: socket.socket) -> None:
        channel.settimeout(START_SECONDS)
        try:
            said = channel.recv(1)
        except OSError:
            said = b""
        if said != b"r":
            self.close()
            raise OSError("the warm process could not be started")
        channel.settimeout(ANSWER_SECONDS)
        self._ready = True


class Forked:
    """A fork of the warm process. It cannot start others: so it is all that must be killed."""

    def __init__(self, nursery: Nursery, handle: int, job: int, answers: int, printed: int) -> None:
        self._nursery = nursery
        self._handle = handle  # a pidfd: its number cannot pass to another process
        self.job: IO[bytes] = os.fdopen(job, "wb")
        self.answers: IO[bytes] = os.fdopen(answers, "rb")
        self.printed: IO[bytes] = os.fdopen(printed, "rb")

    def ended(self) -> bool:
        """Whether it has ended; the warm process reaps it later."""
        return bool(select.select([self._handle], [], [], 0)[0])

    def end(self) -> int | None:
        """Kill it, wait, have it reaped."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        select.select([self._handle], [], [], ANSWER_SECONDS)
        os.close(self._handle)
        return self._nursery.reap()
