"""One question after another, until the parent closes the channel."""

from __future__ import annotations

import os
import traceback
from typing import BinaryIO, NoReturn

from grader.batch.rosters.nouns import RosterError
from grader.experiment.nouns import AskedError
from grader.judge.channel import Channel
from grader.judge.desk import Desk
from grader.judge.tasks import TASKS
from grader.judging.processes import CalledOff
from grader.submission.errors import SheetError, SubmissionError
from grader.wire.frame import Frame, FrameError


def serve(questions: BinaryIO, answers: BinaryIO) -> NoReturn:
    """Says that it is there, then answers."""
    channel = Channel(questions, answers)
    desk = Desk(channel)
    try:
        channel.say({})
        while True:
            record, blobs = channel.hear()
            channel.say(*_answer(record, blobs, desk))
    except (FrameError, OSError):  # the parent is gone, or has closed the channel
        os._exit(0)


def _answer(record: dict[str, object], blobs: list[bytes], desk: Desk) -> Frame:
    try:
        return TASKS[str(record["ask"])](record, blobs, desk)
    except (SubmissionError, SheetError, RosterError, AskedError, CalledOff) as error:
        return {"refused": str(error), "kind": type(error).__name__}, []
    except (FrameError, OSError):
        raise
    except Exception as error:
        told = "".join(traceback.format_exception(error))
        return {"failed": f"{type(error).__name__}: {str(error)[:200]}", "told": told}, []
