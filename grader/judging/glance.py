"""`Glance`: what a screen shows of one submission, at any moment of its grading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["passed", "failed", "blocked", "broken", "absent", "pending"]


@dataclass(frozen=True)
class Quoted:
    """A line of the student's file."""

    number: str  # what stands in the margin
    text: str
    caret: tuple[int, int] = (0, 0)  # columns from and to, counted from 0; nothing where equal


@dataclass(frozen=True)
class Step:
    """One of the steps of a network that is being written."""

    done: bool  # the trace shows it
    text: str


@dataclass(frozen=True)
class Told:
    """One thing to mend."""

    check: str  # the id of the check that charges it
    diagnosis: str  # the id of its cause, or ""
    headline: str  # what is so, in a few words
    sentence: str  # the same with the student's own values
    place: str  # "line 31"
    points: str  # "0 of 2"
    code: tuple[Quoted, ...]  # the line between its neighbours
    words: str  # Python's or torch's own last line, or ""
    why: str
    rungs: tuple[str, ...]  # hints, each saying more than the one before
    steps: tuple[Step, ...] = ()
    more: str = ""  # the command that says more of the cause


@dataclass(frozen=True)
class Glance:
    """How far the grading of one text is."""

    name: str  # of the file
    whole: bool  # the verdict; else what is known before the network has learned
    no_mark: str  # why there is none, or ""
    points: str  # "16"
    most: str  # "17"
    summary: str  # one sentence
    checks: tuple[tuple[str, State], ...]  # in their order
    told: tuple[Told, ...]  # what is to be mended, the first first
    learned: str = ""  # one sentence
    notes: tuple[str, ...] = ()  # what costs nothing
    next: tuple[str, ...] = ()  # what there is to do where nothing is to be mended
    waits: str = "it is learning"  # what is under way where this is no verdict

    @property
    def full(self) -> bool:
        """Whether nothing is left to mend, and that is the verdict."""
        return self.whole and not self.told and not self.no_mark and self.points == self.most
