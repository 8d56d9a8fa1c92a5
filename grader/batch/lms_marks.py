"""Marks that we put into the LMS's sheet: another one that stands there later is a person's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from grader.disk.files import put_file
from grader.wire.records import from_json

NOTE = ".lms.json"
Marks = Mapping[str, Mapping[str, tuple[float, ...]]]  # by title of the column, id of the line


def read_ours(out: Path) -> Marks:
    """All marks that earlier runs put there; a damaged note says nothing."""
    try:
        told = json.loads((out / NOTE).read_text(encoding="utf-8"))
        return from_json(Marks, told, [])  # type: ignore[type-abstract]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return {}


def note_ours(out: Path, title: str, put: Mapping[str, float]) -> None:
    """Write down what is about to be put under this title. Raises OSError."""
    ours = read_ours(out)
    lines = dict(ours.get(title, {}))
    for id, mark in put.items():
        lines[id] = tuple(dict.fromkeys((*lines.get(id, ()), mark)))
    put_file(out / NOTE, json.dumps({**ours, title: lines}).encode() + b"\n")
