"""What a judge has before it from one question to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.judge.channel import Channel
from grader.judging.paper import Paper
from grader.lab import Lab
from grader.script import Submission
from grader.wire.frame import Frame
from grader.wire.records import to_json

if TYPE_CHECKING:
    from grader.batch.rosters.nouns import Bundle


@dataclass
class Opened:
    """One submission, read."""

    paper: Paper
    submission: Submission
    answers: dict[str, Any] | None  # of the answer sheet; None where there is none to mark
    broken: str  # why nothing can be read of a sheet that was handed in
    good_answers: dict[str, Any] | None


@dataclass
class Desk:
    """One judge's."""

    channel: Channel
    opened: Opened | None = None
    bundles: list[tuple[str, Bundle]] = field(default_factory=list)  # by key, of a whole class
    lab: Lab | None = None  # of that class


Record = dict[str, Any]
Blobs = list[bytes]
Task = Callable[[Record, Blobs, Desk], Frame]


def told(result: Any) -> Frame:
    """A result as the frame that answers."""
    blobs: Blobs = []
    return {"result": to_json(result, blobs)}, blobs
