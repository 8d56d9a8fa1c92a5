"""Scripts with one mistake each: a right one with a piece of it written otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rehearsed import (
    mistakes_figures,
    mistakes_images,
    mistakes_kept,
    mistakes_lessons,
    mistakes_libraries,
    mistakes_scaled,
    mistakes_stops,
    mistakes_uphill,
    mistakes_weights,
    mistakes_world,
)
from tests.rehearsed.shapes import RIGHT


@dataclass(frozen=True)
class Mistake:
    """What is written otherwise, and the remark that names it."""

    named: str  # id of the remark
    kind: str  # in a few words
    shape: str  # of `RIGHT`
    was: str
    now: str
    also: tuple[str, ...] = ()  # what is wrong with it besides, and said

    @property
    def text(self) -> str:
        """The script with it."""
        right = RIGHT[self.shape]
        assert self.was in right, f"{self.kind}: `{self.was}` is not in {self.shape}"
        return right.replace(self.was, self.now)


_ROOMS = (
    mistakes_stops,
    mistakes_weights,
    mistakes_images,
    mistakes_lessons,
    mistakes_libraries,
    mistakes_scaled,
    mistakes_kept,
    mistakes_figures,
    mistakes_world,
    mistakes_uphill,
)
MISTAKES = [Mistake(*row) for room in _ROOMS for row in room.ROWS]
