"""Puts a report into a folder: each file whole, or not at all."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from grader.disk.files import put_file

# Windows' own names, whatever stands behind their first dot
_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³]|conin\$|conout\$)(\.|$)", re.IGNORECASE)


def put_report(folder: Path, file: str, contents: tuple[bytes, bytes, bytes]) -> Path:
    """Write page, record and annotated source of the student's `file`; gives the page's path.

    The folder is made where it is missing. Each is written beside its place and renamed, so that
    no reader finds half a file. Raises OSError where the folder cannot be written to, and
    `LinkError` where a link lies in one's place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in names(file)]
    for path, data in zip(paths, contents, strict=True):
        put_file(path, data)
    return paths[0]


def last_record(folder: Path) -> bytes:
    """The result.json that lies there from the last run, unread; b"" where there is none."""
    path = folder / names("")[1]
    try:
        if path.is_symlink() or not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(MOST_RECORD)
    except OSError:
        return b""


MOST_RECORD = 2**23  # bytes


def names(file: str) -> tuple[str, str, str]:
    """What the report's files are called, of the student's file of this name."""
    return ("report.html", "result.json", annotated_name(file))


def annotated_name(file: str) -> str:
    """The student's file name as far as every file system takes it, as an annotated .py.

    >>> annotated_name("a/b/task1 cnn.ipynb"), annotated_name("Aux.py")
    ('task1_cnn.annotated.py', 'x-Aux.annotated.py')
    """
    return f"{_stem(file)}.annotated.py"


def original_name(file: str) -> str:
    """The same of the file as it was handed in: a text, which no double click runs.

    >>> original_name("a/b/task1 cnn.py"), original_name("net.IPYNB")
    ('task1_cnn.original.txt', 'net.original.ipynb')
    """
    suffix = ".ipynb" if file.lower().endswith(".ipynb") else ".txt"
    return f"{_stem(file)}.original{suffix}"


def _stem(file: str) -> str:
    stem = re.sub(r"[^\w.-]+", "_", PurePath(file.replace("\\", "/")).stem).strip("._")
    if _DEVICES.match(stem):
        stem = f"x-{stem}"
    return stem[:80] or "task1_cnn"
