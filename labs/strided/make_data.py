"""Draws signs.npz: noughts and crosses, 1×28×28, two classes, from one seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 1302
SIDE = 28
TRAIN, TEST = 1_600, 400  # images
LEVELS = 15  # of grey, so that the file stays small


def drawn(cross: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """One image (28, 28): a nought (0) or a cross (1), white on black, as if by hand."""
    down, across = np.mgrid[0:SIDE, 0:SIDE].astype(float)
    centre, turn = random.uniform(11, 16, 2), random.uniform(-0.35, 0.35)
    size, wide = random.uniform(5, 9, 2), random.uniform(1.2, 2.2)
    y, x = down - centre[0], across - centre[1]
    y, x = y * np.cos(turn) - x * np.sin(turn), y * np.sin(turn) + x * np.cos(turn)
    y, x = y / size[0], x / size[1]
    if cross:
        off = (
            np.minimum(abs(y - x), abs(y + x)) / np.sqrt(2) + np.maximum(abs(y), abs(x)).clip(1) - 1
        )
    else:
        off = abs(np.hypot(y, x) - 1)
    grey = (wide + 0.5 - off * size.mean()).clip(0, 1)
    return (np.round(grey * LEVELS) * (255 // LEVELS)).astype(np.uint8)


def part(count: int, random: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """So many images and their labels, as many of each."""
    labels = random.permutation(np.arange(count) % 2).astype(np.uint8)
    return np.stack([drawn(int(label), random) for label in labels]), labels


def main() -> None:
    """Write it beside this file."""
    random = np.random.default_rng(SEED)
    (x_train, y_train), (x_test, y_test) = part(TRAIN, random), part(TEST, random)
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    np.savez_compressed(Path(__file__).parent / "signs.npz", **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
