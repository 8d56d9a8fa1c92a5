"""First filters by kernel size, and the confusions that changed most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.evidence import Filters
from grader.experiment.book import Summary
from grader.report.drawing.pictures import signed

MOST_FILTERS = 12
MOST_CHANGES = 5


@dataclass(frozen=True)
class Bank:
    """The first filters of one setting, behind its training."""

    name: str
    size: str  # "5×5"
    count: str
    pictures: tuple[str, ...]  # data addresses


@dataclass(frozen=True)
class Change:
    """Of the images of one digit the share that is read as another, here and there."""

    label: int
    read: int
    setting: str
    here: float  # share, 0 to 1
    own: float

    @property
    def size(self) -> float:
        """How much it changed."""
        return abs(self.here - self.own)


def banks_of(found: Sequence[Summary]) -> tuple[Bank, ...]:
    """One for each kernel size of the first convolution, of the setting nearest to the own."""
    banks: dict[tuple[int, ...], Bank] = {}
    own = next((set(one.variant.values) for one in found if one.variant.own), set())
    for one in sorted(found, key=lambda one: len(own - set(one.variant.values))):
        filters = one.trials[0].filters if one.trials else None
        if filters is not None and filters.shape[2:] not in banks:
            banks[filters.shape[2:]] = _bank(one, filters)
    return tuple(banks[size] for size in sorted(banks))


def _bank(one: Summary, filters: Filters) -> Bank:
    count, channels, *size = filters.shape
    side = size[0] * size[1]
    pictures = []
    for number in range(min(count, MOST_FILTERS)):
        start = number * channels * side  # the first channel of it
        values = filters.after[start : start + side]
        pictures.append(signed(values, size[1], max(map(abs, values), default=0.0)))
    shown = f"{len(pictures)} of {count} filters" if count > len(pictures) else f"{count} filters"
    return Bank(one.variant.name, "×".join(map(str, size)), shown, tuple(pictures))


def changes_of(found: Sequence[Summary]) -> tuple[Change, ...]:
    """The confusions of two digits that a setting changed most against the student's own."""
    own = next((one for one in found if one.variant.own and one.trials), None)
    if own is None:
        return ()
    every = [change for one in found if one is not own and one.trials for change in _all(one, own)]
    every.sort(key=lambda change: -change.size)
    return tuple(change for change in every[:MOST_CHANGES] if change.size > 0)


def _all(one: Summary, own: Summary) -> Iterator[Change]:
    here, there = _shares(one), _shares(own)
    for label, row in enumerate(here):
        for read, share in enumerate(row):
            if read != label and label < len(there):
                yield Change(label, read, one.variant.name, share, there[label][read])


def _shares(one: Summary) -> list[list[float]]:
    """Over all seeds: of the held-out images of each digit the share that is read as each."""
    tables = [trial.confusion for trial in one.trials]
    summed = [
        [sum(cells) for cells in zip(*rows, strict=True)] for rows in zip(*tables, strict=True)
    ]
    return [[cell / (sum(row) or 1) for cell in row] for row in summed]
