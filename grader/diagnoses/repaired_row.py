"""`Row`: what a kind of edit of the text means, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A kind of edit, as a cause."""

    kind: str  # of the edit, as `grader/repair` names it
    title: str
    why: str
    hint: str  # the idea, never the finished line
    says: str  # with {was}, the student's own words, {now}, and {code}, the line; {first}, {last}
    same: tuple[str, ...] = ()  # ids of causes that say the same of one sort of it, and more of it

    @property
    def id(self) -> str:
        """As a diagnosis."""
        return f"edit-{self.kind}"
