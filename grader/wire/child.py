"""A process of ours that answers frames: started, asked, stopped.

It is a module of this package, run by this Python. Frames go to its standard input and come from
its standard output; of its standard error the last line is told if it ends. A stranger's code
runs in no such process: that is `grader.sandbox`.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from grader.wire.frame import Frame, exactly, read

MOST_JSON = 2**27  # bytes of JSON in an answer
MOST_BLOBS = 2**30  # bytes behind it
_MOST_LAST = 300  # characters of the last line
ALIVE = {"alive": True}  # a frame between question and answer: it is still at work


class ChildLost(Exception):  # noqa: N818  # it says what happened
    """The process ended or fell silent; a sentence without its subject, "ended with status 7"."""

    def __init__(self, sentence: str, silent: bool) -> None:
        super().__init__(sentence)
        self.silent = silent  # it still ran when its time was over


class Running(Protocol):
    """What is needed of a process: `subprocess.Popen` has it."""

    stdin: IO[bytes] | None  # neither is buffered: a half-sent question keeps nobody from closing
    stdout: IO[bytes] | None

    def poll(self) -> int | None:
        """Its status; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it has ended. Raises `subprocess.TimeoutExpired`."""

    def kill(self) -> None:
        """End it."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""


Begin = Callable[[IO[bytes]], Running]  # starts one whose standard error is that file


def program(
    command: Sequence[str], environment: Mapping[str, str], folder: str | None = None
) -> Begin:
    """How a command is started in a folder; that raises OSError."""
    return lambda errors: subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
        cwd=folder,
        bufsize=0,
    )


class Child:
    """One run of such a process; one question at a time."""

    def __init__(self, begin: Begin) -> None:
        """Start it. Raises OSError."""
        self._given_up = ""  # why it was killed, where its time was over
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed in stop()
        self._process = begin(self._errors)

    def ask(self, question: bytes, seconds: float, silence: float | None = None) -> Frame:
        """Send one frame and wait for the answer.

        Raises `ChildLost`. One that gives no answer in so much wall time is killed; so is one
        that says nothing for `silence` seconds, not even that it is `ALIVE`.
        """
        self._given_up = ""
        with self._alive(seconds, "did not answer within"):
            with self._alive(silence):
                self._send(question)
            while True:
                with self._alive(silence):
                    answer = self._answer()
                if answer[0] != ALIVE:
                    return answer

    def hear(self, seconds: float) -> Frame:
        """Wait for a frame that it sends unasked. Raises as `ask` does."""
        self._given_up = ""
        with self._alive(seconds, "did not answer within"):
            return self._answer()

    def stop(self, gently: float = 0.0) -> None:
        """End it, from any thread. With its channel closed it has `gently` seconds to go itself."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        if gently:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(gently)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._errors.close()

    def nudge(self) -> None:
        """Tell it, from any thread, that nobody waits for the answer; not on Windows."""
        if sys.platform != "win32" and self._process.poll() is None:
            self._process.send_signal(signal.SIGUSR1)

    def _send(self, question: bytes) -> None:
        assert self._process.stdin is not None
        rest = memoryview(question)
        while rest:
            rest = rest[self._process.stdin.write(rest) :]

    def _answer(self) -> Frame:
        assert self._process.stdout is not None
        return read(exactly(self._process.stdout), MOST_JSON, MOST_BLOBS)

    @contextlib.contextmanager
    def _alive(
        self, seconds: float | None, how: str = "gave no sign of life for"
    ) -> Iterator[None]:
        """What goes wrong with the channel within is told as the end of the process.

        So is it when the time is over, `how` that is said; None: however long it takes.
        """
        if seconds is None:
            yield
            return

        def give_up() -> None:
            self._given_up = f"{how} {seconds:.0f} s"
            self._process.kill()

        overdue = threading.Timer(seconds, give_up)
        overdue.daemon = True
        overdue.start()
        try:
            yield
        except (OSError, ValueError):  # no whole frame came (`FrameError`), or `stop` was called
            status = self._process.wait()
            if self._given_up:
                raise ChildLost(self._given_up, silent=True) from None
            raise ChildLost(f"ended with status {status}{self._last()}", silent=False) from None
        finally:
            overdue.cancel()

    def _last(self) -> str:
        try:
            self._errors.seek(0)
            line = last_line(self._errors.read()[-4000:].decode("utf-8", "replace"))
        except ValueError:  # closed: it was stopped, nobody asks why
            return ""
        return f": {line[:_MOST_LAST]}" if line else ""


def module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package, by this Python."""
    return [sys.executable, "-P", "-m", name, *arguments]


def finding_us(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which a Python finds this very package, installed or not."""
    return {**environment, "PYTHONPATH": str(Path(__file__).parents[2])}


def last_line(said: str) -> str:
    """The last line of what a process wrote: of a traceback, the error. "" if it wrote none."""
    lines = said.strip().splitlines()
    return lines[-1] if lines else ""
