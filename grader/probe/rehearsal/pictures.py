"""Images of ours: each shows its label as a clock would, and carries its number in two rows.

The number is written in dark and bright pixels, so it can be read from whatever a script makes of
the image with a factor and a summand, or with a little noise.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from typing import Any

import torch

SIDE = 28  # of the field in which the bars are measured
MOST = 4096  # images of one set
FIRST_OF: Mapping[str, int] = {"train": 0, "test": MOST}  # number of a set's first image
FIRST = 2  # column
_MARK = (1, 0)  # dark and bright, in this order: a negative is known by it
_BITS = 12
_SUM_BITS = 5
_LENGTH = len(_MARK) + 1 + _BITS + _SUM_BITS
# the bars of a clock's digits: (top, left, bottom, right) within the image, thick as a pen
_BARS = {
    "a": (6, 9, 9, 19), "b": (6, 17, 14, 20), "c": (13, 17, 22, 20), "d": (19, 9, 22, 19),
    "e": (13, 8, 22, 11), "f": (6, 8, 14, 11), "g": (12, 9, 15, 19),
}  # fmt: skip
_DIGITS = (
    *("abcdef", "bc", "abged", "abgcd", "fgbc"),
    *("afgcd", "afgedc", "abc", "abcdefg", "abcdfg"),
)
_OFTEN = (9, 13, 10, 11, 8, 12, 10, 9, 11, 7)  # no label exactly as often as the next
_form = {"channels": 1, "height": SIDE, "width": SIDE, "classes": 10}  # of this process' images


def look_like(shape: tuple[int, ...], classes: int) -> None:
    """From now on images are (channels, height, width), of so many classes."""
    channels, height, width = shape
    _form.update(channels=channels, height=height, width=width, classes=classes)


def image_shape() -> tuple[int, int, int]:
    """(channels, height, width)."""
    return _form["channels"], _form["height"], _form["width"]


def class_count() -> int:
    """How many classes there are."""
    return _form["classes"]


@cache
def _labels(classes: int) -> list[int]:
    """Labels by number, of all classes."""
    weights = [_OFTEN[label % len(_OFTEN)] for label in range(classes)]
    return random.Random(4660).choices(  # noqa: S311  # no secret
        range(classes), weights=weights, k=2 * MOST
    )


@cache
def _table(classes: int) -> torch.Tensor:
    return torch.tensor(_labels(classes))


def _rows() -> tuple[int, int] | None:
    """In which the number stands; nowhere where an image is too small for it."""
    _, height, width = image_shape()
    return (1, height - 2) if width >= FIRST + _LENGTH and height >= 4 else None


def labels_of(numbers: torch.Tensor) -> torch.Tensor:
    """The labels of images by their numbers; below `MOST` they are the training set's."""
    return _table(class_count())[numbers]


def draw(numbers: torch.Tensor) -> torch.Tensor:
    """Their images, uint8 (n, height, width); of several channels, all alike, a last axis."""
    channels, _, _ = image_shape()
    leans = 5  # not all at one place
    shapes = torch.stack([_shape(bars, lean - 2) for bars in _DIGITS for lean in range(leans)])
    which = labels_of(numbers) % len(_DIGITS) * leans + numbers % leans
    images = shapes[which] * (255 - numbers % 32).to(torch.uint8)[:, None, None]
    written = _written(numbers)
    for row in _rows() or ():
        images[:, row, FIRST : FIRST + _LENGTH] = written
    return images if channels == 1 else images[..., None].repeat(1, 1, 1, channels)


def _shape(bars: str, lean: int) -> torch.Tensor:
    """Ones where the bars are, uint8 (height, width)."""
    _, height, width = image_shape()
    shape = torch.zeros(height, width, dtype=torch.uint8)
    for bar in bars:
        top, left, bottom, right = (place + lean for place in _BARS[bar])
        rows, columns = (
            slice(first * size // SIDE, last * size // SIDE)
            for first, last, size in ((top, bottom, height), (left, right, width))
        )
        shape[rows, columns] = 1
    return shape


def _written(numbers: torch.Tensor) -> torch.Tensor:
    """The rows of pixels that say them, uint8 (n, pixels)."""
    check = (numbers * 7 + numbers // 32) % 2**_SUM_BITS
    rows = [
        torch.tensor(_MARK).expand(len(numbers), -1),
        (numbers // MOST)[:, None],
        numbers[:, None] >> torch.arange(_BITS) & 1,
        check[:, None] >> torch.arange(_SUM_BITS) & 1,
    ]
    return (torch.cat(rows, 1) * 255).to(torch.uint8)


def numbers_in(images: Any) -> torch.Tensor | None:
    """The number of each image of a batch, -1 where none can be read; None for what is no batch.

    Taken are (N, channels, height, width), (N, height, width) of one channel, and flat rows.
    """
    channels, height, width = image_shape()
    rows = _rows()
    if not isinstance(images, torch.Tensor) or images.is_complex() or images.dim() < 2:
        return None
    if not len(images) or images[0].numel() != channels * height * width or rows is None:
        return None
    plain = images.detach().to(torch.float32).reshape(-1, channels, height, width)[:, 0]
    found = torch.full((len(plain),), -1)
    for row in rows:
        numbers = _read(plain[:, row, FIRST : FIRST + _LENGTH])
        found = torch.where(found < 0, numbers, found)
        if bool((found >= 0).all()):  # the other row says the same
            break
    return found


def _read(rows: torch.Tensor) -> torch.Tensor:
    low, high = rows.aminmax(dim=1, keepdim=True)
    bits = rows > (low + high) / 2
    bits ^= ~bits[:, :1]  # a negative
    # sums of powers of two, which float32 holds as they are
    number, check = (bits.float() @ _places()).long().unbind(1)
    right = ((number * 7 + (number >> _SUM_BITS)) % 2**_SUM_BITS == check) & ~bits[:, 1]
    return torch.where(right & (high > low)[:, 0], number, -1)


@cache
def _places() -> torch.Tensor:
    """What each bit is worth in the number and in its check, float32 (bits, 2)."""
    number = [0, 0, MOST, *(2**place for place in range(_BITS)), *[0] * _SUM_BITS]
    check = [*[0] * (_LENGTH - _SUM_BITS), *(2**place for place in range(_SUM_BITS))]
    return torch.tensor([number, check], dtype=torch.float32).T.contiguous()
