"""Folders of pictures and of CIFAR-10, with a part of its own to be tested by; or spoiled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from grader.data import DataError, find_lab_data, load
from tests.data.test_own import cifar, images


def _pets(folder: Path, *parts: str, kinds: tuple[str, ...] = ("cats", "dogs")) -> None:
    for part in parts:
        for name in kinds:
            (folder / part / name).mkdir(parents=True)
            for number, one in enumerate(images(20, 6, 5)):
                Image.fromarray(one, "L").save(folder / part / name / f"{number:02}.png")


def test_pictures_of_the_folder_test_are_the_unseen_ones(tmp_path: Path) -> None:
    _pets(tmp_path / "pets", "train", "test")
    found = load(find_lab_data("pets/", tmp_path))
    for part, pictures, labels in (
        ("train", found.train_images, found.train_labels),
        ("test", found.held_out_images, found.held_out_labels),
    ):
        there = {one.tobytes() for one in pictures[labels == 1]}
        on_disk = (tmp_path / "pets" / part / "dogs").iterdir()
        assert there == {np.asarray(Image.open(one)).tobytes() for one in on_disk}


# what the folder test/ has, and the picture that is spoiled
PICTURES: dict[str, tuple[tuple[str, ...], str]] = {
    "have different subfolders": (("cats", "owls"), ""),
    "has 1 subfolders; each class": (("cats",), ""),
    "holds no pictures (": (("cats", "dogs"), "test/dogs"),
    "00.png is no picture": (("cats", "dogs"), "train/cats/00.png"),
    "03.png is no picture": (("cats", "dogs"), "test/cats/03.png"),
}


@pytest.mark.parametrize("says", PICTURES)
def test_pictures_that_are_none_are_refused_by_name(says: str, tmp_path: Path) -> None:
    pets, (kinds, spoiled) = tmp_path / "pets", PICTURES[says]
    _pets(pets, "train")
    _pets(pets, "test", kinds=kinds)
    if spoiled.endswith(".png"):
        (pets / spoiled).write_bytes(b"GIF89a")
    elif spoiled:
        for one in (pets / spoiled).iterdir():
            one.unlink()
    with pytest.raises(DataError) as caught:
        load(find_lab_data("pets/", tmp_path))
    assert says in str(caught.value)
    assert "pets" in str(caught.value)


CIFAR: dict[str, tuple[bool, bytes | None]] = {
    "has 3074 bytes, no whole number of images": (True, bytes(3074)),
    "cannot be read": (True, None),
    "is no part of CIFAR-10: ": (False, b"no pickle"),
    "has labels beyond 0 to 9": (False, b"(dX\x06\x00\x00\x00labels](K\x0beu."),
}


@pytest.mark.parametrize("says", CIFAR)
def test_a_spoiled_part_of_cifar_is_refused_by_name(says: str, tmp_path: Path) -> None:
    binary, content = CIFAR[says]
    cifar(tmp_path, binary)
    part = tmp_path / ("cifar-10-batches-bin" if binary else "cifar-10-batches-py") / "data_batch_2"
    part = part.with_suffix(".bin") if binary else part
    source = find_lab_data("cifar10", Path("/nowhere"), tmp_path)
    if content is None:
        part.unlink()
        part.mkdir()
    else:
        part.write_bytes(content)
    with pytest.raises(DataError, match="data_batch_2") as caught:
        load(source)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("fashion", "CNNGRADE_DATA: FOLDER holds no fashion (FashionMNIST/raw/train-images"),
        ("cifar10", "CNNGRADE_DATA: FOLDER holds no CIFAR-10 (cifar-10-batches-py/data_batch_1"),
    ],
)
def test_a_folder_that_holds_something_else_is_named(
    source: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNGRADE_DATA", str(tmp_path))
    with pytest.raises(DataError) as caught:
        find_lab_data(source, Path("/nowhere"))
    assert says.replace("FOLDER", str(tmp_path)) in str(caught.value)


def test_a_file_of_another_kind_is_no_data(tmp_path: Path) -> None:
    (tmp_path / "things.csv").write_text("0,1\n")
    with pytest.raises(DataError, match=r"things\.csv is neither an \.npz nor a folder"):
        find_lab_data("things.npz", tmp_path, tmp_path / "things.csv")
