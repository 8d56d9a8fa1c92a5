"""The marks of a class, put into the files that lie in the students' folders already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from grader.batch.judgement.pages import shown_anew
from grader.batch.ledger import STUDENTS
from grader.batch.nouns import Row
from grader.batch.walk import TUTORS
from grader.disk.files import put_file
from grader.disk.patience import patiently
from grader.lab import Lab

T = TypeVar("T")
AT_ONCE = 8  # files that are on their way to the disk


def put_marks(out: Path, rows: Iterable[Row], lab: Lab) -> None:
    """Set each row's mark in its files, each whole or not at all. Raises OSError."""

    def put(row: Row) -> None:
        folder = out / STUDENTS / row.key
        for name, data in shown_anew(_files(folder), row, lab).items():
            put_file(folder / name, data)

    side_by_side(put, rows)


def side_by_side(do: Callable[[T], None], items: Iterable[T]) -> None:
    """Several at once: what takes time is the disk. Raises what the first of them raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(do, items):
            pass


def _files(folder: Path) -> dict[str, bytes]:
    try:
        paths = patiently(lambda: list(folder.iterdir()))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    shown = [path for path in paths if not path.name.startswith(".") and path.is_file()]
    return {path.name: patiently(path.read_bytes) for path in shown if _is_shown(path.name)}


def _is_shown(name: str) -> bool:
    return name in ("report.html", TUTORS, "result.json") or name.endswith(".annotated.py")
