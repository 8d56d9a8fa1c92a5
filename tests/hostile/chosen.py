"""Which attacks are tried where: all of them once, and everywhere those that show something new.

Every attack is tried where the fewest layers stand, which is the container. In the other worlds,
from a fresh process and by the command, one of each family is tried for each layer that stops
it, and one for each way to end; CNNGRADE_TESTS=all tries all of them everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.thorough import ALL

from .cases import CASES, Case

Run = tuple[str, str, Case]  # world, "warm" or "fresh", case


def covering(cases: Iterable[Case], *, families: bool = True) -> list[Case]:
    """The first case of each (layer, family), or of each layer, and of each outcome."""
    seen: set[object] = set()
    chosen = []
    for case in cases:
        shows = {(case.stops, case.family if families else ""), case.outcomes[0]}
        if not shows <= seen:
            seen |= shows
            chosen.append(case)
    return chosen


EVERYWHERE = CASES if ALL else covering(CASES)
FRESH = CASES if ALL else covering(CASES, families=False)
RUNS: list[Run] = [
    *(("docker", "warm", case) for case in CASES),
    *(("here", "warm", case) for case in EVERYWHERE),
    *(("ordinary user", "warm", case) for case in EVERYWHERE),
    *(("here", "fresh", case) for case in FRESH),
]


def cases_of(world: str, how: str) -> list[Case]:
    """Those that are tried there."""
    return [case for place, way, case in RUNS if (place, way) == (world, how)]
