"""One run of the probe: start it, talk to it, end it.

The parent writes the job, then reads "ready", written before the first line of the student's, how
far it comes, the answer, and nothing more. It never blocks on the process: threads read, and
the clock decides. Whatever happens, the process group is killed before the process is reaped,
so that its number cannot have passed to another.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Literal

from grader.evidence import Reached
from grader.lab import Limits
from grader.sandbox.child import Child, Fresh
from grader.sandbox.folders import Folder
from grader.sandbox.listening import Drain, Listener
from grader.sandbox.nursery import Nursery
from grader.wire.frame import Frame
from grader.wire.memory import shut_memory

START_SECONDS = 120.0  # to import torch from a cold disk; the student's time starts after it
Stopped = Literal["", "timed out", "flooded", "called off"]
_TICK = 0.02  # seconds between looks at the clock


@dataclass(frozen=True)
class Ended:
    """What was left when the process was gone."""

    ready: dict[str, Any] | None  # the first frame; None when it did not get to the student
    answer: Frame | None  # the second
    refused: str  # why what arrived is no answer, or ""
    stopped: Stopped  # why the process was stopped
    exit_code: int | None  # None when it could not be started
    by_itself: bool  # it ended before it was killed
    seconds: float  # wall time from "ready" (else from the start)
    printed: bytes  # the first of what it printed
    cut: bool  # more was printed than is kept
    reached: Reached = ""  # what it said last that it had come to


Run = Callable[[bytes, Limits], Ended]  # a job run within limits, to its end


def converse(
    job: bytes,
    limits: Limits,
    nursery: Nursery | None = None,
    off: threading.Event | None = None,
    first: Callable[[Frame], None] | None = None,
) -> Ended:
    """Run the probe on one job. Raises nothing but what stops the grader itself.

    With a `nursery` it is forked from the warm process there, as long as that can be had. Once
    `off` is set nobody wants to know any more, and it is stopped. `first` is given, in a thread,
    what a job that asks for it shows before the answer.
    """
    shut_memory()
    if nursery is not None:
        with contextlib.suppress(OSError), nursery.turn:
            return _follow(nursery.start(), job, limits, time.monotonic(), off, first)
    with Folder() as folder:
        started = time.monotonic()
        try:
            child = Fresh(folder)
        except OSError as error:
            why = f"Python could not be started: {error}"
            return Ended(None, None, why, "", None, True, 0.0, b"", False)
        return _follow(child, job, limits, started, off, first)


def _follow(
    child: Child,
    job: bytes,
    limits: Limits,
    started: float,
    off: threading.Event | None,
    first: Callable[[Frame], None] | None,
) -> Ended:
    changed = threading.Event()
    listener = Listener(child.answers, changed, first)
    drain = Drain(child.printed, limits.output_kb * 1024, changed)
    writer = threading.Thread(target=_tell, args=(child.job, job), daemon=True)
    for thread in (listener, drain, writer):
        thread.start()
    stopped = _wait(child, listener, drain, limits, started, changed, off)
    from_when = listener.ready_at or started
    seconds = time.monotonic() - from_when
    by_itself = not stopped and _settled(child)
    exit_code = child.end()
    for thread, stream in ((listener, child.answers), (drain, child.printed), (writer, None)):
        thread.join(1.0)  # a process that left the group may hold the pipe: do not wait for it
        if stream is not None and not thread.is_alive():
            stream.close()
    return Ended(
        ready=listener.ready,
        answer=listener.answer if not stopped else None,
        refused=listener.refused,
        stopped=stopped,
        exit_code=exit_code,
        by_itself=by_itself,
        seconds=seconds,
        printed=drain.kept,
        cut=drain.total > len(drain.kept),
        reached=listener.reached,
    )


def _tell(stream: IO[bytes], job: bytes) -> None:
    """Write the job and close: the process may be gone already."""
    with contextlib.suppress(OSError, ValueError), stream:
        stream.write(job)


def _wait(
    child: Child,
    listener: Listener,
    drain: Drain,
    limits: Limits,
    started: float,
    changed: threading.Event,
    off: threading.Event | None,
) -> Stopped:
    """Wait for the answer; gives why the process must be stopped, or ""."""
    gone_at: float | None = None
    while not listener.done:
        changed.wait(_TICK)
        changed.clear()
        now = time.monotonic()
        ready_at = listener.ready_at
        deadline = started + START_SECONDS if ready_at is None else ready_at + limits.seconds
        if off is not None and off.is_set():
            return "called off"
        if drain.flooded:
            return "flooded"
        if now > deadline:
            return "timed out"
        if gone_at is None and child.ended():
            gone_at = now
        # a child that outlives it may hold the channel open; what is in the pipe still comes
        if gone_at is not None and now > gone_at + 1.0:
            return ""
    return ""


def _settled(child: Child) -> bool:
    """Whether it ends by itself, once its channel is closed: it is given a moment for that."""
    until = time.monotonic() + 1.0
    while not child.ended():
        if time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True
