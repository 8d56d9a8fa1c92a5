"""How running a stranger's file went: what it raised, and how its process ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# of the way from the text to the output
Stage = Literal["read", "load", "construct", "forward", "backward"]
# what a process said last that it had come to, before it was stopped
Reached = Literal["", "load", "construct", "forward"]
# how the sandboxed process ended
Ending = Literal["finished", "timed out", "out of memory", "crashed", "flooded", "not started"]


@dataclass(frozen=True)
class Trouble:
    """An exception that the student's code (or the reading of it) raised."""

    stage: Stage
    type: str  # "RuntimeError"
    message: str  # torch's or Python's own words, at most 2,000 characters
    line: int | None  # innermost line of the student's file
    lines: tuple[int, ...] = ()  # the student's lines from the outside in
    name: str = ""  # of a NameError: the name that was not found


# Layers of confinement without which a stranger's code is not run on Linux.
REQUIRED_LAYERS = ("system-call filter",)


@dataclass(frozen=True)
class ProcessFate:
    """How the sandboxed process ended."""

    outcome: Ending
    seconds: float  # wall time
    exit_code: int | None  # negative: the signal that ended it
    transcript: str = ""  # what the student's code printed, at most 64 kB
    transcript_cut: bool = False  # more was printed than is kept
    detail: str = ""  # one sentence where the outcome needs one
    confinement: tuple[str, ...] = ()  # the layers that were really active, by name
    reached: Reached = ""  # where it was stopped and gave no answer: what ran, as it said before

    @property
    def confined(self) -> bool:
        """Whether every layer that is required was active."""
        return set(REQUIRED_LAYERS) <= set(self.confinement)


NOT_STARTED = ProcessFate("not started", 0.0, None, detail="There was nothing to run.")


def with_article(name: str) -> str:
    """ "an AttributeError", "a TypeError".

    >>> with_article("AttributeError"), with_article("UnicodeError"), with_article("TypeError")
    ('an AttributeError', 'a UnicodeError', 'a TypeError')
    """
    vowel = name[:1].upper() in "AEIO" or name.startswith(("Unbound", "Unpickling"))
    return f"{'an' if vowel else 'a'} {name}"
