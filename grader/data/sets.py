"""torchvision's data sets that are written as MNIST is, on disk where torchvision put them."""

from __future__ import annotations

from pathlib import Path

from grader.data import idx
from grader.data.measured import with_numbers
from grader.data.mnist import read_pair
from grader.data.nouns import DataError, DataSet, Source

_SPLITS = {  # of EMNIST -> the highest label; its letters go from 1 to 26
    "byclass": 61, "bymerge": 46, "balanced": 46, "letters": 26, "digits": 9, "mnist": 9,
}  # fmt: skip
HIGHEST = {"fashion": 9, "kmnist": 9, **{f"emnist-{split}": n for split, n in _SPLITS.items()}}
_FOLDERS = {"fashion": "FashionMNIST", "kmnist": "KMNIST"}


def _files(name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Images and labels, to learn from and held out."""
    first, second = (
        (f"{name}-train-", f"{name}-test-") if name.startswith("emnist") else ("train-", "t10k-")
    )
    train, held_out = (
        (f"{one}images-idx3-ubyte", f"{one}labels-idx1-ubyte") for one in (first, second)
    )
    return train, held_out


def find_set(name: str, folder: Path, found_by: str) -> Source:
    """The set in torchvision's layout or flat. Raises `DataError`."""
    own = _FOLDERS.get(name, "EMNIST")
    wanted = [one for part in _files(name) for one in part]
    for place in (folder / own / "raw", folder / "raw", folder):
        if all(idx.find(place, one) is not None for one in wanted):
            return Source(name, place.resolve(), found_by)
    what = f"holds no {name} ({own}/raw/{wanted[0]} and three more)"
    raise DataError(f"{found_by}: {folder} {what if folder.is_dir() else 'is no folder'}")


def load_set(source: Source) -> DataSet:
    """Read it, each channel measured. Raises `DataError`."""
    assert source.folder is not None
    highest = HIGHEST[source.name]
    train, held_out = (read_pair(source.folder, *one, highest) for one in _files(source.name))
    return with_numbers(source.name, str(source.folder), train, held_out)
