"""Names in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMED = 4  # more than these, and the sentence is a list


def several(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """ "a", "a and b", "a, b and c", and of many "a, b, c and 6 more"."""
    named = list(names) if len(names) <= most else list(names[: most - 1])
    if len(names) > most:
        named.append(f"{len(names) - len(named)} more")
    *first, last = named or [""]
    return f"{', '.join(first)} and {last}" if first else last
