"""What a question to practise on is: its words, its hint, and how an answer to it is marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from concepts.errors import ConceptError
from concepts.questions.answers import Mark, mark_count, mark_pool, places, row
from concepts.questions.count_question import ConvQuestion
from concepts.questions.diagnosis import wrong_cells
from concepts.questions.given import Table, is_blank, same, same_table, shape, table
from concepts.questions.named import named
from concepts.questions.pool_question import PoolQuestion
from concepts.written import by, written

Numbers = tuple[float, ...]
Slips = tuple[tuple[str, Numbers, str], ...]  # (name, what it leads to, what was done)
ASKS = {
    "filters": "How many filters are there?",
    "block": "What block of data does one filter convolve with at a time? (channels height width)",
    "applications": "How many times are the weights of a single filter applied to the input?",
    "outputs_per_application": "How many values does a filter put out each time it is applied?",
}
HINTS = {
    "filters": "Each filter makes one activation map.",
    "block": "A filter is as deep as the input has channels.",
    "applications": "Count the places along one side first; the filter moves along both.",
    "outputs_per_application": "All products of one place are added up.",
}


class Asked(Protocol):
    """A question."""

    @property
    def kind(self) -> str:
        """max pooling, applications, field, …"""

    @property
    def text(self) -> str:
        """The question in words, without its table."""

    @property
    def rows(self) -> tuple[str, ...]:
        """The table that it is about, row by row."""

    @property
    def hint(self) -> str:
        """What to think of, without the answer."""

    @property
    def is_table(self) -> bool:
        """Whether the answer is one."""

    def mark(self, title: str, given: object) -> Mark:
        """An answer, marked."""


def aligned(cells: Table) -> tuple[str, ...]:
    """A table's rows with its columns under one another.

    >>> aligned(((1, -2), (10, 3)))
    (' 1  -2', '10   3')
    """
    texts = [[written(cell) for cell in line] for line in cells]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return tuple(
        "  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True))
        for line in texts
    )


@dataclass(frozen=True)
class Pooled:
    """Which values come out of a pooling layer?"""

    pool: PoolQuestion
    is_table = True

    @property
    def kind(self) -> str:
        return f"{self.pool.method} pooling"

    @property
    def text(self) -> str:
        return f"Which values come out? {self.pool.text().capitalize()}."

    @property
    def rows(self) -> tuple[str, ...]:
        return aligned(self.pool.cells)

    @property
    def hint(self) -> str:
        if self.pool.method == "max":
            return "Draw the first window at the top left, and keep its largest number."
        return "Add up the numbers of each window, zeros too, and divide by how many cells it has."

    def mark(self, title: str, given: object) -> Mark:
        return mark_pool(title, self.pool, given)


@dataclass(frozen=True)
class Counted:
    """A number of a convolutional layer, as in Q7."""

    layer: ConvQuestion
    part: str  # filters, block, …
    is_table = False
    rows = ()

    @property
    def kind(self) -> str:
        return self.part.replace("_", " ")

    @property
    def text(self) -> str:
        return f"{self.layer.text().capitalize()}. {ASKS[self.part]}"

    @property
    def hint(self) -> str:
        return HINTS[self.part]

    def mark(self, title: str, given: object) -> Mark:
        return mark_count(self.part, self.layer, given, title)


@dataclass(frozen=True)
class Figured:
    """One number, or a few, worked out."""

    kind: str
    text: str
    hint: str
    expected: Numbers
    working: tuple[str, ...]
    slips: Slips
    rows = ()
    is_table = False

    def mark(self, title: str, given: object) -> Mark:
        shown: object = tuple(map(int, self.expected))
        right = shown if len(self.expected) > 1 else int(self.expected[0])
        if is_blank(given):
            return Mark(title, False, False, None, right, (), (), (), "", self.working)
        try:
            read = row(given, len(self.expected))
        except ConceptError as error:
            return Mark(title, True, False, given, right, (), (), (), f"{error}.", self.working)
        if fits(read, self.expected):
            return Mark(title, True, True, read, right, (), (), (), "", self.working)
        found = {did: name for name, numbers, did in self.slips if fits(read, numbers)}
        names = named(found) if found else None
        said = names.sentence if names else f"This is not right. {self.hint}"
        slips = names.slips if names else ()
        return Mark(title, True, False, read, right, (), (), slips, said, self.working)


@dataclass(frozen=True)
class Tabled:
    """A table of numbers, worked out."""

    kind: str
    text: str
    hint: str
    rows: tuple[str, ...]
    expected: Table
    working: tuple[str, ...]
    slips: tuple[tuple[str, Table, str], ...]
    is_table = True

    def mark(self, title: str, given: object) -> Mark:
        answer, working = self.expected, self.working
        if is_blank(given):
            return Mark(title, False, False, None, answer, (), (), (), "", working)
        try:
            read = table(given)
        except ConceptError as error:
            said = f"This cannot be read as a table of numbers: {error}."
            return Mark(title, True, False, given, answer, (), (), (), said, working)
        if same_table(read, answer):
            return Mark(title, True, True, read, answer, places(answer), (), (), "", working)
        found = {did: name for name, cells, did in self.slips if same_table(read, cells)}
        if shape(read) != shape(answer):
            said = f"Your answer is {by(shape(read))} and should be {by(shape(answer))}."
            return Mark(title, True, False, read, answer, (), (), (), said, working)
        wrong = wrong_cells(read, answer)
        right = tuple(place for place in places(answer) if place not in wrong)
        names = named(found) if found else None
        said = names.sentence if names else f"Cells to look at again: {len(wrong)}. {self.hint}"
        slips = names.slips if names else ()
        return Mark(title, True, False, read, answer, right, wrong, slips, said, working)


def fits(given: Numbers, expected: Numbers) -> bool:
    """Whether these are the same numbers."""
    return len(given) == len(expected) and all(map(same, given, expected))
