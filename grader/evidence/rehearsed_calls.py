"""What a script gave its networks, what came of it, and what it made of that: entries of the book.

Of each its number (`at`) and the student's line, as `rehearsal.py` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ImageSet = Literal["", "train", "test", "both"]  # "" where no image could be told
Form = Literal["log-probabilities", "probabilities", "scores", "other"]
Way = Literal["for", "next"]  # how a loader is gone through
Pick = Literal["softmax", "answer"]  # a softmax of the scores; the place of the largest


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
    drawn: int = 0  # where torch's random numbers stood at its beginning, as a checksum


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
    along: float = 0.0  # the weights since went along the last gradient (1), against it (-1)
    placed: int = 0  # answers that are right by the labels in the order of the data set


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
class Compared:
    """Answers were compared with labels."""

    at: int
    line: int | None
    left: tuple[int, ...]
    right: tuple[int, ...]
    scores: bool  # one side holds numbers with a point
    answers: bool = True  # one side holds the places of the largest scores of the last images
    shuffled: bool = False  # one side holds all answers of a pass, the other their labels, shuffled


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
class Made:
    """A data set of torchvision's was made."""

    at: int
    line: int | None
    train: bool  # of the training images


Lending = Literal["network", "weights", "optimizer", "loss", "settings"]


@dataclass(frozen=True)
class Lent:
    """A library that is not here was handed something, or should have given settings."""

    at: int
    line: int | None
    library: str  # "ignite"
    what: Lending
