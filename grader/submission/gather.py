"""What lies at a path, as names and bytes: looked at on the disk, and nothing in it read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.submission.errors import SheetError, SubmissionError
from grader.submission.ignored import ignored

MOST_FILE = 20 * 2**20  # bytes of a file: a notebook's outputs hold pictures
MOST_SHEET = 2**18  # bytes of an answer sheet
MOST_MEMBERS = 2000  # entries of a folder that are looked at
DEEPEST = 6  # folders within one another
SOURCES = (".py", ".pyw", ".ipynb")


@dataclass(frozen=True)
class Lying:
    """A file as it lies there."""

    name: str  # of a folder's files with the path inside
    data: bytes
    modified: float = 0.0  # seconds since 1970


@dataclass(frozen=True)
class Gathered:
    """A file as it came, or the Python files of a folder."""

    shown: str  # the path, as it was given
    name: str  # file name; "" of a folder
    files: tuple[Lying, ...]
    of_one: bool = False  # known to be one person's, however much it is


def gather(path: Path, of_one: bool = False) -> Gathered:
    """The bytes at `path`. Raises `SubmissionError` where there are none to be had.

    `of_one`: it is known to be one person's, and no class by mistake.
    """
    shown = str(path)
    try:
        if path.is_dir():
            return Gathered(shown, "", tuple(_in_folder(path)), of_one)
        if not path.exists():
            raise SubmissionError(f"there is no file {shown}; look at the name and the folder")
        if not path.is_file():
            raise SubmissionError(f"{shown} is no ordinary file; give it a .py or .ipynb file")
        name = path.name.rstrip() or path.name  # what a form or a mail program put behind it
        return Gathered(shown, name, (Lying(name, _bounded(path)),))
    except OSError as error:
        raise SubmissionError(f"{shown} cannot be read: {error.strerror or error}") from None


def gather_sheet(path: Path) -> bytes:
    """The bytes of an answer sheet, one too many where there are more than are read.

    Raises `SheetError`.
    """
    try:
        if not path.is_file():
            raise SheetError(f"there is no answer sheet {path}; look at the name and the folder")
        with path.open("rb") as file:
            return file.read(MOST_SHEET + 1)
    except OSError as error:
        raise SheetError(f"{path} cannot be read: {error.strerror or error}") from None


def is_source(name: str) -> bool:
    """Whether a file is called as Python files and notebooks are."""
    return PurePosixPath(name.lower().rstrip()).suffix in SOURCES and not name.startswith(".")


def _bounded(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MOST_FILE:
        raise SubmissionError(
            f"{path} has {size / 2**20:.0f} MB; at most {MOST_FILE // 2**20} MB are read: "
            "give it the script itself"
        )
    with path.open("rb") as file:
        return file.read(MOST_FILE + 1)


def _in_folder(folder: Path) -> Iterator[Lying]:
    """The Python files of a folder and of those in it; what lies deepest is left out first."""
    found = sorted(_walk(folder, DEEPEST), key=lambda path: (len(path.parts), path))
    for entry in found[:MOST_MEMBERS]:
        if entry.is_file() and not entry.is_symlink() and entry.stat().st_size <= MOST_FILE:
            name = entry.relative_to(folder).as_posix().rstrip()
            yield Lying(name, _bounded(entry), entry.stat().st_mtime)


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    entries = [entry for entry in sorted(folder.iterdir()) if not ignored(entry.name)]
    for entry in entries[:MOST_MEMBERS]:
        if entry.is_symlink():
            continue
        if entry.is_dir() and depth > 0:
            yield from _walk(entry, depth - 1)
        elif is_source(entry.name):
            yield entry
