"""Puts the report into a folder: whole, or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from grader.disk.files import put_file
from grader.finding import Grade
from grader.report.annotated import render_annotated
from grader.report.html import render_html
from grader.report.record import render_json


@dataclass(frozen=True)
class Report:
    """Where the report is."""

    html: Path
    json: Path
    annotated: Path

    @property
    def paths(self) -> tuple[Path, Path, Path]:
        """All files."""
        return (self.html, self.json, self.annotated)


def write(
    grade: Grade,
    folder: Path,
    audience: str = "student",
    good_answers: Mapping[str, Any] | None = None,
) -> Report:
    """Write `report.html`, `result.json` and the annotated source into `folder`.

    The folder is made where it is missing.

    Each is written beside its place and renamed, so that no reader finds half a file.
    Raises OSError where the folder cannot be written to, and `LinkError` where a link lies in
    one's place.
    """
    html, json = render_html(grade, audience, good_answers), render_json(grade)
    folder.mkdir(parents=True, exist_ok=True)
    report = Report(*(folder / name for name in names(grade.submission.name)))
    for path, text in zip(report.paths, (html, json, render_annotated(grade)), strict=True):
        put_file(path, text.encode())
    return report


def names(file: str) -> tuple[str, str, str]:
    """What the report's files are called, of the student's file of this name."""
    return ("report.html", "result.json", annotated_name(file))


def annotated_name(file: str) -> str:
    """The student's file name as far as every file system takes it, as an annotated .py.

    >>> annotated_name("a/b/task1 cnn.ipynb")
    'task1_cnn.annotated.py'
    """
    stem = re.sub(r"[^\w.-]+", "_", PurePath(file.replace("\\", "/")).stem).strip("._")
    return f"{stem[:80] or 'task1_cnn'}.annotated.py"
