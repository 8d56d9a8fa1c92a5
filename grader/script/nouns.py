"""What of a file is run, and with what the network is built."""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence import Passage


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
    maker: str = ""  # what is called to build it: the class, its alias or a function


@dataclass(frozen=True)
class Changed:
    """A submission's text with something else in it, to be tried."""

    text: str
    plan: Plan | None  # what of it to run; None where there is no class any more
