"""The marks of a class, put into the files that lie in the students' folders already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.batch.judgement.pages import shown_anew
from grader.batch.ledger import STUDENTS
from grader.batch.nouns import Row
from grader.batch.walk import TUTORS
from grader.disk.files import put_file
from grader.disk.patience import patiently
from grader.lab import Lab


def put_marks(out: Path, rows: Iterable[Row], lab: Lab) -> None:
    """Set each row's mark in its files, each whole or not at all. Raises OSError."""
    for row in rows:
        folder = out / STUDENTS / row.key
        for name, data in shown_anew(_files(folder), row, lab).items():
            put_file(folder / name, data)


def _files(folder: Path) -> dict[str, bytes]:
    try:
        paths = patiently(lambda: list(folder.iterdir()))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    shown = [path for path in paths if not path.name.startswith(".") and path.is_file()]
    return {path.name: patiently(path.read_bytes) for path in shown if _is_shown(path.name)}


def _is_shown(name: str) -> bool:
    return name in ("report.html", TUTORS, "result.json") or name.endswith(".annotated.py")
