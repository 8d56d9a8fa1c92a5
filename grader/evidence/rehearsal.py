"""What the student's whole script did when it was run in a small world of ours: the book of it.

Every entry has a number (`at`), in the order in which things happened, and the student's line.
All of it is a claim of a stranger's process: no mark rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.evidence.ran import Trouble
from grader.evidence.rehearsed_calls import (
    Compared,
    Denied,
    Forward,
    Lent,
    Logarithm,
    Loss,
    Made,
    Network,
    Passage,
    Picked,
    Refused,
)
from grader.evidence.rehearsed_kept import (
    Asked,
    Borne,
    Every,
    Given,
    Kept,
    Printed,
    Record,
    Restored,
)
from grader.evidence.rehearsed_steps import (
    Backward,
    Cleared,
    Clipped,
    Derived,
    Gathered,
    Moved,
    Optimiser,
    Scheduled,
    Scheduler,
    Seeded,
    Step,
    Switched,
    Waited,
)

# how the script came to its end: by itself, by what it raised, by sys.exit, by the clock
ScriptEnd = Literal["not run", "ended", "stopped", "left", "out of time"]


@dataclass(frozen=True)
class Rehearsal:
    """All that was seen of a script."""

    end: ScriptEnd = "not run"
    why: str = ""  # it was not run, or not to its end
    trouble: Trouble | None = None  # what stopped it
    networks: tuple[Network, ...] = ()
    optimisers: tuple[Optimiser, ...] = ()
    sets: tuple[Made, ...] = ()
    passages: tuple[Passage, ...] = ()
    forwards: tuple[Forward, ...] = ()
    refused: tuple[Refused, ...] = ()
    losses: tuple[Loss, ...] = ()
    denied: tuple[Denied, ...] = ()
    gathered: tuple[Gathered, ...] = ()
    backwards: tuple[Backward, ...] = ()
    derived: tuple[Derived, ...] = ()
    steps: tuple[Step, ...] = ()
    cleared: tuple[Cleared, ...] = ()
    switched: tuple[Switched, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()
    schedulers: tuple[Scheduler, ...] = ()
    waited: tuple[Waited, ...] = ()
    seeded: tuple[Seeded, ...] = ()
    moved: tuple[Moved, ...] = ()
    compared: tuple[Compared, ...] = ()
    picked: tuple[Picked, ...] = ()
    logarithms: tuple[Logarithm, ...] = ()
    restored: tuple[Restored, ...] = ()
    records: tuple[Record, ...] = ()
    asked: tuple[Asked, ...] = ()
    borne: tuple[Borne, ...] = ()
    every: tuple[Every, ...] = ()
    clipped: tuple[Clipped, ...] = ()
    given: tuple[Given, ...] = ()
    kept: tuple[Kept, ...] = ()
    lent: tuple[Lent, ...] = ()
    printed: tuple[Printed, ...] = ()
