"""Changes of a text: how far they come, and what they mend."""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence.observed import Observation
from grader.evidence.ran import Trouble


@dataclass(frozen=True)
class Edit:
    """A small change of the student's text, which keeps the number of its lines."""

    kind: str  # what it does, as `grader/repair` names it: "class-for-a-function"
    line: int  # where it begins
    start: int  # characters from the start of the text
    was: str  # the student's own words there
    now: str  # what stands there instead
    makes: str = ""  # the name of a layer that it puts in and the file never makes
    gives: str = ""  # the name of an argument that it puts in

    @property
    def end(self) -> int:
        """Where the student's words end."""
        return self.start + len(self.was)


@dataclass(frozen=True)
class Tried:
    """How far a changed text came."""

    returned: str  # what forward gave back: "tensor", ...; "" where it did not come to its end
    shape: tuple[int, ...] | None  # of that; None for what is no tensor
    mends: int  # numbers that had to be put right besides
    steps: int  # calls that forward made
    trouble: Trouble | None  # what stopped it


@dataclass(frozen=True)
class Mended:
    """The edits that undo one mistake: one, or the same in several places."""

    stopped: Trouble | None  # what it was that stopped the file; None where it ran all the same
    edits: tuple[Edit, ...]

    @property
    def kind(self) -> str:
        """Of all of them."""
        return self.edits[0].kind


@dataclass(frozen=True)
class Repair:
    """The smallest change with which a file can be built and run; the evidence is of that."""

    steps: tuple[Mended, ...]  # in the order in which the file stopped
    before: Observation  # of the file as it was handed in


@dataclass(frozen=True)
class Shared:
    """One change of the text that mends checks which failed, with none that held the worse."""

    mended: Mended
    checks: tuple[str, ...]  # their ids, that which is charged first


@dataclass(frozen=True)
class Reread:
    """One sign, or one margin, that alone keeps a file from being read; the rest was graded."""

    edit: Edit
    points: float  # that the file would earn with it
    max_points: float
