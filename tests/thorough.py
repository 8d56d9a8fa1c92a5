"""How much is tried: what shows something new in `make test`, all of it in `make thorough`.

CNNGRADE_TESTS=more asks for what fits into ten minutes: nearly each cause, all mistakes of scripts.
CNNGRADE_TESTS=cases asks for every file of `submissions/` besides, and a mutant of each kind.
CNNGRADE_TESTS=all asks for all: every example, every generated network, every attack everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

LEVELS = ("", "more", "cases", "all")  # each asks for what those before it ask for, and more
ASKED = os.environ.get("CNNGRADE_TESTS", "")
if ASKED not in LEVELS:
    raise SystemExit(f"CNNGRADE_TESTS is {ASKED!r}; it may be one of {', '.join(LEVELS[1:])}.")
MORE, EVERY_CASE, ALL = (LEVELS.index(ASKED) >= level for level in (1, 2, 3))
EXAMPLES = 60  # of a property, at most, unless all are asked for

# Workers of pytest-xdist share the cores; a run of one process uses two of them itself.
AT_ONCE = 1 if "PYTEST_XDIST_WORKER" in os.environ else min(2, os.cpu_count() or 1)


T = TypeVar("T")


def covering(cases: Iterable[T], shown: Callable[[T], Iterable[Hashable]]) -> list[T]:
    """So many of them that all is shown: each time the one with the most that is new.

    Of two with as much the first; in the order in which they came.
    """
    left = {place: (case, set(shown(case))) for place, case in enumerate(cases)}
    chosen: dict[int, T] = {}
    while left:
        place, (case, new) = max(left.items(), key=lambda one: len(one[1][1]))
        if new:
            chosen[place] = case
        left = {at: (one, more - new) for at, (one, more) in left.items() if more - new}
    return [chosen[place] for place in sorted(chosen)]


def examples(full: int, fewer: int = EXAMPLES) -> int:
    """How many examples a property is held against, of the number that leaves no doubt."""
    return full if ALL else min(full, fewer)
