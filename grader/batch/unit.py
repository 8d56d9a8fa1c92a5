"""One submission as a unit of work: all that grading it needs, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader.batch.nouns import Row, Version
from grader.lab import Lab

SHEET = "part1.toml"


@dataclass(frozen=True)
class Setting:
    """What is the same for the whole class."""

    lab: Lab  # with the limits that were asked for
    data: str  # digest of the digits that are trained on
    grader: str  # version and digest of the grader's own code
    allow_unconfined: bool = False  # run the files even where there is no sandbox


@dataclass(frozen=True)
class Unit:
    """All that grading one submission needs."""

    key: str  # its folder under students/
    file: str  # name of the file, as handed in
    data: bytes  # its bytes
    sheet: bytes | None  # part1.toml, where one was handed in
    setting: Setting
    versions: tuple[Version, ...] = ()  # other attempts: the best of all counts
    experiment: bytes | None = None  # experiment.csv, where one was handed in

    @property
    def alone(self) -> tuple[Unit, ...]:
        """Each attempt as a unit of its own, the newest first."""
        others = (replace(self, file=one.file, data=one.data) for one in self.versions)
        return tuple(replace(one, versions=()) for one in (self, *others))


@dataclass(frozen=True)
class Result:
    """What came of it. The row lacks what only the roster knows: id, name, late, notes."""

    row: Row
    files: Mapping[str, bytes]  # by name: report.html, result.json, NAME.annotated.py
