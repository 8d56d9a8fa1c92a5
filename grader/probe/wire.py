"""The descriptors: the job comes in, the answer goes out, the rest is the transcript."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from grader.wire.frame import Frame, exactly, pack, read

MOST_JOB = 2**26
MOST_DATA = 2**31


class Wire:
    """The channel to the parent, taken before any code of the student's."""

    def __init__(self) -> None:
        """Keep a private duplicate of standard output; 1 and 2 become the transcript."""
        _binary(0, 1)
        self._out = os.dup(1)
        os.dup2(2, 1)

    @property
    def channel(self) -> int:
        """The descriptor that must stay open."""
        return self._out

    def take_job(self) -> Frame:
        """Read the job, then close standard input."""
        with open(0, "rb", buffering=0, closefd=False) as stream:
            job = read(exactly(stream), MOST_JOB, MOST_DATA)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        return job

    def send(self, record: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
        """Write one frame."""
        rest = memoryview(pack(record, blobs))
        while rest:
            rest = rest[os.write(self._out, rest[: 2**20]) :]


def _binary(*descriptors: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        for descriptor in descriptors:
            msvcrt.setmode(descriptor, os.O_BINARY)
