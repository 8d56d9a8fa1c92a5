"""IDX, the file format of MNIST, plain or gzipped.

A file is a magic number (0x08 for bytes, then the number of dimensions), the sizes as
big-endian 32-bit numbers, and the bytes (LeCun's MNIST page).
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.data.nouns import DataError

MOST = 10**9  # bytes that a file may hold


def find(folder: Path, name: str) -> Path | None:
    """`name` in `folder`, plain or as .gz."""
    paths = (folder / name, folder / f"{name}.gz")
    return next((path for path in paths if path.is_file()), None)


def read(folder: Path, name: str, dimensions: int) -> NDArray[np.uint8]:
    """One file as an array of bytes. Raises `DataError`, which names it."""
    path = find(folder, name)
    if path is None:
        raise DataError(f"{folder / name} is gone")
    content = _bytes_of(path)
    shape = _shape(path, content, dimensions)
    head, wanted = 4 * (1 + dimensions), prod(shape)
    if len(content) - head != wanted:
        raise DataError(f"{path} announces {wanted} bytes of data and holds {len(content) - head}")
    return np.frombuffer(content, np.uint8, offset=head).reshape(shape)


def read_first(folder: Path, name: str, dimensions: int, most: int) -> NDArray[np.uint8]:
    """The first `most` entries of a file, without reading the rest; at least one. As `read`."""
    path = find(folder, name)
    if path is None:
        raise DataError(f"{folder / name} is gone")
    head = 4 * (1 + dimensions)
    shape = _shape(path, _bytes_of(path, head), dimensions)
    count, entry = min(most, shape[0]), prod(shape[1:])
    content = _bytes_of(path, head + min(count * entry, MOST - head))[head:]
    if not entry or not count or len(content) != count * entry:
        raise DataError(f"{path} holds less than it announces")
    return np.frombuffer(content, np.uint8).reshape(count, *shape[1:])


def _shape(path: Path, content: bytes, dimensions: int) -> tuple[int, ...]:
    """What a file's head announces."""
    magic = 0x800 | dimensions
    head = 4 * (1 + dimensions)
    numbers = np.frombuffer(content[:head], ">u4") if len(content) >= head else np.zeros(1, "u4")
    if numbers[0] != magic:
        raise DataError(f"{path} is no IDX file: it begins with {content[:4].hex() or 'nothing'}")
    return tuple(int(n) for n in numbers[1:])


def digest(folder: Path, name: str) -> str:
    """SHA-256 of a file's content, unpacked, in hexadecimal; "" where it is gone."""
    path = find(folder, name)
    return "" if path is None else hashlib.sha256(_bytes_of(path)).hexdigest()


def _bytes_of(path: Path, first: int = MOST + 1) -> bytes:
    """The file's content, unpacked where it ends in .gz: its `first` bytes, at most `MOST`."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            content = stream.read(first)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read: {error}") from None
    if len(content) > MOST:
        raise DataError(f"{path} holds more than {MOST} bytes")
    return content
