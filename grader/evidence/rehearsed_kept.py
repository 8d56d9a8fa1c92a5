"""What a script kept, put back and printed: entries of the book.

Of each its number (`at`) and the student's line, as `rehearsal.py` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Put = Literal["loaded", "saved"]


@dataclass(frozen=True)
class Restored:
    """Weights that were kept were put somewhere, into a network or into a file."""

    at: int
    line: int | None
    how: Put
    kept: int | None  # line that kept them
    since: int  # number of the entry at which it did
    stale: bool  # they are the network's own, and went on changing since
    wanted: int = 0  # of what is put into a network: tensors that it has
    found: int = 0  # of these: those that are there by name
    names: tuple[str, ...] = ()  # some names that are there


@dataclass(frozen=True)
class Record:
    """A number was kept because it was better than the one that was kept before."""

    at: int
    line: int | None
    value: float
    larger: bool  # the larger is taken for the better
    counts: bool  # epochs are counted in which it gets no better


@dataclass(frozen=True)
class Asked:
    """It was asked whether a number is better than the best so far, which would then be kept."""

    at: int
    line: int | None
    value: float
    best: float
    larger: bool  # the larger is taken for the better
    better: bool


@dataclass(frozen=True)
class Borne:
    """It was asked whether as many epochs as got no better, counted from the best, are enough."""

    at: int
    line: int | None
    count: float
    most: float
    over: bool


@dataclass(frozen=True)
class Every:
    """What a rest was taken by in the condition of a branch, when it was first come to."""

    at: int
    line: int | None
    number: float


@dataclass(frozen=True)
class Given:
    """A network gave its weights out."""

    at: int
    line: int | None


@dataclass(frozen=True)
class Kept:
    """A network was kept along with such a number."""

    at: int
    line: int | None
    network: int  # index of `Rehearsal.networks` whose weights it has; -1: a copy, perhaps
    around: bool = False  # it is another one around the same weights: a shallow copy


@dataclass(frozen=True)
class Printed:
    """A line that was printed."""

    at: int
    line: int | None
    text: str
