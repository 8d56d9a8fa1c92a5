"""Which attacks are tried where: those that show something new, or all of them everywhere.

In the container, where the fewest layers stand, it is one for each family, for each mark and for
each layer that stops it; in the other worlds one for each layer that the system has a part in (what
a text or a graph may hold is the same for every user); by the command, and from a fresh process, one
for each way to end. With CNNGRADE_TESTS=more each layer is tried with each way to end in the
container, and by the command and elsewhere each layer and each way to end; CNNGRADE_TESTS=all tries
all of them everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.thorough import ALL, MORE, covering

from .cases import CASES, Case

Run = tuple[str, str, Case]  # world, "warm" or "fresh", case


# the layers that are another thing for another user, or where namespaces are refused
OF_THE_SYSTEM = {
    "clean environment",
    "clock",
    "limits",
    "no data beside student code",
    "separate processes",
    "system-call filter",
}


def _by_command(case: Case) -> set[str]:
    return {case.stops, case.outcomes[0]} if MORE else {case.outcomes[0]}


def _elsewhere(case: Case) -> set[str]:
    return {case.stops, case.outcomes[0]} if MORE else {case.stops} & OF_THE_SYSTEM


def _in_a_container(case: Case) -> set[object]:
    stopped = (case.stops, case.outcomes[0]) if MORE else case.stops
    return {case.family, case.earns, stopped}


def _chosen(shown: Callable[[Case], set[Any]]) -> list[Case]:
    return CASES if ALL else covering((case for case in CASES if not case.slow), shown)


BY_COMMAND = _chosen(_by_command)
TRIED = {  # in which world, and from a warm process or a fresh one
    ("docker", "warm"): _chosen(_in_a_container),
    ("here", "warm"): _chosen(_elsewhere),
    ("ordinary user", "warm"): _chosen(_elsewhere),
    ("here", "fresh"): _chosen(lambda case: {case.outcomes[0]}),
}
RUNS: list[Run] = [(*where, case) for where, cases in TRIED.items() for case in cases]
