"""`Source`, `DataSet`: where images come from, and what they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Form = Literal["idx", "cifar10", "npz", "pictures"]
HELD_OUT = 2_000  # held-out images that figures rest on


class DataError(Exception):
    """The images asked for are not there or cannot be read; one sentence says which."""


@dataclass(frozen=True)
class Source:
    """Where the images come from."""

    name: str  # "mnist", "digits", "fashion", "shapes": thresholds stand under it
    folder: Path | None  # or file; None for the embedded digits
    found_by: str  # "--data", "$CNNGRADE_DATA", "the cache folder", "the lab", "embedded"
    form: Form = "idx"  # how it is written, where there is a folder


@dataclass(frozen=True)
class DataSet:
    """A data set."""

    name: str
    train_images: Bytes  # (n, channels, height, width), values 0 to 255
    train_labels: Bytes  # (n,), from 0
    held_out_images: Bytes  # (m, channels, height, width)
    held_out_labels: Bytes  # (m,)
    mean: tuple[float, ...]  # of each channel of the training images, values from 0 to 1
    std: tuple[float, ...]  # their standard deviations

    @property
    def image(self) -> tuple[int, int, int]:
        """Channels, height and width of one image."""
        channels, height, width = self.train_images.shape[1:]
        return channels, height, width

    @property
    def classes(self) -> int:
        """How many there are: labels go from 0 to one less."""
        return 1 + int(max(self.train_labels.max(), self.held_out_labels.max()))


def choose(data: DataSet, seed: int, most: int) -> DataSet:
    """At most `most` training and `HELD_OUT` held-out images, by a seeded draw.

    MNIST's held-out half begins with the easier digits, so its first 2,000 would flatter.
    The same seed gives the same images to the trainer and to the sandbox.
    """
    random = np.random.default_rng(seed)
    train = random.permutation(len(data.train_labels))[:most]
    held_out = random.permutation(len(data.held_out_labels))[:HELD_OUT]
    return replace(
        data,
        train_images=data.train_images[train],
        train_labels=data.train_labels[train],
        held_out_images=data.held_out_images[held_out],
        held_out_labels=data.held_out_labels[held_out],
    )
