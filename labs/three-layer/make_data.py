"""Draws pictures.npz: things on coloured grounds, 3×32×32, ten classes, from one seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 2310
SIDE = 32
TRAIN, TEST = 2_400, 600  # images
THINGS = ("circle", "square", "triangle", "cross", "ring")  # each plain, and each striped


def drawn(thing: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """One image (3, 32, 32): a thing of one colour or of two by turns, and another around it."""
    down, across = np.mgrid[0:SIDE, 0:SIDE].astype(float)
    centre, size = random.uniform(13, 19, 2), random.uniform(9, 12)
    y, x = (down - centre[0]) / size, (across - centre[1]) / size
    far = np.hypot(x, y)
    bars = (abs(x) < 0.35) | (abs(y) < 0.35)
    inside = (
        far < 1,
        np.maximum(abs(x), abs(y)) < 0.85,
        (y < 0.7) & (y > 2 * abs(x) - 1),
        bars & (np.maximum(abs(x), abs(y)) < 1),
        (far < 1) & (far > 0.5),
    )[thing % len(THINGS)]
    ground, ink, second = random.integers(0, 16, (3, 3)) * 17
    while abs(ground - ink).max() < 100:
        ink = random.integers(0, 16, 3) * 17
    while min(abs(second - ink).max(), abs(second - ground).max()) < 100:
        second = random.integers(0, 16, 3) * 17
    image = np.where(inside[None], ink[:, None, None], ground[:, None, None])
    if thing >= len(THINGS):
        stripes = inside & (down % 6 < 3)
        image = np.where(stripes[None], second[:, None, None], image)
    return image.astype(np.uint8)


def part(count: int, random: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """So many images and their labels, as many of each class."""
    labels = random.permutation(np.arange(count) % (2 * len(THINGS))).astype(np.uint8)
    return np.stack([drawn(int(label), random) for label in labels]), labels


def main() -> None:
    """Write it beside this file."""
    random = np.random.default_rng(SEED)
    (x_train, y_train), (x_test, y_test) = part(TRAIN, random), part(TEST, random)
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    np.savez_compressed(Path(__file__).parent / "pictures.npz", **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
