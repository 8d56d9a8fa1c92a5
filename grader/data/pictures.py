"""A lab's images as a folder of pictures, a folder a class."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader.data.measured import MOST_BYTES, held_apart, measured
from grader.data.nouns import Bytes, DataError, DataSet

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".pgm")
GREY = ("1", "L")  # PIL's modes of pictures without colour
_Pair = tuple[Bytes, Bytes]


def load_pictures(name: str, folder: Path) -> DataSet:
    """The data set in a folder, whose subfolders, in the order of their names, are the classes.

    Where it has train/ and test/ with such subfolders, these are the parts; else a part is held
    out. All are of one size; grey where all are. Raises `DataError`, which names the file.
    """
    parts = folder / "train", folder / "test"
    if all(part.is_dir() for part in parts):
        names = _classes(parts[0])
        if names != _classes(parts[1]):
            raise DataError(f"{parts[0]} and {parts[1]} have different subfolders")
        train, held_out = _read(parts, names)
    else:
        (whole,) = _read((folder,), _classes(folder))
        train, held_out = held_apart(*whole)
    return measured(name, str(folder), train, held_out)


def _classes(folder: Path) -> list[str]:
    found = sorted(one.name for one in folder.iterdir() if one.is_dir())
    if len(found) < 2:
        raise DataError(f"{folder} has {len(found)} subfolders; each class of pictures has one")
    return found


def _read(folders: tuple[Path, ...], names: list[str]) -> tuple[_Pair, ...]:
    """Images (n, channels, height, width) and labels of each folder, all of them alike."""
    listed = [
        [(path, label) for label, name in enumerate(names) for path in _pictures(folder / name)]
        for folder in folders
    ]
    paths = [path for part in listed for path, _ in part]
    pixels = _alike(paths)
    made, first = list[_Pair](), 0
    for part in listed:
        labels = np.array([label for _, label in part], np.uint8)
        made.append((pixels[first : first + len(part)], labels))
        first += len(part)
    return tuple(made)


def _pictures(folder: Path) -> list[Path]:
    found = sorted(one for one in folder.iterdir() if one.suffix.lower() in ENDINGS)
    if not found:
        raise DataError(f"{folder} holds no pictures ({', '.join(ENDINGS)})")
    return found


def _alike(paths: list[Path]) -> Bytes:
    from PIL import Image  # comes with torchvision

    images = list[Bytes]()
    try:
        with Image.open(paths[0]) as first:
            size, width = first.size, 3 * first.size[0] * first.size[1]
        if width * len(paths) > MOST_BYTES:
            raise DataError(f"{paths[0].parent.parent} holds more than {MOST_BYTES} bytes")
        colours = False
        for path in paths:
            with Image.open(path) as one:
                if one.size != size:
                    raise DataError(
                        f"{path} is of {one.size[0]}×{one.size[1]} pixels and {paths[0]} of "
                        f"{size[0]}×{size[1]}"
                    )
                colours = colours or one.mode not in GREY
                images.append(np.asarray(one.convert("RGB")))
    except (OSError, ValueError, SyntaxError) as error:
        raise DataError(f"{path if images else paths[0]} is no picture: {error}") from None
    whole = np.stack(images).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(whole if colours else whole[:, :1])
