"""`Question`: one of Part 1 that a lab asks of its own, and how the answer sheet calls it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concepts.questions.asked import Asked

Table = tuple[tuple[float, ...], ...]
IN_WORDS = "written"  # the kind that a tutor marks
NAME = re.compile(r"q\d{1,3}(_[a-z0-9]{1,9})?")  # "q7_b": as no check is called

_WINDOW = ("window", "stride", "padding")
_NETWORK = (("network",), ("image",))
# kind -> the settings that it needs, and those that it may have
SETTINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "max pooling": (("input",), _WINDOW),
    "average pooling": (("input",), _WINDOW),
    "convolution": (("input", "filter"), ("stride", "padding")),
    "filters": _NETWORK,
    "block": _NETWORK,
    "applications": _NETWORK,
    "outputs per application": _NETWORK,
    "field": _NETWORK,
    "neighbours": _NETWORK,
    "what a unit sees": (("network",), ("image", "unit")),
    "shape": _NETWORK,
    "first fully connected layer": _NETWORK,
    "parameters": _NETWORK,
    IN_WORDS: (("text",), ("good",)),
}
_CALLED = {"input": "cells", "filter": "weights", "window": "kernel"}  # as `concepts` has them


@dataclass(frozen=True)
class Question:
    """A question. A setting that the lab leaves out is empty, or 0."""

    name: str  # on the answer sheet: "q1", "q7_b"
    kind: str  # one of SETTINGS
    input: Table = ()  # numbers that a window slides over, row by row
    filter: Table = ()  # weights
    window: int = 0  # cells along each side
    stride: int = 0  # cells
    padding: int = 0  # cells
    network: str = ""  # in the notation of `concepts`
    image: tuple[int, ...] = ()  # channels, height, width
    unit: int = 0  # row of the last layer, from 1
    text: str = ""  # of a written one: the question
    good: str = ""  # of a written one: what a good answer mentions, for tutors

    @property
    def title(self) -> str:
        """ "Q7 b"."""
        return called(self.name)

    @cached_property
    def asked(self) -> Asked:
        """The question, as it is put and marked. Raises `ValueError` with one sentence."""
        # here, since the processes beside student code know `Lab`, and have no `concepts`
        from concepts.questions.posed import posed

        needed, more = SETTINGS[self.kind]
        given = {name: getattr(self, name) for name in (*needed, *more)}
        return posed(self.kind, **{_CALLED.get(k, k): v for k, v in given.items() if v})

    @property
    def in_words(self) -> bool:
        """Whether a tutor marks it."""
        return self.kind == IN_WORDS

    @property
    def several(self) -> bool:
        """Whether the answer is more than one number: a table, or a row of them."""
        return not self.in_words and isinstance(self.asked.mark("", None).expected, tuple)


def called(name: str) -> str:
    """A question's name as one says it.

    >>> called("q7_b")
    'Q7 b'
    """
    return name.replace("_", " ").replace("q", "Q", 1)
