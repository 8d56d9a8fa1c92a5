"""A network trained long enough to be looked at, with its numbers on the way."""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence.learned import DataName


@dataclass(frozen=True)
class Moment:
    """The network's numbers at one moment of a training."""

    samples: int  # seen by then
    tensors: tuple[bytes, ...]  # of each of the network's tensors, in its own dtype
    correct: int  # held-out images read rightly then, of those looked at
    of: int  # held-out images looked at


@dataclass(frozen=True)
class Explored:
    """What a training of fixed length left to look at."""

    reason: str = ""  # why there is nothing to look at
    moments: tuple[Moment, ...] = ()  # from the start to the end
    samples: int = 0  # seen in training, repeats counted
    of: int = 0  # training images there are
    seconds: float = 0.0  # wall time
    data: DataName = "digits"
    mean: tuple[float, ...] = ()  # of each channel of the data, values from 0 to 1
    std: tuple[float, ...] = ()
    images: bytes = b""  # uint8 (n, channels, height, width): the misread ones first
    labels: tuple[int, ...] = ()  # of these
    outputs: bytes = b""  # float32 (n, classes): what the network itself puts out for them
    values: tuple[bytes, ...] = ()  # float32: what each wanted value of the graph holds for them
