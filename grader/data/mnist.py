"""MNIST where it is on disk, the embedded digits otherwise.

Never a download while grading; `cnngrade data` fetches MNIST on request.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.data import idx
from grader.data.nouns import Bytes, DataError, DataSet, Source
from grader.wire.child import finding_us, last_line, module

SIDE = 28  # pixels across
MEAN, STD = 0.1307, 0.3081  # of its training images, as everybody rounds them


def cache_folder() -> Path:
    """Where `cnngrade data` puts MNIST: the user's cache folder, by the platform's custom."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "cnngrade" if local else Path.home() / "AppData/Local/cnngrade"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/cnngrade"
    xdg = os.environ.get("XDG_CACHE_HOME")
    return (Path(xdg) if xdg else Path.home() / ".cache") / "cnngrade"


def find_data(explicit: Path | None = None) -> Source:
    """The digits to use: of `--data`, $CNNGRADE_DATA, the cache, or the embedded ones.

    Never of a folder that merely lies here: it may be a student's, and marks rest on the digits.
    What is not named on the command line must be MNIST itself, file by file. Raises `DataError`
    where a folder that was asked for holds no MNIST, or another one.
    """
    from_environment = os.environ.get("CNNGRADE_DATA")
    if explicit is not None:
        return _asked_for(explicit, "--data")
    if from_environment:
        return _genuine(_asked_for(Path(from_environment), "$CNNGRADE_DATA"))
    raw = _raw_folder(cache_folder())
    if raw is not None:
        return _genuine(Source("mnist", raw, "the cache folder"))
    return Source("digits", None, "embedded")


# SHA-256 of MNIST's files, unpacked
_GENUINE = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def _genuine(source: Source) -> Source:
    """The same source. Raises `DataError` where a file is not MNIST's own."""
    assert source.folder is not None
    for name, digest in _GENUINE.items():
        if idx.digest(source.folder, name) != digest:
            raise DataError(
                f"{source.found_by}: {source.folder / name} is not MNIST's; fetch it again with "
                f"cnngrade data, or grade with it all the same by --data {source.folder}"
            )
    return source


def _asked_for(folder: Path, found_by: str) -> Source:
    raw = _raw_folder(folder)
    if raw is None:
        what = "holds no MNIST (MNIST/raw/train-images-idx3-ubyte and three more)"
        raise DataError(f"{found_by}: {folder} {what if folder.is_dir() else 'is no folder'}")
    return Source("mnist", raw, found_by)


PARTS = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "held out": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def _raw_folder(folder: Path) -> Path | None:
    """The folder with the four files, in torchvision's layout or flat; absolute."""
    names = [name for part in PARTS.values() for name in part]
    for place in (folder / "MNIST" / "raw", folder / "raw", folder):
        if all(idx.find(place, name) is not None for name in names):
            return place.resolve()
    return None


def load_mnist(folder: Path) -> DataSet:
    """MNIST in a folder. Raises `DataError` with one sentence that names the bad file."""
    train, held_out = (read_pair(folder, *names) for names in PARTS.values())
    return DataSet("mnist", *train, *held_out, (MEAN,), (STD,))


def read_pair(
    folder: Path, image_name: str, label_name: str, highest: int = 9
) -> tuple[Bytes, Bytes]:
    """Images (n, 1, 28, 28) and labels (n,) of one half of MNIST, or of a set written alike."""
    images = idx.read(folder, image_name, dimensions=3)
    labels = idx.read(folder, label_name, dimensions=1)
    if images.shape[1:] != (SIDE, SIDE):
        size = "×".join(str(n) for n in images.shape[1:])
        raise DataError(f"{folder / image_name} holds images of {size} pixels, not 28×28")
    if len(images) != len(labels) or not len(images):
        raise DataError(
            f"{folder / image_name} holds {len(images)} images, {label_name} {len(labels)} labels"
        )
    if labels.max() > highest:
        raise DataError(
            f"{folder / label_name} holds the label {labels.max()}, beyond 0 to {highest}"
        )
    return images[:, None], labels


def fetch(folder: Path) -> Path:
    """Download MNIST into `folder` through torchvision; gives the folder with its files.

    In a child process, since torchvision brings torch along. Raises `DataError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = module("grader.trainer.fetch", str(folder))
    ended = subprocess.run(
        command, env=finding_us(os.environ), stderr=subprocess.PIPE, text=True, check=False
    )
    raw = _raw_folder(folder)
    if ended.returncode != 0 or raw is None:
        why = last_line(ended.stderr) or "it gave no reason"
        raise DataError(f"MNIST could not be fetched into {folder}: {why}")
    return raw
