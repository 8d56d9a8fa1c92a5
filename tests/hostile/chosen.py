"""Which attacks are tried where: those that show something new, or all of them everywhere.

In the container, where the fewest layers stand, it is one for each family, layer that stops it,
way to end and mark; in the other worlds and by the command one for each layer and for each way to
end, and from a fresh process one for each way to end. CNNGRADE_TESTS=all tries all of them everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.thorough import ALL

from .cases import CASES, Case

Run = tuple[str, str, Case]  # world, "warm" or "fresh", case


def covering(cases: Iterable[Case], shown: Callable[[Case], set[Any]]) -> list[Case]:
    """Those that show something that none before them showed."""
    seen: set[Any] = set()
    chosen = []
    for case in cases:
        if not shown(case) <= seen:
            seen |= shown(case)
            chosen.append(case)
    return chosen


def _by_itself(case: Case) -> set[str]:
    return {case.stops, case.outcomes[0]}


def _together(case: Case) -> set[tuple[str, ...]]:
    return {(case.family, case.stops, case.outcomes[0], case.earns)}


def _chosen(shown: Callable[[Case], set[Any]]) -> list[Case]:
    return CASES if ALL else covering((case for case in CASES if not case.slow), shown)


EVERYWHERE = _chosen(_by_itself)
TRIED = {  # in which world, and from a warm process or a fresh one
    ("docker", "warm"): _chosen(_together),
    ("here", "warm"): EVERYWHERE,
    ("ordinary user", "warm"): EVERYWHERE,
    ("here", "fresh"): _chosen(lambda case: {case.outcomes[0]}),
}
RUNS: list[Run] = [(*where, case) for where, cases in TRIED.items() for case in cases]
