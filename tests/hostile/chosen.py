"""Which attacks are tried where: all of them once, and everywhere those that show something new.

Every attack is tried where the fewest layers stand, which is the container. In the other worlds
and by the command it is one for each layer that stops them, each family and each way to end, and
from a fresh process one for each way to end; CNNGRADE_TESTS=all tries all of them everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.thorough import ALL

from .cases import CASES, Case

Run = tuple[str, str, Case]  # world, "warm" or "fresh", case


def covering(cases: Iterable[Case], shown: Callable[[Case], set[str]]) -> list[Case]:
    """Those that show something that none before them showed."""
    seen: set[str] = set()
    chosen = []
    for case in cases:
        if not shown(case) <= seen:
            seen |= shown(case)
            chosen.append(case)
    return chosen


def _all_of_it(case: Case) -> set[str]:
    return {f"{case.stops} stops it", f"in {case.family}/", *case.outcomes[:1]}


EVERYWHERE = CASES if ALL else covering(CASES, _all_of_it)
FRESH = CASES if ALL else covering(CASES, lambda case: set(case.outcomes[:1]))
RUNS: list[Run] = [
    *(("docker", "warm", case) for case in CASES),
    *(("here", "warm", case) for case in EVERYWHERE),
    *(("ordinary user", "warm", case) for case in EVERYWHERE),
    *(("here", "fresh", case) for case in FRESH),
]


def cases_of(world: str, how: str) -> list[Case]:
    """Those that are tried there."""
    return [case for place, way, case in RUNS if (place, way) == (world, how)]
