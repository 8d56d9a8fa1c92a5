"""Gradients, steps and the rates of steps, as a script made them: entries of the book.

Of each its number (`at`) and the student's line, as `rehearsal.py` says.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Optimiser:
    """An optimizer that the script made."""

    at: int
    line: int | None
    kind: str  # "SGD"
    rate: float
    momentum: float
    decay: float
    upwards: bool  # maximize=True
    holds: int  # parameters
    own: bool = False  # it is of a class of the script's


@dataclass(frozen=True)
class Gathered:
    """Losses of several batches became one number that still knows how each came about."""

    at: int
    line: int | None
    batches: int  # of which backward() was done already


@dataclass(frozen=True)
class Backward:
    """backward() was called."""

    at: int
    line: int | None
    value: float  # what it was called on
    reached: int  # parameters of the network to which it brought a gradient
    stale: int  # parameters that still held a gradient which a step had used
    leaf: bool  # it was called on a tensor without a history
    failed: bool  # it raised
    minus: bool  # called on the loss with the other sign
    history: bool  # what it was called on has one
    numbers: int = 1  # that it was called on
    toward: float = 0.0  # it makes the right answers likelier (1), or less likely (-1)


@dataclass(frozen=True)
class Derived:
    """torch.autograd.grad was called: a gradient that no parameter keeps."""

    at: int
    line: int | None
    value: float = 0.0  # what it was called on
    toward: float = 0.0  # as of a backward


@dataclass(frozen=True)
class Step:
    """An optimizer made a step."""

    at: int
    line: int | None
    optimiser: int  # index of `Rehearsal.optimisers`
    held: int  # parameters of the network that it holds
    ready: int  # parameters that it holds which have a gradient other than 0
    moved: int  # parameters that it changed
    share: float  # root of the mean square change, by that of the weights
    rate: float  # the learning rate with which it was made
    along: float = 0.0  # the weights of the network went along the gradient (1), against it (-1)


@dataclass(frozen=True)
class Cleared:
    """Gradients were set back."""

    at: int
    line: int | None
    cleared: int  # parameters that had one other than 0


@dataclass(frozen=True)
class Clipped:
    """Gradients were clipped."""

    at: int
    line: int | None
    ready: int  # parameters that had one other than 0


@dataclass(frozen=True)
class Seeded:
    """The seed of torch's random numbers was set."""

    at: int
    line: int | None


@dataclass(frozen=True)
class Switched:
    """train() or eval() of a whole network was called."""

    at: int
    line: int | None
    training: bool


@dataclass(frozen=True)
class Scheduled:
    """A scheduler of the learning rate was stepped."""

    at: int
    line: int | None
    kind: str  # "StepLR"
    each: float  # factor of the rate for each such step, in the long run; 1 where none is known
    least: float  # factor below which all of them do not take it
    half: int = 0  # such steps behind which a rate that fell rises again; 0 where it never does


@dataclass(frozen=True)
class Scheduler:
    """A scheduler of the learning rate that the script made."""

    at: int
    line: int | None
    kind: str  # "StepLR"
    optimiser: int  # index of `Rehearsal.optimisers`; -1 where it is none of them
    steps: int  # that it made, behind its own first


@dataclass(frozen=True)
class Waited:
    """A scheduler that waits until a number gets no better was told that number."""

    at: int
    line: int | None
    made: int | None  # line that made the scheduler
    scheduler: int  # its number among all
    value: float
    larger: bool  # the larger is taken for the better


@dataclass(frozen=True)
class Moved:
    """A batch that a loader gave was moved to a device."""

    at: int
    line: int | None
