"""`Submission`: the student's file and the facts that its text alone gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.evidence import Passage, Trouble

SourceKind = Literal["python", "notebook"]


@dataclass(frozen=True)
class Candidate:
    """A class in the file that looks like a network."""

    name: str
    line: int
    has_forward: bool
    is_module: bool  # derives from something called Module, or from a class here that does


@dataclass(frozen=True)
class Given:
    """What the script itself hands to a network that cannot be built without: plain values."""

    line: int
    call: str  # as it stands there
    positional: tuple[object, ...]
    named: tuple[tuple[str, object], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the named ones."""
        return tuple(name for name, _ in self.named)


@dataclass(frozen=True)
class Plan:
    """Which top-level statements the class needs."""

    class_name: str  # the class to grade
    line: int  # where its definition starts
    other_name: bool  # it is not called as the lab asks, yet the only one that looks like it
    statements: tuple[int, ...]  # indices of ast.parse(text).body to run, in order
    left_out: tuple[Passage, ...]  # the rest, with what each does
    modules: tuple[str, ...]  # top-level packages that the chosen statements import
    all_modules: tuple[str, ...]  # the same for the whole file
    main_guard: bool  # a name that the class needs is only bound under `if __name__ == ...`
    given: Given | None = None  # None: it is built as the lab does, `Net()`


@dataclass(frozen=True)
class Submission:
    """One file of one student."""

    name: str  # file name as handed in
    sha256: str  # of the bytes as handed in
    kind: SourceKind
    text: str  # the source; of a notebook its code cells, one after another; "" if undecodable
    trouble: Trouble | None = None  # why the text cannot be parsed, or no network found in it
    candidates: tuple[Candidate, ...] = ()
    plan: Plan | None = None  # None where there is no class to grade
    declared: tuple[tuple[str, int], ...] = ()  # `self.NAME = ...` in the class, with its line
    cells: tuple[tuple[int, int], ...] = ()  # notebook: (first line in text, cell number from 1)
    warnings: tuple[str, ...] = ()  # sentences about the text, "has a byte-order mark"

    def place(self, line: int) -> str:
        """A line as a person finds it: "line 12", or "cell 3, line 4" of a notebook."""
        for first, cell in reversed(self.cells):
            if line >= first:
                return f"cell {cell}, line {line - first + 1}"
        return f"line {line}"
