"""Images that look like the data, without labels: what a network is tried on before it is trained.

Training images, some of them shifted by a pixel or two, with noise on their ink: on what is not 0.
The background stays what it is and every value stays a whole number from 0 to 255, so that what can
be told of real images (their least number, how many are equal) can be told of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from grader.data import digits, idx
from grader.data.load import load
from grader.data.mnist import MEAN, PARTS, STD
from grader.data.nouns import Bytes, DataError, Source

COUNT = 64  # images
_AMONG = 1_000  # first training images, of which they are drawn
_SEED = 8423
_NOISE = 12.0  # grey values, one standard deviation


@dataclass(frozen=True)
class Likeness:
    """Images as values from 0 to 255, and what makes inputs of them."""

    images: bytes  # uint8 (COUNT, channels, height, width)
    shape: tuple[int, int, int]  # of one
    mean: tuple[float, ...]  # of each channel
    std: tuple[float, ...]


@cache
def likeness_of(source: Source) -> Likeness:
    """Always the same for the same data. Raises `DataError` where they cannot be read."""
    random = np.random.default_rng(_SEED)
    chosen = np.sort(random.permutation(_AMONG)[:COUNT])
    if source.folder is None:
        mean, std = _once(digits.MEAN), _once(digits.STD)
        still = np.zeros((COUNT, 2), np.float32)
        images = digits.draw(digits.load_scans()[0][chosen], still, np.ones_like(still))[:, None]
    elif source.form == "idx" and source.name == "mnist":  # of which the whole is large
        mean, std = _once(MEAN), _once(STD)
        first = idx.read_first(source.folder, PARTS["train"][0], dimensions=3, most=_AMONG)
        images = first[chosen % len(first)][:, None]
    else:
        data = load(source)
        mean, std = data.mean, data.std
        places = random.permutation(len(data.train_images))  # whose classes may lie in order
        images = data.train_images[places[chosen % len(places)]]
    _, channels, height, width = images.shape
    made = _disturbed(images, random).tobytes()
    return Likeness(made, (channels, height, width), mean, std)


def _once(number: float) -> tuple[float, ...]:
    """Of the one channel that there is."""
    return (number,)


def likeness_for(source: Source, input_shape: tuple[int, ...]) -> Likeness | None:
    """The likeness that inputs of such a shape can be made of; None where there is none."""
    try:
        found = likeness_of(source)
    except DataError:  # the trainer meets it too, and says so
        return None
    return found if found.shape == input_shape else None


def _disturbed(images: Bytes, random: np.random.Generator) -> Bytes:
    """Two of three shifted, and all of the ink a little lighter or darker."""
    shifts = random.integers(-2, 3, (len(images), 2))
    shifts[::3] = 0
    noise = random.normal(0, _NOISE, images.shape)
    ink = np.clip(np.rint(images + noise), 1, 255)
    grey = np.where(images > 0, ink, 0).astype(np.uint8)
    return np.stack([_shifted(one, *shift) for one, shift in zip(grey, shifts, strict=True)])


def _shifted(image: Bytes, down: int, across: int) -> Bytes:
    """Moved, with background where nothing moved to."""
    _, height, width = image.shape
    moved = np.zeros_like(image)
    rows, columns = _kept(height, down), _kept(width, across)
    moved[:, rows[1], columns[1]] = image[:, rows[0], columns[0]]
    return moved


def _kept(size: int, by: int) -> tuple[slice, slice]:
    """What is kept of an axis: where it was, and where it is then."""
    return slice(max(-by, 0), size - max(by, 0)), slice(max(by, 0), size + min(by, 0))
