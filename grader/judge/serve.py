"""One question after another, until the parent closes the channel."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from typing import BinaryIO, NoReturn

from grader.judge.channel import Channel
from grader.judge.desk import Desk, Task
from grader.wire.frame import Frame, FrameError


def serve(
    questions: BinaryIO,
    answers: BinaryIO,
    tasks: Mapping[str, Task],
    refused: tuple[type[Exception], ...],
) -> NoReturn:
    """Says that it is there, then answers; `refused` say that a question has no answer."""
    channel = Channel(questions, answers)
    desk = Desk(channel)
    try:
        channel.say({})
        while True:
            record, blobs = channel.hear()
            channel.say(*_answer(record, blobs, desk, tasks, refused))
    except (FrameError, OSError):  # the parent is gone, or has closed the channel
        os._exit(0)


def _answer(
    record: dict[str, object],
    blobs: list[bytes],
    desk: Desk,
    tasks: Mapping[str, Task],
    refused: tuple[type[Exception], ...],
) -> Frame:
    try:
        return tasks[str(record["ask"])](record, blobs, desk)
    except refused as error:
        return {"refused": str(error), "kind": type(error).__name__}, []
    except (FrameError, OSError):
        raise
    except Exception as error:
        told = "".join(traceback.format_exception(error))
        return {"failed": f"{type(error).__name__}: {str(error)[:200]}", "told": told}, []
