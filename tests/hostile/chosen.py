"""Which attacks are tried where: those that show something new, or all of them everywhere.

In the container, where the fewest layers stand, it is one for each mark and for each layer that
stops it; and from a fresh process one that ends and one that does not, for the sandbox' own tests
have the others, and each layer by an ordinary user. With CNNGRADE_TESTS=more it is each family, and
each layer with each way to end, in the container; each layer and each way to end by an ordinary
user and by the command, and each way to end from a fresh process. CNNGRADE_TESTS=all tries all of
them everywhere, and as whoever runs the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.thorough import ALL, MORE, covering

from .cases import CASES, Case

Run = tuple[str, str, Case]  # world, "warm" or "fresh", case


def _each_layer_and_end(case: Case) -> set[str]:
    return {case.stops, case.outcomes[0]}


def _in_a_container(case: Case) -> set[object]:
    if MORE:
        return {case.family, case.earns, (case.stops, case.outcomes[0])}
    return {case.earns, case.stops}


def _chosen(shown: Callable[[Case], set[Any]]) -> list[Case]:
    return CASES if ALL else covering((case for case in CASES if not case.slow), shown)


def _fresh(case: Case) -> set[str]:
    return {case.outcomes[0]} if MORE else {case.outcomes[0]} & {"finished", "timed out"}


BY_COMMAND = _chosen(_each_layer_and_end)
TRIED = {  # in which world, and from a warm process or a fresh one
    ("docker", "warm"): _chosen(_in_a_container),
    ("docker", "fresh"): _chosen(_fresh),
}
if MORE:  # what the layers of the system refuse by themselves tests/sandbox/test_confinement.py tries
    TRIED |= {("ordinary user", "warm"): _chosen(_each_layer_and_end)}
if ALL:  # as whoever runs the tests: an ordinary user, as above, or one with more rights
    TRIED |= {("here", "warm"): _chosen(_each_layer_and_end)}
WORLDS = list(dict.fromkeys(world for world, _ in TRIED))
RUNS: list[Run] = [(*where, case) for where, cases in TRIED.items() for case in cases]
