"""A lab's images in one file of numpy's: x and y, or x_train, y_train, x_test and y_test."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from grader.data.handed import UNREADABLE
from grader.data.measured import MOST_BYTES, held_apart, measured
from grader.data.nouns import Bytes, DataError, DataSet

WHOLE, PARTS = {"x", "y"}, {"x_train", "y_train", "x_test", "y_test"}
CHANNELS = (1, 3)
MOST_CLASSES = 256  # a label is a byte


def load_npz(name: str, path: Path) -> DataSet:
    """The data set in a file. Nothing in it is unpickled. Raises `DataError`, which names it."""
    arrays = _arrays(path)
    if set(arrays) == WHOLE:
        train, held_out = held_apart(*_pair(path, arrays, "x", "y"))
    elif set(arrays) == PARTS:
        train = _pair(path, arrays, "x_train", "y_train")
        held_out = _pair(path, arrays, "x_test", "y_test")
    else:
        there = ", ".join(sorted(arrays)) or "nothing"
        raise DataError(
            f"{path} holds {there}; it is x and y, or x_train, y_train, x_test and y_test"
        )
    if train[0].shape[1:] != held_out[0].shape[1:]:
        raise DataError(f"{path}: x_train has images of another shape than x_test")
    return measured(name, str(path), train, held_out)


def npz_of(data: DataSet) -> bytes:
    """Both parts as the bytes of such a file: the same images, whatever form they had."""
    file = BytesIO()
    np.savez_compressed(
        file,
        x_train=data.train_images,
        y_train=data.train_labels,
        x_test=data.held_out_images,
        y_test=data.held_out_labels,
    )
    return file.getvalue()


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            return {
                one.filename.removesuffix(".npy"): _array(archive, one)
                for one in archive.infolist()
            }
    except UNREADABLE as error:
        raise DataError(f"{path} cannot be read: {error}") from None


def _array(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> NDArray[Any]:
    """One array, whose size was looked at before it is made."""
    with archive.open(one) as file:
        version = npy.read_magic(file)
        read_head = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, kind = read_head(file)
    size = prod(shape) * kind.itemsize
    if size > MOST_BYTES:
        raise ValueError(f"{one.filename} has {size} bytes; {MOST_BYTES} are the most")
    with archive.open(one) as file:
        array: NDArray[Any] = npy.read_array(file, allow_pickle=False)
        return array


def _pair(path: Path, arrays: Mapping[str, NDArray[Any]], x: str, y: str) -> tuple[Bytes, Bytes]:
    return images_of(f"{path}: {x}", arrays[x]), labels_of(f"{path}: {y}", arrays[y])


def images_of(where: str, array: NDArray[Any]) -> Bytes:
    """Images (n, channels, height, width), of (n, height, width) or with the channels last too."""
    if array.dtype != np.uint8:
        raise DataError(f"{where} is of {array.dtype}; images are of uint8, values 0 to 255")
    if array.ndim == 3:
        return np.ascontiguousarray(array[:, None])
    if array.ndim == 4 and array.shape[1] in CHANNELS:
        return np.ascontiguousarray(array)
    if array.ndim == 4 and array.shape[3] in CHANNELS:
        return np.ascontiguousarray(array.transpose(0, 3, 1, 2))
    shape = "×".join(map(str, array.shape))
    raise DataError(
        f"{where} is of shape {shape}; images are (n, height, width), (n, channels, height, "
        "width) or (n, height, width, channels), with 1 or 3 channels"
    )


def labels_of(where: str, array: NDArray[Any]) -> Bytes:
    """Labels (n,): whole numbers from 0 on."""
    flat = array.reshape(len(array)) if array.ndim == 2 and array.shape[1] == 1 else array
    if flat.ndim != 1 or flat.dtype.kind not in "iu":
        raise DataError(
            f"{where} is of shape {flat.shape} and {flat.dtype}; it is a label an image"
        )
    if flat.size and not (flat.min() >= 0 and flat.max() < MOST_CLASSES):
        raise DataError(f"{where} has labels from {flat.min()} to {flat.max()}; 0 to 255 may be")
    return flat.astype(np.uint8)
