"""What the student's whole script did when it was run in a small world of ours: the book of it.

Every entry has a number (`at`), in the order in which things happened, and the student's line.
All of it is a claim of a stranger's process: no mark rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.evidence.ran import Trouble

# how the script came to its end: by itself, by what it raised, by sys.exit, by the clock
ScriptEnd = Literal["not run", "ended", "stopped", "left", "out of time"]
ImageSet = Literal["", "train", "test", "both"]  # "" where no image could be told
Form = Literal["log-probabilities", "probabilities", "scores", "other"]
Way = Literal["for", "next"]  # how a loader is gone through
Pick = Literal["softmax", "answer"]  # a softmax of the scores; the place of the largest
Put = Literal["loaded", "saved"]


@dataclass(frozen=True)
class Network:
    """A network that the script called."""

    name: str  # of its class
    tensors: int  # parameters that it has
    modes: bool  # it does something else in train mode than in eval mode
    reached: tuple[str, ...]  # those that a gradient reached in some backward
    still: tuple[str, ...]  # of these: those that were the same number for number in the end
    frozen: tuple[str, ...] = ()  # that want no gradient while others learn, and never changed


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


@dataclass(frozen=True)
class Passage:
    """Once over a DataLoader."""

    at: int
    line: int | None
    made: int | None  # line that made the loader
    loader: int  # its number
    way: Way
    images: int  # in the data set
    size: int  # of a batch
    batches: int  # that there are
    taken: int
    ended: bool  # up to the end
    cut: bool  # by us, to save time: one small batch stands for all
    shuffled: bool
    real: int = 0  # images that it would go over with the real data; 0 where that is not known
    over: int = 0  # number of the entry at which it ended
    varied: ImageSet = ""  # the set of which an image comes out otherwise each time it is asked for


@dataclass(frozen=True)
class Forward:
    """A network called on a batch, from outside of it."""

    at: int
    line: int | None
    network: int  # index of `Rehearsal.networks`
    passage: int  # index of the last batch's passage; -1 before the first
    shape: tuple[int, ...]  # of the images
    training: bool  # the mode that it is in
    grad: bool  # gradients are on
    moved: int  # parameters that changed since it was called last; -1 where it is the first call
    images: ImageSet  # where they come from
    known: int  # of them: images that can be told
    learned: int  # of these: images that a backward of this network went over before
    low: float
    high: float
    mixed: bool  # the numbers of a batch as loaded, spread otherwise over its images
    given: int  # labels that are known: as many answers can be counted
    right: tuple[int, ...]  # by label, answers that are right
    of: tuple[int, ...]  # by label, images
    pairs: int  # pairs of an answer and a label, each with each, that are equal
    form: Form
    over: int = 0  # answers that are right behind a softmax over the batch
    columns: int = 0  # that are right where each class, not each image, has its largest score
    single: int = 0  # labels that are the place of the largest of all scores
    older: int = 0  # images that it learned from, but not from the loader that it learned from last
    told: int = 0  # labels that were loaded with these images
    own: int = 0  # of these: labels that belong to them
    back: bool = False  # all weights are what they were at the first call, and were others since
    begun: bool = False  # they are what a network began with that has been trained since
    apart: float = -1.0  # from those of the trained networks of its class; -1 where there is none
    anew: float = 0.0  # how far the weights are from what the last step or call left, by their size
    drawn: int | None = None  # line that drew weights of a network last
    history: bool = True  # a gradient can flow through what it gave, where gradients are on
    wanting: int = -1  # parameters that want a gradient; -1 where that was not looked at


@dataclass(frozen=True)
class Refused:
    """A network that was called, and raised."""

    at: int
    line: int | None
    shape: tuple[int, ...]  # of what it was given
    loaded: tuple[int, ...]  # of the images that a loader gave last


@dataclass(frozen=True)
class Loss:
    """A loss function of torch's was called."""

    at: int
    line: int | None
    kind: str  # "nll_loss"
    reduction: str  # "mean"
    value: float
    form: Form  # of what it was given
    direct: bool  # that is the network's output itself
    history: bool  # a gradient can flow through what it was given
    labels: int  # labels that it was given, as far as the images can be told
    own: int  # of these: labels that belong to their images
    broken: bool = False  # what it was given holds what is no number
    echo: bool = False  # the labels are the network's own answers to these images


@dataclass(frozen=True)
class Denied:
    """A loss function of torch's was called, and raised."""

    at: int
    line: int | None
    kind: str  # "nll_loss"
    scores: tuple[int, ...]  # shape
    labels: tuple[int, ...]  # shape
    rows: bool  # each label is a row of zeros with one 1
    low: int = 0  # smallest label; 0 where they are no whole numbers
    high: int = 0


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


@dataclass(frozen=True)
class Derived:
    """torch.autograd.grad was called: a gradient that no parameter keeps."""

    at: int
    line: int | None


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


@dataclass(frozen=True)
class Cleared:
    """Gradients were set back."""

    at: int
    line: int | None
    cleared: int  # parameters that had one other than 0


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


@dataclass(frozen=True)
class Compared:
    """Answers were compared with labels."""

    at: int
    line: int | None
    left: tuple[int, ...]
    right: tuple[int, ...]
    scores: bool  # one side holds numbers with a point
    answers: bool = True  # one side holds the places of the largest scores of the last images


@dataclass(frozen=True)
class Picked:
    """A softmax, or the largest, was taken of what has the shape of a batch's scores."""

    at: int
    line: int | None
    kind: Pick
    dim: int  # -1 where none was named
    images: int


@dataclass(frozen=True)
class Logarithm:
    """A logarithm was taken of something below zero: what comes out is no number."""

    at: int
    line: int | None
    low: float
    high: float


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
class Clipped:
    """Gradients were clipped."""

    at: int
    line: int | None
    ready: int  # parameters that had one other than 0


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
    network: int  # index of `Rehearsal.networks`; -1 where it was never called: a copy, perhaps


@dataclass(frozen=True)
class Printed:
    """A line that was printed."""

    at: int
    line: int | None
    text: str


@dataclass(frozen=True)
class Rehearsal:
    """All that was seen of a script."""

    end: ScriptEnd = "not run"
    why: str = ""  # it was not run, or not to its end
    trouble: Trouble | None = None  # what stopped it
    networks: tuple[Network, ...] = ()
    optimisers: tuple[Optimiser, ...] = ()
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
    moved: tuple[Moved, ...] = ()
    compared: tuple[Compared, ...] = ()
    picked: tuple[Picked, ...] = ()
    logarithms: tuple[Logarithm, ...] = ()
    restored: tuple[Restored, ...] = ()
    records: tuple[Record, ...] = ()
    asked: tuple[Asked, ...] = ()
    clipped: tuple[Clipped, ...] = ()
    given: tuple[Given, ...] = ()
    kept: tuple[Kept, ...] = ()
    printed: tuple[Printed, ...] = ()
