"""The noun of joining: submissions and people of a sheet, brought together."""

from __future__ import annotations

from dataclasses import dataclass

from grader.batch.nouns import Row
from grader.batch.sheets.nouns import Entry
from grader.batch.sheets.trust import Doubt


@dataclass(frozen=True)
class Joined:
    """Submissions and people, brought together."""

    pairs: tuple[tuple[Entry, Row], ...]  # in the sheet's order
    without: tuple[Entry, ...]  # nobody handed in anything for them
    homeless: tuple[Row, ...]  # they belong to no one on the sheet
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()  # pairs in which the two sides give different names
