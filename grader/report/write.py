"""Puts the report into a folder: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.finding import Grade
from grader.report.html import render_html
from grader.report.record import render_json


@dataclass(frozen=True)
class Report:
    """Where the report is."""

    html: Path
    json: Path

    @property
    def paths(self) -> tuple[Path, Path]:
        """Both files."""
        return (self.html, self.json)


def write(
    grade: Grade,
    folder: Path,
    audience: str = "student",
    good_answers: Mapping[str, Any] | None = None,
) -> Report:
    """Write `report.html` and `result.json` into `folder`, which is made where it is missing.

    Each is written beside its place and renamed, so that no reader finds half a file.
    Raises OSError where the folder cannot be written to.
    """
    html, json = render_html(grade, audience, good_answers), render_json(grade)
    folder.mkdir(parents=True, exist_ok=True)
    report = Report(folder / "report.html", folder / "result.json")
    _put(report.html, html)
    _put(report.json, json)
    return report


def _put(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
