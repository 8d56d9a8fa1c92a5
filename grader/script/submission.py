"""`Submission`: the student's file, and the script in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grader.evidence import Trouble
from grader.script.nouns import Plan
from grader.script.script import Script

SourceKind = Literal["python", "notebook"]


def source_kind(name: str) -> SourceKind:
    """What a file is, by its name alone."""
    return "notebook" if name.lower().endswith(".ipynb") else "python"


def _nothing() -> Script:
    return Script("")


@dataclass(frozen=True)
class Submission:
    """One file of one student."""

    name: str  # file name as handed in
    sha256: str  # of the bytes as handed in
    kind: SourceKind
    script: Script = field(default_factory=_nothing)  # of a notebook: its code cells
    trouble: Trouble | None = None  # why the text cannot be parsed, or no network found in it
    cells: tuple[tuple[int, int], ...] = ()  # notebook: (first line in text, cell number from 1)
    warnings: tuple[str, ...] = ()  # sentences about the text, "has a byte-order mark"

    @property
    def text(self) -> str:
        """The source; "" where it cannot be decoded."""
        return self.script.text

    @property
    def plan(self) -> Plan | None:
        """What to run; None where there is no class to grade."""
        return self.script.plan

    @property
    def declared(self) -> tuple[tuple[str, int], ...]:
        """`self.NAME = ...` in the class, with its line."""
        return self.script.declared

    def place(self, line: int) -> str:
        """A line as a person finds it: "line 12", or "cell 3, line 4" of a notebook."""
        for first, cell in reversed(self.cells):
            if line >= first:
                return f"cell {cell}, line {line - first + 1}"
        return f"line {line}"
