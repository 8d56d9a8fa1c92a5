"""The class in figures: how marks are spread, how each check went and what went wrong there."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.nouns import Row


@dataclass(frozen=True)
class Spread:
    """How marks are spread, in points."""

    count: int
    mean: float
    median: float
    deviation: float  # standard deviation: these are all marks there are, and no sample of them
    low: float  # a quarter is below
    high: float  # a quarter is above
    least: float
    most: float


@dataclass(frozen=True)
class CheckFigures:
    """How one check went in the class."""

    id: str
    passed: int
    failed: int
    unjudged: int  # blocked by another one, or the grader could not tell
    cause: str = ""  # id of the commonest cause; "" where none is known
    causes: int = 0  # how many of those who failed have it


def spread(points: Sequence[float]) -> Spread | None:
    """Mean, median, deviation and quartiles; None of nobody."""
    if not points:
        return None
    quartiles = statistics.quantiles([*points, *points[:1]][: max(len(points), 2)], n=4,
                                     method="inclusive")  # fmt: skip
    return Spread(
        count=len(points),
        mean=statistics.fmean(points),
        median=statistics.median(points),
        deviation=statistics.pstdev(points),
        low=quartiles[0],
        high=quartiles[2],
        least=min(points),
        most=max(points),
    )


def marks_of(rows: Sequence[Row]) -> list[float]:
    """The points of whom has any; no mark is no zero."""
    return [row.points for row in rows if row.points is not None]


def by_check(rows: Sequence[Row]) -> tuple[CheckFigures, ...]:
    """Each check that counted for anybody, in the order of the checks."""
    seen: dict[str, Counter[str]] = {}
    causes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.state != "graded":
            continue
        for one in row.found:
            if one.status == "absent":
                continue
            seen.setdefault(one.check, Counter())[one.status] += 1
            if one.cause:
                causes[one.check][one.cause] += 1
    return tuple(_figures(check, counts, causes[check]) for check, counts in seen.items())


def _figures(check: str, counts: Counter[str], causes: Counter[str]) -> CheckFigures:
    unjudged = counts.total() - counts["passed"] - counts["failed"]
    cause, many = causes.most_common(1)[0] if causes else ("", 0)
    return CheckFigures(check, counts["passed"], counts["failed"], unjudged, cause, many)


def by_section(rows: Sequence[Row]) -> tuple[tuple[str, int, Spread | None], ...]:
    """Each section with who handed in there and how marks are spread; () where there is one."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.section].append(row)
    if len(found) < 2:
        return ()
    return tuple((name, len(mine), spread(marks_of(mine))) for name, mine in sorted(found.items()))
