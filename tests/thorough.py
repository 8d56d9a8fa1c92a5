"""How much is tried: what shows something new in `make test`, all of it in `make thorough`.

CNNGRADE_TESTS=all asks for all: every example, every generated network, every attack everywhere.
CNNGRADE_TESTS=cases asks for every file of `submissions/`, every script, a mutant of each kind.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

ALL = os.environ.get("CNNGRADE_TESTS") == "all"
EVERY_CASE = ALL or os.environ.get("CNNGRADE_TESTS") == "cases"
EXAMPLES = 60  # of a property, at most, unless all are asked for

# Workers of pytest-xdist share the cores; a run of one process uses two of them itself.
AT_ONCE = 1 if "PYTEST_XDIST_WORKER" in os.environ else min(2, os.cpu_count() or 1)


T = TypeVar("T")


def covering(cases: Iterable[T], shown: Callable[[T], Iterable[Hashable]]) -> list[T]:
    """Those that show something that none before them showed."""
    seen: set[Hashable] = set()
    chosen = []
    for case in cases:
        new = set(shown(case)) - seen
        if new:
            seen |= new
            chosen.append(case)
    return chosen


def examples(full: int, fewer: int = EXAMPLES) -> int:
    """How many examples a property is held against, of the number that leaves no doubt."""
    return full if ALL else min(full, fewer)
