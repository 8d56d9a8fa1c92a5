"""Digits as arrays: MNIST where it is on disk, the embedded digits otherwise.

Never a download while grading; `cnngrade data` fetches MNIST on request.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.data import digits, idx
from grader.data.idx import DataError
from grader.wire.child import finding_us, last_line, module

Bytes = NDArray[np.uint8]
DataName = Literal["mnist", "digits"]

SIDE = 28  # pixels across


@dataclass(frozen=True)
class Source:
    """Where the digits come from."""

    name: DataName
    folder: Path | None  # holds the four IDX files; None for the embedded digits
    found_by: str  # "--data", "$CNNGRADE_DATA", "./data", "the cache folder", "embedded"


@dataclass(frozen=True)
class Digits:
    """A data set."""

    name: DataName
    train_images: Bytes  # (n, 28, 28), grey values 0 to 255
    train_labels: Bytes  # (n,), 0 to 9
    held_out_images: Bytes  # (m, 28, 28)
    held_out_labels: Bytes  # (m,)
    mean: float  # of the training images, grey values from 0 to 1
    std: float  # their standard deviation


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
    """The digits to use: of `--data`, $CNNGRADE_DATA, ./data, the cache, or the embedded ones.

    Raises `DataError` where a folder that was asked for holds no MNIST; the places that
    nobody asked for are passed over in silence.
    """
    from_environment = os.environ.get("CNNGRADE_DATA")
    if explicit is not None:
        return _asked_for(explicit, "--data")
    if from_environment:
        return _asked_for(Path(from_environment), "$CNNGRADE_DATA")
    for place, found_by in ((Path("data"), "./data"), (cache_folder(), "the cache folder")):
        raw = _raw_folder(place)
        if raw is not None:
            return Source("mnist", raw, found_by)
    return Source("digits", None, "embedded")


def _asked_for(folder: Path, found_by: str) -> Source:
    raw = _raw_folder(folder)
    if raw is None:
        what = "holds no MNIST (MNIST/raw/train-images-idx3-ubyte and three more)"
        raise DataError(f"{found_by}: {folder} {what if folder.is_dir() else 'is no folder'}")
    return Source("mnist", raw, found_by)


_PARTS = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "held out": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def _raw_folder(folder: Path) -> Path | None:
    """The folder with the four files, in torchvision's layout or flat; absolute."""
    names = [name for part in _PARTS.values() for name in part]
    for place in (folder / "MNIST" / "raw", folder / "raw", folder):
        if all(idx.find(place, name) is not None for name in names):
            return place.resolve()
    return None


def load(source: Source) -> Digits:
    """Read a data set. Raises `DataError` with one sentence that names the bad file."""
    if source.folder is None:
        train, held_out = digits.training_digits(), digits.held_out_digits()
        grey = train[0] / np.float32(255)
        return Digits("digits", *train, *held_out, float(grey.mean()), float(grey.std()))
    train, held_out = (_pair(source.folder, *names) for names in _PARTS.values())
    return Digits("mnist", *train, *held_out, mean=0.1307, std=0.3081)


HELD_OUT = 2_000  # held-out images that figures rest on


def choose(digits_: Digits, seed: int, most: int) -> Digits:
    """At most `most` training and `HELD_OUT` held-out images, by a seeded draw.

    MNIST's held-out half begins with the easier digits, so its first 2,000 would flatter.
    The same seed gives the same images to the trainer and to the sandbox.
    """
    random = np.random.default_rng(seed)
    train = random.permutation(len(digits_.train_labels))[:most]
    held_out = random.permutation(len(digits_.held_out_labels))[:HELD_OUT]
    return replace(
        digits_,
        train_images=digits_.train_images[train],
        train_labels=digits_.train_labels[train],
        held_out_images=digits_.held_out_images[held_out],
        held_out_labels=digits_.held_out_labels[held_out],
    )


def _pair(folder: Path, image_name: str, label_name: str) -> tuple[Bytes, Bytes]:
    """Images (n, 28, 28) and labels (n,) of one half of MNIST."""
    images = idx.read(folder, image_name, dimensions=3)
    labels = idx.read(folder, label_name, dimensions=1)
    if images.shape[1:] != (SIDE, SIDE):
        size = "×".join(str(n) for n in images.shape[1:])
        raise DataError(f"{folder / image_name} holds images of {size} pixels, not 28×28")
    if len(images) != len(labels) or not len(images):
        raise DataError(
            f"{folder / image_name} holds {len(images)} images, {label_name} {len(labels)} labels"
        )
    if labels.max() > 9:
        raise DataError(f"{folder / label_name} holds the label {labels.max()}, beyond 0 to 9")
    return images, labels


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
