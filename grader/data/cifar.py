"""CIFAR-10, in its binary version or in the one that torchvision loads.

The latter is pickled, and a pickle is a program that may do anything. It is not run, not even a
chosen few of its instructions: they are listed (`pickletools.genops`), and what such a file always
has is picked out of the list: one string of 10,000 × 3,072 bytes, and as many small numbers behind
the word "labels".
"""

from __future__ import annotations

import pickletools
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from grader.data.measured import with_numbers
from grader.data.nouns import Bytes, DataError, DataSet, Source

IMAGE = (3, 32, 32)
_SIZE = 3 * 32 * 32
_TRAIN, _TEST = tuple(f"data_batch_{number}" for number in range(1, 6)), ("test_batch",)
_FORMS = (("cifar-10-batches-bin", ".bin"), ("cifar-10-batches-py", ""))
_MOST = 2**26  # bytes of a file; they have half of it
_Pair = tuple[Bytes, Bytes]


def find_cifar(folder: Path, found_by: str) -> Source:
    """Where its six files lie. Raises `DataError`."""
    for own, ending in _FORMS:
        for place in (folder / own, folder):
            if all((place / f"{name}{ending}").is_file() for name in (*_TRAIN, *_TEST)):
                return Source("cifar10", place.resolve(), found_by, "cifar10")
    what = "holds no CIFAR-10 (cifar-10-batches-py/data_batch_1 and five more)"
    raise DataError(f"{found_by}: {folder} {what if folder.is_dir() else 'is no folder'}")


def load_cifar(folder: Path) -> DataSet:
    """Read it. Raises `DataError`, which names the file."""
    train, held_out = (
        _together([_batch(folder, name) for name in names]) for names in (_TRAIN, _TEST)
    )
    return with_numbers("cifar10", str(folder), train, held_out)


def _together(parts: list[_Pair]) -> _Pair:
    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)


def _batch(folder: Path, name: str) -> _Pair:
    binary = (folder / f"{name}.bin").is_file()
    path = folder / (f"{name}.bin" if binary else name)
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from None
    if len(content) > _MOST:
        raise DataError(f"{path} has more than {_MOST} bytes; it is no part of CIFAR-10")
    pixels, labels = _of_binary(content, path) if binary else _of_pickle(content, path)
    if not len(labels) or len(pixels) != len(labels) * _SIZE or labels.max() > 9:
        raise DataError(f"{path} holds no images of CIFAR-10 with their labels")
    return pixels.reshape(-1, *IMAGE), labels


def _of_binary(content: bytes, path: Path) -> _Pair:
    """A label and an image, again and again."""
    if len(content) % (1 + _SIZE):
        raise DataError(f"{path} has {len(content)} bytes, no whole number of images")
    rows = np.frombuffer(content, np.uint8).reshape(-1, 1 + _SIZE)
    return rows[:, 1:].reshape(-1), rows[:, 0].copy()


def _of_pickle(content: bytes, path: Path) -> _Pair:
    """The longest string and the numbers behind "labels", of the listed instructions."""
    longest, labels = "", list[int]()
    try:
        words = ((code.name, value) for code, value, _ in pickletools.genops(content))
        for _, value in words:
            if isinstance(value, str) and len(value) > len(longest):
                longest = value
            if value == "labels" and not labels:
                labels = _numbers(words)
        pixels = longest.encode("latin-1")
    except ValueError as error:  # UnicodeEncodeError is one
        raise DataError(f"{path} is no part of CIFAR-10: {str(error)[:100]}") from None
    if not all(0 <= one <= 9 for one in labels):
        raise DataError(f"{path} has labels beyond 0 to 9")
    return np.frombuffer(pixels, np.uint8), np.array(labels, np.uint8)


def _numbers(words: Iterator[tuple[str, object]]) -> list[int]:
    """The small numbers up to the next key of the dictionary, or its end."""
    found = list[int]()
    for code, value in words:
        if isinstance(value, str) or code in ("SETITEMS", "SETITEM", "STOP"):
            break
        if code == "BININT1" and isinstance(value, int):
            found.append(value)
    return found
