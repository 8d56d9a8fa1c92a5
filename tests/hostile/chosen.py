"""Which attacks are tried where: those that show something new, or all of them everywhere.

In the container, where the fewest layers stand, it is one for each family, for each mark and for
each layer that stops it; in the other worlds and by the command one for each layer, and from a fresh
process one for each way to end. With CNNGRADE_TESTS=more each layer is tried with each way to end in
the container, and elsewhere each way to end as well; CNNGRADE_TESTS=all tries all of them everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.thorough import ALL, MORE, covering

from .cases import CASES, Case

Run = tuple[str, str, Case]  # world, "warm" or "fresh", case


def _by_itself(case: Case) -> set[str]:
    return {case.stops, case.outcomes[0]} if MORE else {case.stops}


def _in_a_container(case: Case) -> set[object]:
    stopped = (case.stops, case.outcomes[0]) if MORE else case.stops
    return {case.family, case.earns, stopped}


def _chosen(shown: Callable[[Case], set[Any]]) -> list[Case]:
    return CASES if ALL else covering((case for case in CASES if not case.slow), shown)


EVERYWHERE = _chosen(_by_itself)
TRIED = {  # in which world, and from a warm process or a fresh one
    ("docker", "warm"): _chosen(_in_a_container),
    ("here", "warm"): EVERYWHERE,
    ("ordinary user", "warm"): EVERYWHERE,
    ("here", "fresh"): _chosen(lambda case: {case.outcomes[0]}),
}
RUNS: list[Run] = [(*where, case) for where, cases in TRIED.items() for case in cases]
