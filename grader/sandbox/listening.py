"""The threads that read what the probe writes: two frames, and what is printed."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import IO, Any

from grader.wire.frame import Frame, FrameError, exactly, read

FLOOD = 64 * 2**20  # bytes printed after which the process is stopped
MOST_READY = 2**16  # bytes of JSON in the first frame
MOST_JSON = 16 * 2**20
MOST_BLOBS = 768 * 2**20
_PIECE = 2**16


class Listener(threading.Thread):
    """Reads the two frames, then looks for a surplus byte."""

    def __init__(self, stream: IO[bytes], changed: threading.Event) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._changed = changed
        self.ready: dict[str, Any] | None = None
        self.ready_at: float | None = None
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
            self.answer = read(take, MOST_JSON, MOST_BLOBS)
            if self._stream.read(1):
                raise FrameError("the answer goes on beyond its end")
        except (FrameError, OSError, ValueError, MemoryError) as error:
            self.answer = None
            self.refused = str(error) or type(error).__name__
        self.done = True
        self._changed.set()


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
