"""Where a lab's images are: a set of torchvision's on disk, or what lies beside the lab's file."""

from __future__ import annotations

import os
from pathlib import Path

from grader.data.cifar import find_cifar
from grader.data.mnist import find_data
from grader.data.nouns import DataError, Source
from grader.data.sets import HIGHEST, find_set


def find_lab_data(source: str, lab_folder: Path, explicit: Path | None = None) -> Source:
    """The images of `[data] source`; "" is MNIST where it is, else the embedded digits.

    A set of torchvision's is looked for in `--data`, in $CNNGRADE_DATA, and in data/ of the lab's
    folder, which is the lecturer's; nowhere else. Raises `DataError`.
    """
    if source == "":
        return find_data(explicit)
    if source == "digits":
        return Source("digits", None, "embedded")
    if source not in SETS:
        return _own(source, lab_folder, explicit)
    for place, found_by in _places(lab_folder, explicit):
        if source == "mnist":
            return find_data(place)
        return (
            find_cifar(place, found_by)
            if source == "cifar10"
            else find_set(source, place, found_by)
        )
    if source == "mnist" and (found := find_data()).name == "mnist":
        return found
    raise DataError(
        f"the lab's data are {source}, as torchvision stores it; name its folder with --data or "
        "$CNNGRADE_DATA"
    )


SETS = ("mnist", *HIGHEST, "cifar10")


def _places(lab_folder: Path, explicit: Path | None) -> list[tuple[Path, str]]:
    """The one folder to look in, if any is named."""
    named = os.environ.get("CNNGRADE_DATA")
    if explicit is not None:
        return [(explicit, "--data")]
    if named:
        return [(Path(named), "$CNNGRADE_DATA")]
    beside = lab_folder / "data"
    return [(beside, "the lab")] if beside.is_dir() else []


def _own(source: str, lab_folder: Path, explicit: Path | None) -> Source:
    """A file or folder of the lab's own, or the one that stands for it."""
    found_by = "the lab" if explicit is None else "--data"
    place = lab_folder / source if explicit is None else explicit
    name = Path(source).stem
    if place.is_dir():
        return Source(name, place.resolve(), found_by, "pictures")
    if not place.is_file():
        raise DataError(f"{found_by}: there is no {place}, of which the lab's data are made")
    if place.suffix != ".npz":
        raise DataError(f"{found_by}: {place} is neither an .npz nor a folder of pictures")
    return Source(name, place.resolve(), found_by, "npz")
