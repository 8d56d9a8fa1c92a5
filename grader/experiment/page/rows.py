"""Each setting as a row: every seed a dot, the mean and its interval, and the figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.experiment.book import Summary
from grader.experiment.figures import Mean
from grader.experiment.page.scale import Scale, around


@dataclass(frozen=True)
class Row:
    """One setting."""

    number: int  # from 1, as the other drawings name it
    name: str
    own: bool
    trouble: str
    dots: tuple[tuple[float, str], ...] = ()  # place, what it is
    mean: float | None = None  # places from here on, in per cent
    low: float = 0.0
    high: float = 0.0
    held_out: str = ""
    test: str = ""
    in_time: str = ""
    parameters: str = ""
    multiply_adds: str = ""
    seconds: str = ""
    diverged: int = 0


@dataclass(frozen=True)
class Tick:
    """A number along an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Table:
    """All of them on one axis."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


def accuracy_scale(found: Sequence[Summary]) -> Scale:
    """An axis on which every seed and every interval has its place."""
    numbers = [trial.accuracy for one in found for trial in one.trials]
    for one in found:
        if one.held_out is not None:
            low, high = max(one.held_out.low, 0.0), min(one.held_out.high, 1.0)
            numbers += [max(low, min(numbers) - 0.1), min(high, max(numbers) + 0.1)]
    return around(numbers, (0.0, 1.0)) if numbers else Scale(0.0, 1.0)


def table_of(found: Sequence[Summary], scale: Scale) -> Table:
    """Rows in the order of the settings."""
    rows = tuple(_row(number, one, scale) for number, one in enumerate(found, start=1))
    return Table(rows, shares(scale))


def _row(number: int, one: Summary, scale: Scale) -> Row:
    variant = one.variant
    if one.held_out is None:
        return Row(number, variant.name, variant.own, one.trouble)
    dots = tuple(
        (scale.at(trial.accuracy), f"seed {trial.seed}: {percent(trial.accuracy)}")
        for trial in one.trials
    )
    return Row(
        number, variant.name, variant.own, one.trouble, dots,
        scale.at(one.held_out.value), scale.at(one.held_out.low), scale.at(one.held_out.high),
        with_half(one.held_out), "–" if one.test is None else percent(one.test.value),
        "–" if one.in_time is None else percent(one.in_time.value),
        f"{variant.parameters:,}", f"{variant.multiply_adds:,}", f"{one.seconds:.1f}",
        one.diverged,
    )  # fmt: skip


def shares(scale: Scale) -> tuple[Tick, ...]:
    """The ticks of an axis of shares, with as many decimals as they have, so that they fit.

    >>> [tick.text for tick in shares(Scale(0.0, 1.0))][:2], shares(Scale(0.9, 0.91))[1].text
    (['0 %', '25 %'], '90.25 %')
    """
    ticks = scale.ticks()
    decimals = next(
        (n for n in range(3) if all(abs(100 * t - round(100 * t, n)) < 1e-6 for t in ticks)), 3
    )
    return tuple(Tick(scale.at(t), f"{100 * t:.{decimals}f} %") for t in ticks)


def percent(share: float) -> str:
    """As it is printed everywhere.

    >>> percent(0.9637), percent(0.9)
    ('96.4 %', '90.0 %')
    """
    return f"{100 * share:.1f} %"


def with_half(mean: Mean) -> str:
    """A mean with half of its interval."""
    half = "" if mean.half is None else f" ± {100 * mean.half:.1f}"
    return f"{100 * mean.value:.1f}{half} %"
