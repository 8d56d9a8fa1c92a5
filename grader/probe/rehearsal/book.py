"""The book: what happened, in its order, by the student's line; bounded."""

from __future__ import annotations

import math
from typing import Any

from grader.evidence.rehearsed_kept import Printed
from grader.probe.standins import numbers_are_made_up
from grader.probe.troubles import student_line

MOST = 1200  # entries of one kind
MOST_PRINTED = 300
MOST_TEXT = 240


class Book:
    """Entries by kind; those of a passage are made again as it goes on."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._next = 0
        self._text = ""
        self._text_line: int | None = None
        self.entries: dict[str, list[Any]] = {
            name: []
            for name in (
                *("networks", "optimisers", "sets", "passages", "forwards", "losses", "backwards"),
                *("steps", "refused", "cleared", "switched", "scheduled", "moved"),
                *("derived", "denied", "gathered", "schedulers", "waited", "seeded"),
                *(
                    "compared",
                    "picked",
                    "logarithms",
                    "restored",
                    "records",
                    "asked",
                    "borne",
                    "every",
                    "clipped",
                    "given",
                    "kept",
                    "lent",
                    "printed",
                ),
            )
        }

    @property
    def full(self) -> bool:
        """Whether there is no room for more."""
        return any(len(entries) >= MOST for entries in self.entries.values())

    def at(self) -> int:
        """The number of the next entry."""
        self._next += 1
        return self._next

    def line(self) -> int | None:
        """The student's line, here and now."""
        return student_line(self._file)

    def note(self, kind: str, entry: Any) -> int:
        """Write an entry; gives its place."""
        entries = self.entries[kind]
        if len(entries) < MOST:
            entries.append(entry)
        return len(entries) - 1

    def print(self, text: str) -> None:
        """Text was printed: kept line by line, as long as its numbers are the script's own."""
        if not self._text:
            self._text_line = self.line()
        *whole, self._text = (self._text + str(text)).replace("\r", "\n").split("\n")
        for line in whole:
            room = len(self.entries["printed"]) < MOST_PRINTED
            if line.strip() and room and not numbers_are_made_up():
                shown = line.expandtabs()[:MOST_TEXT]
                self.entries["printed"].append(Printed(self.at(), self._text_line, shown))
            self._text_line = self.line()
        self._text = self._text[:MOST_TEXT]

    def told(self) -> dict[str, Any]:
        """All of it as JSON values."""
        if self._text:
            self.print("\n")
        return {kind: [vars(one) for one in entries] for kind, entries in self.entries.items()}


def finite(value: Any) -> float:
    """A number that can be told: 1e30 stands for what is none."""
    number = float(value)
    return max(min(number, 1e30), -1e30) if math.isfinite(number) else 1e30
