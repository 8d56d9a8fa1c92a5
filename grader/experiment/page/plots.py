"""Accuracy against what it costs, and how it came about: points and lines as shares of a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.experiment.book import Summary
from grader.experiment.page.rows import Tick, percent, shares
from grader.experiment.page.scale import Scale, around, powers, short


@dataclass(frozen=True)
class Spot:
    """A setting in a plot; places in per cent from the left and from the top."""

    number: int
    own: bool
    x: float
    y: float
    top: float  # of the interval
    bottom: float
    said: str


@dataclass(frozen=True)
class Plot:
    """Accuracy against a cost."""

    title: str
    across: str  # what the axis shows
    spots: tuple[Spot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Line:
    """One seed's curve."""

    points: str  # SVG's words, in a frame of 100 by 100
    seed: int


@dataclass(frozen=True)
class Small:
    """The learning curves of one setting, with the mean of the student's own behind them."""

    number: int
    name: str
    own: bool
    lines: tuple[Line, ...]
    behind: str  # points of the own network's mean; "" where it is its own
    means: tuple[str, ...]  # accuracy after each share of the images, for the table


@dataclass(frozen=True)
class Curves:
    """All of them on the same axes."""

    small: tuple[Small, ...]
    samples: tuple[str, ...]  # where the looks were
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def plots_of(found: Sequence[Summary], scale: Scale) -> tuple[Plot, ...]:
    """Against parameters, multiply–adds and time."""
    ran = [(n, one) for n, one in enumerate(found, start=1) if one.held_out is not None]
    if not ran:
        return ()
    costs: tuple[tuple[str, str, Callable[[Summary], float], bool], ...] = (
        ("Parameters", "parameters, by powers of ten", lambda s: s.variant.parameters, True),
        (
            "Multiply–adds",
            "multiply–adds of one image, by powers of ten",
            lambda s: s.variant.multiply_adds,
            True,
        ),
        ("Time", "processor seconds of a training", lambda s: s.seconds, False),
    )
    return tuple(_plot(title, across, cost, log, ran, scale) for title, across, cost, log in costs)


def _plot(
    title: str,
    across: str,
    cost: Callable[[Summary], float],
    log: bool,
    ran: Sequence[tuple[int, Summary]],
    scale: Scale,
) -> Plot:
    costs = [cost(one) for _, one in ran]
    x = powers(costs) if log else around([0.0, *costs], (0.0, float("inf")))
    spots = []
    for number, one in ran:
        assert one.held_out is not None
        mean = one.held_out
        spots.append(
            Spot(
                number, one.variant.own, x.at(cost(one)), 100 - scale.at(mean.value),
                100 - scale.at(mean.high), 100 - scale.at(mean.low),
                f"{one.variant.name}: {percent(mean.value)}, {cost(one):,.5g}",
            )
        )  # fmt: skip
    return Plot(
        title,
        across,
        tuple(spots),
        tuple(Tick(x.at(t), short(t)) for t in x.ticks(4)),
        tuple(Tick(100 - one.at, one.text) for one in shares(scale)),
    )


def curves_of(found: Sequence[Summary], samples: int) -> Curves | None:
    """Held-out accuracy after so many images, a small drawing for each setting."""
    ran = [(n, one) for n, one in enumerate(found, start=1) if one.trials]
    heights = [point.accuracy for _, one in ran for t in one.trials for point in t.curve]
    if not heights:
        return None
    x, y = Scale(0, samples), around(heights, (0.0, 1.0))
    own = next((one for _, one in ran if one.variant.own), None)
    looks = [point.samples for point in ran[0][1].trials[0].curve]
    behind = _points(_mean(own, looks), x, y) if own is not None else ""
    small = tuple(
        Small(
            number,
            one.variant.name,
            one.variant.own,
            tuple(
                Line(_points([(p.samples, p.accuracy) for p in t.curve], x, y), t.seed)
                for t in one.trials
            ),
            "" if one is own else behind,
            tuple(percent(height) for _, height in _mean(one, looks)),
        )
        for number, one in ran
    )
    return Curves(
        small,
        tuple(f"{look:,}" for look in looks),
        tuple(Tick(x.at(t), short(t)) for t in x.ticks(3)),
        tuple(Tick(100 - y.at(t), f"{100 * t:.0f} %") for t in y.ticks(4)),
    )


def _mean(one: Summary, looks: Sequence[int]) -> list[tuple[int, float]]:
    """The mean over the seeds that came so far."""
    found = []
    for look in looks:
        there = [p.accuracy for t in one.trials for p in t.curve if p.samples == look]
        if there:
            found.append((look, sum(there) / len(there)))
    return found


def _points(points: Sequence[tuple[float, float]], x: Scale, y: Scale) -> str:
    return " ".join(f"{x.at(a):g},{100 - y.at(b):g}" for a, b in points)
