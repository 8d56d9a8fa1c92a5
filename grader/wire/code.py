"""Which code is at this end: its digest, which changes before the version does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PACKAGES = ("concepts", "grader")
_CODE = {".py", ".html", ".css", ".js", ".npz"}
_NO_MARK = {"cli", "exercises"}  # no mark hangs on them; the lab is told by itself


@cache
def code_digest() -> str:
    """Of all that a mark can follow from, 16 hexadecimal digits; read once in a process."""
    return digest_of(_ROOT / package for package in _PACKAGES)


def digest_of(folders: Iterable[Path]) -> str:
    """Of the code in `folders`, the same wherever they lie. Never raises for a file.

    What cannot be read counts by its name: no grade hangs on that, and yet the digest is
    another one than that of the whole.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for name in sorted(_files(folder)):
            digest.update(name.encode() + _read(folder / name))
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterable[str]:
    """Names from there, with slashes."""
    for place, below, names in os.walk(folder):
        here = Path(place).relative_to(folder).as_posix()
        if here == ".":
            below[:] = [name for name in below if name not in _NO_MARK]
        for name in names:
            if os.path.splitext(name)[1] in _CODE:  # noqa: PTH122  # a tenth of what a Path takes
                yield name if here == "." else f"{here}/{name}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
