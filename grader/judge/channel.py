"""The judge's only way out: frames in, frames out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from grader.judging.errands import OFF
from grader.judging.processes import CalledOff
from grader.wire.child import MOST_BLOBS, MOST_JSON
from grader.wire.frame import Frame, exactly, pack, read


class Channel:
    """The two pipes to the parent."""

    def __init__(self, questions: BinaryIO, answers: BinaryIO) -> None:
        self._questions = questions
        self._answers = answers

    def say(self, record: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
        """Send one frame. Raises OSError where nobody listens any more."""
        self._answers.write(pack(record, blobs))
        self._answers.flush()

    def hear(self) -> Frame:
        """Wait for one. Raises `FrameError` at the end of the channel."""
        return read(exactly(self._questions), MOST_JSON, MOST_BLOBS)

    def send(self, errand: str, record: dict[str, Any], blobs: Sequence[bytes] = ()) -> Frame:
        """Have something done by the parent. Raises `CalledOff` where nobody wants to know it."""
        self.say({**record, "errand": errand}, blobs)
        answer = self.hear()
        if answer[0] == OFF:
            raise CalledOff("a newer text was saved")
        return answer
