"""A data set on the device, whole: no loader stands between it and the training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Resident:
    """A data set on the device."""

    images: torch.Tensor  # float32 (n, channels, height, width), normalised
    labels: torch.Tensor  # int64 (n,)
    held_out_images: torch.Tensor  # float32 (m, channels, height, width), normalised
    held_out_labels: torch.Tensor | None  # int64 (m,); None where they may not be known


def normalised(values: torch.Tensor, mean: Sequence[float], std: Sequence[float]) -> torch.Tensor:
    """Values 0 to 255 of images (n, channels, …), as networks are given them; in their place."""
    values.div_(255)
    for channel, (middle, deviation) in enumerate(zip(mean, std, strict=True)):
        values[:, channel].sub_(middle).div_(deviation)
    return values


def make_resident(
    train: tuple[Bytes, Bytes],
    held_out: tuple[Bytes, Bytes | None],
    mean: Sequence[float],
    std: Sequence[float],
    device: torch.device,
) -> Resident:
    """From images (n, channels, height, width) of values 0 to 255 and labels (n,).

    `mean` and `std` are those of each channel of the training images with values from 0 to 1;
    every channel becomes (value / 255 − mean) / std.
    """

    def images(values: Bytes) -> torch.Tensor:
        # numpy may give an axis of one channel any stride, from which torch tells the layout
        flat = torch.from_numpy(np.ascontiguousarray(values).reshape(-1)).to(device).float()
        return normalised(flat.view(values.shape), mean, std)

    def numbers(labels: Bytes) -> torch.Tensor:
        return torch.from_numpy(labels.astype(np.int64)).to(device)

    return Resident(
        images(train[0]),
        numbers(train[1]),
        images(held_out[0]),
        None if held_out[1] is None else numbers(held_out[1]),
    )
