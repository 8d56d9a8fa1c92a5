"""Images of a lab's own: torchvision's files, an .npz, pictures; or refused by name."""

from __future__ import annotations

import os
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from grader.data import DataError, find_lab_data, likeness_of, load
from grader.data.likeness import COUNT
from grader.data.measured import SHARE

RANDOM = np.random.default_rng(7)


def images(count: int, *shape: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return RANDOM.integers(0, 256, (count, *shape), dtype=np.uint8)


def labels(count: int, classes: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return (np.arange(count) % classes).astype(np.uint8)


def npz(folder: Path, **arrays: Any) -> Path:
    np.savez_compressed(folder / "things.npz", **arrays)
    return folder / "things.npz"


def test_each_channel_is_measured_on_the_training_part_alone(tmp_path: Path) -> None:
    x = images(60, 3, 5, 7)
    x[:, 1] //= 2
    dark = np.zeros_like(x[:30])
    npz(tmp_path, x_train=x, y_train=labels(60, 3), x_test=dark, y_test=labels(30, 3))
    found = load(find_lab_data("things.npz", tmp_path))
    assert (found.name, found.image, found.classes) == ("things", (3, 5, 7), 3)
    share = x / 255
    assert found.mean == pytest.approx(share.mean((0, 2, 3)))
    assert found.std == pytest.approx(share.std((0, 2, 3)))
    assert np.array_equal(found.train_images, x)
    assert np.array_equal(found.held_out_images, dark)


def test_a_fifth_of_each_class_is_held_out_always_the_same(tmp_path: Path) -> None:
    x, y = images(150, 6, 6), np.repeat([0, 1, 2], (20, 50, 80))
    npz(tmp_path, x=x, y=y)
    one, two = (load(find_lab_data("things.npz", tmp_path)) for _ in range(2))
    assert np.array_equal(one.held_out_images, two.held_out_images)
    counts = np.bincount(one.held_out_labels)
    assert counts.tolist() == [int(SHARE * n) for n in (20, 50, 80)]
    parts = {image.tobytes() for image in one.train_images}
    assert not parts & {image.tobytes() for image in one.held_out_images}
    assert len(parts) + len(one.held_out_images) == 150


def test_channels_may_come_last(tmp_path: Path) -> None:
    x = images(60, 8, 9, 3)
    npz(tmp_path, x_train=x, y_train=labels(60, 2), x_test=x, y_test=labels(60, 2)[:, None])
    found = load(find_lab_data("things.npz", tmp_path))
    assert np.array_equal(found.train_images, x.transpose(0, 3, 1, 2))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "fractions": ({"x": np.zeros((40, 4, 4)), "y": labels(40, 2)}, "of uint8"),
    "rows": ({"x": images(40, 16), "y": labels(40, 2)}, "of shape 40×16"),
    "too few labels": ({"x_train": images(40, 4, 4), "y_train": labels(39, 2),
                        "x_test": images(40, 4, 4), "y_test": labels(40, 2)}, "40 images and 39"),
    "a gap in the labels": ({"x": images(40, 4, 4), "y": 2 * labels(40, 2)}, "without a gap"),
    "labels below 0": ({"x": images(40, 4, 4), "y": -labels(40, 2).astype(int)}, "from -1 to 0"),
    "objects": ({"x": np.array([{}] * 40), "y": labels(40, 2)}, "cannot be read"),
    "other names": ({"images": images(40, 4, 4), "y": labels(40, 2)}, "holds images, y; it is x"),
    "two shapes": ({"x_train": images(40, 4, 4), "y_train": labels(40, 2),
                    "x_test": images(40, 5, 5), "y_test": labels(40, 2)}, "of another shape"),
    "a row of labels an image": ({"x": images(40, 4, 4), "y": images(40, 2)}, "a label an image"),
    "one grey": ({"x": np.full((40, 4, 4), 7, np.uint8), "y": labels(40, 2)}, "the same in all"),
    "nothing to look at": ({"x_train": images(40, 4, 4), "y_train": labels(40, 2),
                            "x_test": images(0, 4, 4), "y_test": labels(0, 2)}, "none to look at"),
    "few of a class": ({"x": images(12, 4, 4), "y": labels(12, 2)}, "of each are needed"),
}  # fmt: skip


@pytest.mark.parametrize(("arrays", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_learned_from_is_refused_by_name(
    arrays: dict[str, Any], says: str, tmp_path: Path
) -> None:
    path = npz(tmp_path, **arrays)
    with pytest.raises(DataError, match=r"things\.npz") as caught:
        load(find_lab_data("things.npz", tmp_path))
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_an_array_of_no_end_is_not_made(tmp_path: Path) -> None:
    head = "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999, 28, 28), }"
    with zipfile.ZipFile(tmp_path / "things.npz", "w") as archive:
        for name in ("x", "y"):
            head_bytes = head.ljust(117).encode() + b"\n"
            whole = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head_bytes)) + head_bytes
            archive.writestr(f"{name}.npy", whole)
    with pytest.raises(DataError, match="bytes; 2147483648 are the most"):
        load(find_lab_data("things.npz", tmp_path))


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_folder_of_pictures(mode: str, tmp_path: Path) -> None:
    channels = () if mode == "L" else (3,)
    for name in ("cats", "dogs"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number, one in enumerate(images(20, 6, 5, *channels)):
            Image.fromarray(one, mode).save(tmp_path / "pets" / name / f"{number:02}.png")
    found = load(find_lab_data("pets/", tmp_path))
    assert (found.name, found.classes) == ("pets", 2)
    assert found.image == (1 if mode == "L" else 3, 6, 5)
    first = Image.open(tmp_path / "pets/cats/00.png")
    pixels = np.asarray(first).reshape(6, 5, -1).transpose(2, 0, 1)
    both = (*found.train_images, *found.held_out_images)
    assert pixels.tobytes() in {one.tobytes() for one in both}
    Image.new("L", (9, 9)).save(tmp_path / "pets/dogs/99.png")
    with pytest.raises(DataError, match=r"99\.png is of 9×9 pixels and .*00\.png of 5×6"):
        load(find_lab_data("pets/", tmp_path))


def idx(folder: Path, name: str, array: np.ndarray[Any, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    head = struct.pack(f">{1 + array.ndim}I", 0x800 | array.ndim, *array.shape)
    (folder / name).write_bytes(head + array.tobytes())


@pytest.mark.parametrize(
    ("name", "place", "train", "test", "highest"),
    [
        ("fashion", "FashionMNIST/raw", "train-", "t10k-", 9),
        ("kmnist", "KMNIST/raw", "train-", "t10k-", 9),
        ("emnist-letters", "EMNIST/raw", "emnist-letters-train-", "emnist-letters-test-", 26),
    ],
)
def test_torchvisions_sets_as_they_lie_on_disk(
    name: str, place: str, train: str, test: str, highest: int, tmp_path: Path
) -> None:
    x = images(60, 28, 28)
    for part in (train, test):
        idx(tmp_path / place, f"{part}images-idx3-ubyte", x)
        y = np.full(60, highest, np.uint8)
        idx(tmp_path / place, f"{part}labels-idx1-ubyte", y)
    found = load(find_lab_data(name, Path("/nowhere"), tmp_path))
    assert (found.name, found.image, found.classes) == (name, (1, 28, 28), highest + 1)
    assert found.mean == pytest.approx(((x / 255).mean(),))
    assert np.array_equal(found.held_out_images[:, 0], x)


def of_python_2(pixels: bytes, numbers: list[int]) -> bytes:
    """A part of CIFAR-10 as its authors pickled it."""
    told = b"\x80\x02}q\x01(U\x0bbatch_labelq\x02U\x05part 1q\x03U\x06labelsq\x04]q\x05("
    told = told.replace(b"U\x05part 1", b"U\x06part 1")
    told += b"".join(b"K" + bytes([one]) for one in numbers)
    told += b"eU\x04dataq\x06cnumpy.core.multiarray\n_reconstruct\nq\x07cnumpy\nndarray\nq\x08K\x00"
    told += b"\x85U\x01b\x87Rq\x09(K\x01K\x02M\x00\x0c\x86cnumpy\ndtype\nq\x0aU\x02u1K\x00K\x01\x87"
    told += b"Rq\x0b(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T"
    return told + struct.pack("<I", len(pixels)) + pixels + b"tbu."


def cifar(folder: Path, binary: bool) -> np.ndarray[Any, np.dtype[np.uint8]]:
    place = folder / ("cifar-10-batches-bin" if binary else "cifar-10-batches-py")
    place.mkdir()
    all_pixels = []
    for number in range(6):
        pixels, y = images(20, 3072), labels(20, 10)
        name = f"data_batch_{number + 1}" if number < 5 else "test_batch"
        if binary:
            (place / f"{name}.bin").write_bytes(np.hstack([y[:, None], pixels]).tobytes())
        else:
            (place / name).write_bytes(of_python_2(pixels.tobytes(), y.tolist()))
        all_pixels.append(pixels)
    return np.concatenate(all_pixels)


@pytest.mark.parametrize("binary", [True, False])
def test_both_versions_of_cifar(binary: bool, tmp_path: Path) -> None:
    pixels = cifar(tmp_path, binary)
    found = load(find_lab_data("cifar10", Path("/nowhere"), tmp_path))
    assert (found.image, found.classes) == ((3, 32, 32), 10)
    assert np.array_equal(found.train_images.reshape(100, -1), pixels[:100])
    assert np.array_equal(found.held_out_images.reshape(20, -1), pixels[100:])
    assert found.train_labels.tolist() == [*range(10)] * 10
    likeness = likeness_of(find_lab_data("cifar10", Path("/nowhere"), tmp_path))
    assert len(likeness.images) == COUNT * 3072
    assert likeness.shape == (3, 32, 32)


def test_no_pickle_is_run(tmp_path: Path) -> None:
    class Planted:
        def __reduce__(self) -> Any:
            return (os.mkdir, (str(tmp_path / "run"),))

    cifar(tmp_path, binary=False)
    evil = pickle.dumps({"labels": [1], "data": Planted()}, 2)
    (tmp_path / "cifar-10-batches-py/data_batch_3").write_bytes(evil)
    with pytest.raises(DataError, match="data_batch_3 holds no images"):
        load(find_lab_data("cifar10", Path("/nowhere"), tmp_path))
    assert not (tmp_path / "run").exists()


def test_what_is_nowhere_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CNNGRADE_DATA", raising=False)
    for source in ("fashion", "cifar10"):
        with pytest.raises(DataError, match=f"data are {source}.* name its folder with --data"):
            find_lab_data(source, tmp_path)
    for source in ("shapes.npz", "pets/"):
        with pytest.raises(DataError, match=f"the lab: there is no .*{source.rstrip('/')}"):
            find_lab_data(source, tmp_path)


def test_the_labs_own_folder_is_looked_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CNNGRADE_DATA", raising=False)
    (tmp_path / "data").mkdir()
    cifar(tmp_path / "data", binary=True)
    assert find_lab_data("cifar10", tmp_path).found_by == "the lab"
