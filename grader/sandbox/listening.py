"""The threads that read what the probe writes: its frames, and what is printed."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from typing import IO, Any

from grader.evidence import Reached
from grader.wire.frame import Frame, FrameError, exactly, read

FLOOD = 64 * 2**20  # bytes printed after which the process is stopped
MOST_FIRST = 16 * 2**20  # bytes of blobs in what is shown before the answer
MOST_READY = 2**16  # bytes of JSON in the first frame
MOST_JSON = 16 * 2**20
MOST_BLOBS = 768 * 2**20
REACHED: tuple[Reached, ...] = ("load", "construct", "forward")
MOST_REACHED = 20  # frames that only say how far it has come: a name may ask for a second way
_PIECE = 2**16


class Listener(threading.Thread):
    """Reads "ready", how far it comes, and the answer; then looks for a surplus byte.

    `first` is given what the process shows before its answer, once, where that was asked for. It
    is as much a claim as the answer is, and counts for nothing beside it.
    """

    def __init__(
        self,
        stream: IO[bytes],
        changed: threading.Event,
        first: Callable[[Frame], None] | None = None,
    ) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._changed = changed
        self._first = first
        self.ready: dict[str, Any] | None = None
        self.ready_at: float | None = None
        self.reached: Reached = ""
        self.answer: Frame | None = None
        self.refused = ""
        self.done = False

    def run(self) -> None:
        """Read until the end, or until something is wrong."""
        take = exactly(self._stream, ended="the process ended before it answered")
        try:
            self.ready = read(take, MOST_READY, 0)[0]
            self.ready_at = time.monotonic()
            self._changed.set()
            self.answer = self._answer(take)
            if self._stream.read(1):
                raise FrameError("the answer goes on beyond its end")
        except (FrameError, OSError, ValueError, MemoryError) as error:
            self.answer = None
            self.refused = str(error) or type(error).__name__
        self.done = True
        self._changed.set()

    def _answer(self, take: Callable[[int], bytes]) -> Frame:
        for _ in range(MOST_REACHED):
            frame = read(take, MOST_JSON, MOST_BLOBS)
            if self._first is not None and set(frame[0]) == {"first"}:
                self._show(frame, self._first)
                continue
            if set(frame[0]) != {"reached"}:
                return frame
            self.reached = next((one for one in REACHED if one == frame[0]["reached"]), "")
        raise FrameError("it says again and again how far it has come")

    def _show(self, frame: Frame, first: Callable[[Frame], None]) -> None:
        record, blobs = frame
        if not isinstance(record["first"], dict) or sum(map(len, blobs)) > MOST_FIRST:
            raise FrameError("what it shows before its answer is none")
        self._first = None
        first((record["first"], blobs))


class Drain(threading.Thread):
    """Keeps the beginning of what is printed and drops the rest."""

    def __init__(self, stream: IO[bytes], keep: int, changed: threading.Event) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._keep = keep
        self._changed = changed
        self.kept = b""
        self.total = 0

    def run(self) -> None:
        """Read until the end, however much comes: a full pipe would stop the process."""
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(self._stream.fileno(), _PIECE):
                self.kept += piece[: self._keep - len(self.kept)]
                self.total += len(piece)
                if self.total > FLOOD:
                    self._changed.set()

    @property
    def flooded(self) -> bool:
        """More was printed than any program means to print."""
        return self.total > FLOOD
