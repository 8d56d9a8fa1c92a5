"""`Trial`: one network trained on a fixed number of images, whatever comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grader.evidence.learned import DeviceName, Filters

# how a tensor begins: as torch's own layers draw theirs, drawn like what it was, or as it came
Beginning = Literal["weight", "bias", "matrix", "ones", "zeros", "alike", "kept"]
LOOKED_AT = 500  # held-out images behind a `Waypoint`, at most


@dataclass(frozen=True)
class Begins:
    """How one of the network's tensors begins."""

    rule: Beginning
    fan_in: int = 0  # numbers that the layer sums over, of a "bias" and a "matrix"
    mean: float = 0.0  # of what is drawn "alike"
    deviation: float = 0.0
    weights: bytes = field(default=b"", repr=False)  # of what is "kept"


@dataclass(frozen=True)
class Made:
    """A network that can be trained: its calls, and how its tensors begin."""

    graphs: bytes = field(repr=False)  # {"tensors", "train", "eval"}, as JSON
    begins: tuple[Begins, ...]  # by tensor
    input_shape: tuple[int, ...]
    classes: int


@dataclass(frozen=True)
class Waypoint:
    """Where a training stood after so many images."""

    samples: int
    seconds: float  # of the processor, in the training loop alone
    loss: float | None  # mean over the batches since the point before; None if not finite
    accuracy: float  # share of the held-out images that is read rightly


@dataclass(frozen=True)
class Trial:
    """How it went."""

    trouble: str = ""  # why it could not be run
    diverged: bool = False  # the loss was no number any more, and the training ended there
    seed: int = 0
    samples: int = 0  # images trained on, repeats counted
    seconds: float = 0.0  # of the processor, in the training loop alone
    whole_seconds: float = 0.0  # of the processor, with looking, reading and drawing first weights
    curve: tuple[Waypoint, ...] = ()
    accuracy: float = 0.0  # of the held-out training images at the end
    held_out: int = 0  # how many these are
    test_accuracy: float | None = None  # of the test images; None where these were not looked at
    tested: int = 0  # how many these are
    confusion: tuple[tuple[int, ...], ...] = ()  # [label][read], held-out images
    filters: Filters | None = None  # of the first convolution
    device: Literal["", DeviceName] = ""
    device_name: str = ""
