"""Finding and reading digits."""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.data import (
    DataError,
    DataSet,
    Source,
    cache_folder,
    choose,
    find_data,
    load,
    mnist,
    nouns,
)
from grader.data.digits import TRAINING_SCANS, load_scans

PARTS = {
    "train-images-idx3-ubyte": 3,
    "train-labels-idx1-ubyte": 1,
    "t10k-images-idx3-ubyte": 3,
    "t10k-labels-idx1-ubyte": 1,
}


def idx(dimensions: int, count: int = 6, side: int = 28, label: int = 9) -> bytes:
    """An IDX file as MNIST's are."""
    shape = (count, side, side)[:dimensions]
    body = bytes([label]) * int(np.prod(shape))
    return struct.pack(f">{1 + dimensions}I", 0x800 | dimensions, *shape) + body


GENUINE = {name: hashlib.sha256(idx(dimensions)).hexdigest() for name, dimensions in PARTS.items()}


def write_mnist(folder: Path, layout: str = "MNIST/raw", zipped: bool = False) -> Path:
    raw = folder / layout
    raw.mkdir(parents=True, exist_ok=True)
    for name, dimensions in PARTS.items():
        content = idx(dimensions)
        if zipped:
            (raw / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (raw / name).write_bytes(content)
    return raw


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, an empty cache, no variable set."""
    place = tmp_path / "work"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.delenv("CNNGRADE_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return place


def test_the_order_in_which_places_are_asked(
    tmp_path: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "_GENUINE", GENUINE)
    write_mnist(nowhere / "data")  # a student's, perhaps: nobody named it
    assert find_data() == Source("digits", None, "embedded")
    write_mnist(cache_folder())
    assert find_data().found_by == "the cache folder"
    write_mnist(tmp_path / "variable")
    monkeypatch.setenv("CNNGRADE_DATA", str(tmp_path / "variable"))
    assert find_data().found_by == "$CNNGRADE_DATA"
    raw = write_mnist(tmp_path / "asked")
    assert find_data(tmp_path / "asked") == Source("mnist", raw.resolve(), "--data")


@pytest.mark.parametrize("zipped", [True, False])
def test_digits_of_somebody_else_are_used_by_name_alone(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, zipped: bool
) -> None:
    monkeypatch.setattr(mnist, "_GENUINE", GENUINE)
    raw = write_mnist(nowhere / "given", zipped=zipped)
    monkeypatch.setenv("CNNGRADE_DATA", str(nowhere / "given"))
    assert find_data().found_by == "$CNNGRADE_DATA"
    name = "t10k-labels-idx1-ubyte"
    (raw / name).write_bytes(idx(1, label=3))
    with pytest.raises(DataError, match=r"^\$CNNGRADE_DATA: [^\n]*t10k-labels[^\n]*--data [^\n]+$"):
        find_data()
    assert find_data(nowhere / "given").found_by == "--data"
    monkeypatch.setenv("CNNGRADE_DATA", "")
    write_mnist(cache_folder())
    (cache_folder() / "MNIST" / "raw" / name).write_bytes(idx(1, label=3))
    with pytest.raises(DataError, match=r"^the cache folder: [^\n]+ cnngrade data"):
        find_data()


@pytest.mark.parametrize("layout", ["MNIST/raw", "raw", "."])
@pytest.mark.parametrize("zipped", [True, False])
def test_layouts(tmp_path: Path, layout: str, zipped: bool) -> None:
    write_mnist(tmp_path / "given", layout, zipped)
    digits = load(find_data(tmp_path / "given"))
    assert digits.name == "mnist"
    assert digits.train_images.shape == digits.held_out_images.shape == (6, 1, 28, 28)
    assert digits.train_labels.tolist() == [9] * 6
    assert (digits.mean, digits.std) == ((0.1307,), (0.3081,))


def test_a_relative_folder_becomes_absolute(nowhere: Path) -> None:
    write_mnist(nowhere / "here")
    folder = find_data(Path("here")).folder
    assert folder is not None
    assert folder.is_absolute()


def test_a_folder_without_mnist_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match=r"--data: .*absent is no folder"):
        find_data(tmp_path / "absent")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("CNNGRADE_DATA", str(tmp_path / "empty"))
    with pytest.raises(DataError, match=r"\$CNNGRADE_DATA: .*empty holds no MNIST"):
        find_data()


def cut_short(raw: Path) -> None:
    path = raw / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-3])


def other_format(raw: Path) -> None:
    (raw / "train-images-idx3-ubyte").write_bytes(b"\x89PNG....")


def empty(raw: Path) -> None:
    (raw / "train-images-idx3-ubyte").write_bytes(b"")


def enormous(raw: Path) -> None:
    head = struct.pack(">4I", 0x803, 2**32 - 1, 2**32 - 1, 2**32 - 1)
    (raw / "train-images-idx3-ubyte").write_bytes(head)


def another_size(raw: Path) -> None:
    (raw / "train-images-idx3-ubyte").write_bytes(idx(3, side=32))


def too_few_labels(raw: Path) -> None:
    (raw / "train-labels-idx1-ubyte").write_bytes(idx(1, count=5))


def a_label_of_ten(raw: Path) -> None:
    (raw / "train-labels-idx1-ubyte").write_bytes(idx(1, label=10))


def broken_gzip(raw: Path) -> None:
    (raw / "train-images-idx3-ubyte").unlink()
    content = gzip.compress(idx(3))
    (raw / "train-images-idx3-ubyte.gz").write_bytes(content[: len(content) // 2])


SPOILT: list[tuple[Callable[[Path], None], str]] = [
    (cut_short, "train-images-idx3-ubyte announces 4704 bytes of data and holds 4701"),
    (other_format, "is no IDX file: it begins with 89504e47"),
    (empty, "is no IDX file: it begins with nothing"),
    (enormous, "announces 79228162458924105385300197375 bytes of data and holds 0"),
    (another_size, "holds images of 32×32 pixels, not 28×28"),
    (too_few_labels, "train-images-idx3-ubyte holds 6 images, train-labels-idx1-ubyte 5 labels"),
    (a_label_of_ten, "holds the label 10, beyond 0 to 9"),
    (broken_gzip, "cannot be read: Compressed file ended"),
]


@pytest.mark.parametrize(("spoil", "sentence"), SPOILT)
def test_bad_files_are_named(tmp_path: Path, spoil: Callable[[Path], None], sentence: str) -> None:
    raw = write_mnist(tmp_path / "given")
    spoil(raw)
    with pytest.raises(DataError, match="given") as caught:
        load(Source("mnist", raw, "--data"))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_embedded_digits() -> None:
    digits = load(Source("digits", None, "embedded"))
    assert digits.train_images.shape == (9_600, 1, 28, 28)
    assert digits.held_out_images.shape == (597, 1, 28, 28)
    assert digits.train_images.dtype == np.uint8
    for labels in (digits.train_labels, digits.held_out_labels):
        share = np.bincount(labels, minlength=10) / len(labels)
        assert 0.08 < share.min() <= share.max() < 0.12
    again = load(Source("digits", None, "embedded"))
    assert np.array_equal(digits.train_images, again.train_images)


def test_the_embedded_digits_are_drawn_as_mnist_was() -> None:
    """About 20 pixels high, ink in the middle of the strokes, centred by mass."""
    images = load(Source("digits", None, "embedded")).held_out_images[:, 0].astype(float)
    rows = (images.sum(2) > 255).sum(1)
    assert 17 < np.median(rows) < 23
    assert np.percentile(images.max((1, 2)), 10) > 200
    places = np.arange(28) - 13.5
    for axis in (1, 2):
        centre = (images.sum(axis) * places).sum(1) / images.sum((1, 2))
        assert np.abs(centre).max() < 1.0
    assert not images[:, 0].any()


def test_no_scan_is_both_trained_on_and_held_out() -> None:
    scans, _ = load_scans()
    trained = {scan.tobytes() for scan in scans[:TRAINING_SCANS]}
    assert not any(scan.tobytes() in trained for scan in scans[TRAINING_SCANS:])


@pytest.mark.slow
def test_the_embedded_digits_are_scikit_learns() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    scans, labels = load_scans()
    original = datasets.load_digits()
    assert np.array_equal(scans, original.images)
    assert np.array_equal(labels, original.target)


def test_the_choice_follows_from_the_seed() -> None:
    digits = load(Source("digits", None, "embedded"))
    one, two, other = (choose(digits, seed, 1_000) for seed in (1, 1, 2))
    assert one.train_images.shape == (1_000, 1, 28, 28)
    assert len(one.held_out_labels) == 597
    assert np.array_equal(one.held_out_labels, two.held_out_labels)
    assert not np.array_equal(one.train_labels, other.train_labels)


def test_the_held_out_images_are_drawn_from_all_of_them() -> None:
    """MNIST's easier half comes first; here a label says in which half its image stands."""
    half = nouns.HELD_OUT
    images = np.zeros((2 * half, 1, 28, 28), np.uint8)
    labels = np.repeat(np.array([0, 1], np.uint8), half)
    chosen = choose(DataSet("mnist", images, labels, images, labels, (0.13,), (0.3,)), 1, 100)
    assert chosen.held_out_images.shape == (half, 1, 28, 28)
    assert 0.45 < chosen.held_out_labels.mean() < 0.55


def real_mnist() -> Path:
    given = os.environ.get("CNNGRADE_TEST_MNIST")
    return Path(given) if given else Path(__file__).parents[2] / "../shared/mnist"


@pytest.mark.slow
@pytest.mark.skipif(not real_mnist().is_dir(), reason="MNIST is not on this machine")
def test_the_real_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGRADE_DATA", str(real_mnist()))  # held against its digests
    digits = load(find_data())
    assert digits.train_images.shape == (60_000, 1, 28, 28)
    assert digits.held_out_images.shape == (10_000, 1, 28, 28)
    assert digits.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert (digits.train_images / 255).mean() == pytest.approx(digits.mean[0], abs=1e-3)
    assert (digits.train_images[::10] / 255).std() == pytest.approx(digits.std[0], abs=1e-2)
    assert len(choose(digits, 1, 20_480).held_out_labels) == 2_000
