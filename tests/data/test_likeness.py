"""The images on which a network is tried look like the data and are none of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.data import DataError, DataSet, Source, likeness_for, likeness_of, load
from grader.data.digits import load_scans
from grader.data.idx import read, read_first
from grader.data.likeness import COUNT

from .test_data import PARTS, write_mnist

EMBEDDED = Source("digits", None, "embedded")


def grey_of(source: Source) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.frombuffer(likeness_of(source).images, np.uint8).reshape(COUNT, 1, 28, 28)


@pytest.fixture(scope="module")
def digits() -> DataSet:
    return load(EMBEDDED)


def test_what_can_be_told_of_the_data_can_be_told_of_them(digits: DataSet) -> None:
    grey, real = grey_of(EMBEDDED), digits.train_images
    assert (grey.min(), grey.max()) == (real.min(), real.max())
    assert abs((grey == 0).mean() - (real == 0).mean()) < 0.03
    assert abs(grey.mean() - real.mean()) < 4
    assert len({image.tobytes() for image in grey}) == COUNT


def test_none_is_an_image_of_the_data(digits: DataSet) -> None:
    known = {image.tobytes() for image in (*digits.train_images, *digits.held_out_images)}
    assert not known & {image.tobytes() for image in grey_of(EMBEDDED)}


def test_the_numbers_that_make_inputs_are_those_of_the_data(digits: DataSet) -> None:
    share = digits.train_images / np.float32(255)
    assert (digits.mean, digits.std) == ((float(share.mean()),), (float(share.std()),))
    likeness = likeness_of(EMBEDDED)
    assert (likeness.mean, likeness.std) == (digits.mean, digits.std)
    assert len(load_scans()[0]) >= 1000


@pytest.mark.parametrize("zipped", [False, True])
def test_of_mnist_only_the_first_images_are_read(tmp_path: Path, zipped: bool) -> None:
    raw = write_mnist(tmp_path, zipped=zipped)
    source = Source("mnist", raw, "--data")
    assert grey_of(source).shape == (COUNT, 1, 28, 28)
    assert (likeness_of(source).mean, likeness_of(source).std) == ((0.1307,), (0.3081,))
    name = next(iter(PARTS))
    whole = read(raw, name, dimensions=3)
    assert np.array_equal(read_first(raw, name, 3, 4), whole[:4])
    assert np.array_equal(read_first(raw, name, 3, 10**6), whole)


def test_where_there_are_none(tmp_path: Path) -> None:
    assert likeness_for(EMBEDDED, (3, 28, 28)) is None
    gone = Source("mnist", tmp_path, "--data")
    assert likeness_for(gone, (1, 28, 28)) is None
    cut = write_mnist(tmp_path) / next(iter(PARTS))
    cut.write_bytes(cut.read_bytes()[:100])
    with pytest.raises(DataError, match="holds less than it announces"):
        read_first(cut.parent, cut.name, 3, 4)
