"""A data set on the device, whole: no loader stands between it and the training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Resident:
    """A data set on the device."""

    images: torch.Tensor  # float32 (n, 1, 28, 28), normalised
    labels: torch.Tensor  # int64 (n,)
    held_out_images: torch.Tensor  # float32 (m, 1, 28, 28), normalised
    held_out_labels: torch.Tensor | None  # int64 (m,); None where they may not be known


def make_resident(
    train: tuple[Bytes, Bytes],
    held_out: tuple[Bytes, Bytes | None],
    mean: float,
    std: float,
    device: torch.device,
) -> Resident:
    """From images (n, 28, 28) of grey values 0 to 255 and labels (n,).

    `mean` and `std` are those of the training images with grey values from 0 to 1; every
    image becomes (grey / 255 − mean) / std.
    """

    def images(grey: Bytes) -> torch.Tensor:
        moved = torch.from_numpy(np.ascontiguousarray(grey)).to(device).unsqueeze(1).float()
        return moved.div_(255).sub_(mean).div_(std)

    def numbers(labels: Bytes) -> torch.Tensor:
        return torch.from_numpy(labels.astype(np.int64)).to(device)

    return Resident(
        images(train[0]),
        numbers(train[1]),
        images(held_out[0]),
        None if held_out[1] is None else numbers(held_out[1]),
    )
