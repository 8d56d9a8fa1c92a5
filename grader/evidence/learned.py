"""What a network does, measured, and how it learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.graph import Mode

MeasuredBy = Literal["replay", "module"]  # in the trusted trainer, or in the sandbox
TrainingWay = Literal["replayed", "in the sandbox", "not run"]
TrainingOutcome = Literal["", "reached", "missed", "gave up", "diverged", "cut off"]
OutputMend = Literal["logarithm taken", "log_softmax appended"]
DataName = str  # "mnist", "digits", "fashion", or that of a lab's own file
DeviceName = Literal["cpu", "cuda", "mps"]


@dataclass(frozen=True)
class Gradient:
    """How the loss reached one parameter, over a few batches in train mode."""

    name: str  # "conv1.weight"
    largest: float | None  # largest |gradient|; None when no gradient reached it at all


@dataclass(frozen=True)
class Behaviour:
    """What the network does with its initial weights, measured on random inputs."""

    source: MeasuredBy
    finite: bool  # no NaN or infinity in the outputs
    log_sum_exp: float  # worst |log Σ exp| over rows; 0 for log-probabilities
    row_sum: float  # worst |Σ − 1| over rows; 0 for probabilities
    smallest: float  # smallest output
    largest: float  # largest output
    repeat_difference: float  # worst difference of two eval passes from different seeds
    crosstalk: float  # worst change of the other rows when one sample is replaced, eval mode
    gradients: tuple[Gradient, ...]
    relu_values: tuple[int, ...] = ()  # value ids, eval graph, that equal max(0, an earlier one)
    log_sum_exp_taught: float = 0.0  # the same as above in train mode, with what is dropped there
    row_sum_taught: float = 0.0
    same_for_all: tuple[int, ...] = ()  # value ids, eval graph, that are alike for every image
    over_batch: bool = False  # each column, not each row, holds (log-)probabilities: they sum to 1


@dataclass(frozen=True)
class Point:
    """A point of the learning curve."""

    samples: int  # training samples seen so far
    loss: float  # mean over the batches since the point before
    accuracy: float  # training accuracy over the same batches, 0 to 1


@dataclass(frozen=True)
class Look:
    """One look at the held-out images."""

    samples: int  # training samples seen so far
    correct: int
    of: int


@dataclass(frozen=True)
class Misread:
    """A held-out image that was read wrongly."""

    pixels: bytes  # values 0 to 255, channel by channel, row by row
    label: int
    read: int
    probability: float  # what the network gave to its wrong answer


@dataclass(frozen=True)
class Filters:
    """First-layer filters, before and after training."""

    name: str  # "conv1.weight"
    shape: tuple[int, ...]  # (filters, channels, height, width)
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True)
class Share:
    """Of the numbers of a value that a step was given the share that it did not let through."""

    mode: Mode
    given: int  # id of the value in the graph of that mode
    made: int  # id of what the step made of it
    share: float  # 0 to 1


@dataclass(frozen=True)
class Felt:
    """What the loss feels of a parameter: its mean change for an image, with all numbers at 0."""

    name: str  # "conv1.weight"
    before: float  # of the initial network; 1e30 for what is not finite
    after: float  # of the trained one


@dataclass(frozen=True)
class Effects:
    """What the steps of the network do to held-out images, in the end and at the beginning.

    Of a share the larger of the two counts.
    """

    images: int  # that it was measured on
    dropped: tuple[Share, ...]  # train mode: of what may be a dropout, what is dropped
    cut: tuple[Share, ...]  # what equals max(0, an earlier value): how much of that is negative
    felt: tuple[Felt, ...]  # parameters of two axes or more, in eval mode


@dataclass(frozen=True)
class Training:
    """How the network learned."""

    way: TrainingWay
    reason: str = ""  # why it was not run, or not replayed
    broken_off: str = ""  # how the submission's own process ended it: "It ended by itself …"
    outcome: TrainingOutcome = ""
    mended: tuple[OutputMend, ...] = ()  # what was put right first
    replay_difference: float | None = None  # worst relative difference to the student's module
    data: DataName = ""
    device: Literal["", DeviceName] = ""
    device_name: str = ""  # "Intel Xeon", "NVIDIA H200"
    seed: int = 0
    samples: int = 0  # training samples used
    seconds: float = 0.0  # wall time in the training loop
    curve: tuple[Point, ...] = ()
    looks: tuple[Look, ...] = ()
    loss_before: float | None = None  # mean training loss before the first step
    loss_after: float | None = None  # mean over the last batches
    accuracy_before: float | None = None  # held-out accuracy with the weights as they came
    accuracy: float | None = None  # held-out accuracy at the end
    held_out: int = 0  # images behind `accuracy`
    threshold: float | None = None  # accuracy that the lab asks for on these data
    confusion: tuple[tuple[int, ...], ...] = ()  # [label][read], held-out images
    misread: tuple[Misread, ...] = ()
    filters: Filters | None = None
    shuffled_accuracy: float | None = None  # trained again from shuffled weights, where due
    suspicions: tuple[str, ...] = ()  # sentences for a tutor
    effects: Effects | None = None  # where it was replayed
    short_steps: bool = False  # by the lab sheet's own descent: by the recipe it learned nothing
