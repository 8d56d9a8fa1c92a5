"""How a lab's own file of images is written, without its images: what a stand-in of it must be."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from functools import cache

from numpy.lib import format as npy

from grader.data.nouns import Source

UNREADABLE = (
    *(OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error),
    RuntimeError,  # a password, or a way to pack that Python has not
)


@dataclass(frozen=True)
class Array:
    """One array of an .npz."""

    name: str  # "x_train"
    shape: tuple[int, ...]
    kind: str  # "uint8"


@dataclass(frozen=True)
class Handed:
    """A file, or a folder of pictures."""

    name: str  # "shapes.npz"
    arrays: tuple[Array, ...]  # of the file
    classes: tuple[str, ...]  # subfolders of the folder


@cache
def handed_out(source: Source) -> Handed | None:
    """How it is written; None where the images are no file of the lab's own, or cannot be read."""
    place = source.folder
    if place is None or source.form not in ("npz", "pictures"):
        return None
    try:
        if source.form == "npz":
            return Handed(place.name, tuple(_arrays(zipfile.ZipFile(place))), ())
        inner = place / "train" if (place / "train").is_dir() else place
        names = sorted(one.name for one in inner.iterdir() if one.is_dir())
        return Handed(place.name, (), tuple(names))
    except UNREADABLE:  # the trainer meets it too, and says so
        return None


def _arrays(archive: zipfile.ZipFile) -> list[Array]:
    found = []
    with archive:
        for one in archive.infolist():
            with archive.open(one) as file:
                version = npy.read_magic(file)
                read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
                shape, _, kind = read(file)
            found.append(Array(one.filename.removesuffix(".npy"), tuple(shape), str(kind)))
    return found
