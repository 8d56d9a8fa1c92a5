"""A student's work that cannot be read to its end."""

from __future__ import annotations

from grader.evidence import Trouble


class UnreadableError(Exception):
    """A student's work, but broken: the sentence and the line go into their grade."""

    def __init__(self, kind: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.line = line

    def trouble(self) -> Trouble:
        """The same as a fact."""
        return Trouble("read", self.kind, str(self)[:2000], self.line)
