"""Puts the report into a folder: whole, or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

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
    Raises OSError where the folder cannot be written to.
    """
    html, json = render_html(grade, audience, good_answers), render_json(grade)
    folder.mkdir(parents=True, exist_ok=True)
    annotated = folder / annotated_name(grade.submission.name)
    report = Report(folder / "report.html", folder / "result.json", annotated)
    _put(report.html, html)
    _put(report.json, json)
    _put(report.annotated, render_annotated(grade))
    return report


def annotated_name(file: str) -> str:
    """The student's file name as far as every file system takes it, as an annotated .py.

    >>> annotated_name("a/b/task1 cnn.ipynb")
    'task1_cnn.annotated.py'
    """
    stem = re.sub(r"[^\w.-]+", "_", PurePath(file.replace("\\", "/")).stem).strip("._")
    return f"{stem[:80] or 'task1_cnn'}.annotated.py"


def _put(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
