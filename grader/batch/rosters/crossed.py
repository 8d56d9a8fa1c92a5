"""Numbers that would mean several people: then the names are somebody's own, and no LMS's."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from grader.batch.rosters.nouns import shown


@dataclass(frozen=True)
class Crossed:
    """One number under several names, or one file of several people."""

    said: str  # half a sentence: "user 2026 would be annpoe, janedoe and jimroe"
    share: float  # of the numbers of which it is so, 0 to 1


def crossed(whose: str, pairs: Iterable[tuple[str, str]]) -> Crossed | None:
    """Of pairs of a number and what stands beside it; None where each has one alone.

    `whose` says what the number is: "user", "attachment".
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for number, name in pairs:
        found[number].setdefault(_folded(name), name)
    several = {number: list(names.values()) for number, names in found.items() if len(names) > 1}
    if not several:
        return None
    number, names = next(iter(several.items()))
    some = ", ".join(shown(name) or "nobody" for name in sorted(names)[:4])
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return Crossed(f"{whose} {number} would be {some}{more}", len(several) / len(found))


def _folded(name: str) -> str:
    """Equal for names that differ in how they are written down alone."""
    return unicodedata.normalize("NFC", name).casefold()
