"""`Changes`: what a setting changes in the student's network; and why it may be impossible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Shape = tuple[int, ...]


class Misfit(Exception):  # noqa: N818  # it says what happened
    """The setting cannot exist, or what follows from it cannot be worked out; one sentence."""


class OtherScores(Misfit):
    """It would not give a number for each class any more."""


@dataclass(frozen=True)
class Changes:
    """By number of a convolution, or of a hidden fully connected layer, from 0; {} for none."""

    channels: Mapping[int, int] = field(default_factory=dict)
    kernels: Mapping[int, int] = field(default_factory=dict)
    hidden: Mapping[int, int] = field(default_factory=dict)
    keep_size: bool = False  # changed kernels are padded so that their maps keep their size
    dropout: float | None = None
    pooling: str = ""  # "max" or "avg"
    activation: str = ""  # one of `swaps.ACTIVATIONS`
    batch: int | None = None
