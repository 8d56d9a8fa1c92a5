"""Joining by people's names, where a download has nothing else: only where one has the name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from grader.batch.nouns import Row
from grader.batch.sheets.joined import Joined
from grader.batch.sheets.nouns import Entry, shown

_Name = tuple[str, ...]
_T = TypeVar("_T", Entry, Row)


def join_by_names(entries: Sequence[Entry], rows: Sequence[Row]) -> Joined:
    """Bring together whose name is on one line of the sheet and on one submission.

    Where several have a name, a number that is on the sheet as well decides between them.
    """
    lines, works = _grouped(entries), _grouped(rows)
    pairs: dict[int, Row] = {}
    notes: list[str] = []
    for name, mine in works.items():
        those = lines.get(name, [])
        found = _pairs(those, mine)
        pairs.update((id(entry), row) for entry, row in found)
        if those and not found:
            who = ", ".join(map(shown, those))
            keys = ", ".join(row.key for row in mine)
            notes.append(
                f"{keys} and {who} have one name and no number that both have: left as they were."
            )
    if pairs:
        notes.insert(
            0, f"{len(pairs)} were joined by their names: the download has no number of them."
        )
    joined = {row.key for row in pairs.values()}
    known = {row.key for name, mine in works.items() if name in lines for row in mine}
    return Joined(
        pairs=tuple((entry, pairs[id(entry)]) for entry in entries if id(entry) in pairs),
        without=tuple(e for e in entries if id(e) not in pairs and _bare(e.name) not in works),
        homeless=tuple(row for row in rows if row.key not in joined | known),
        notes=tuple(notes),
    )


def _pairs(entries: Sequence[Entry], rows: Sequence[Row]) -> list[tuple[Entry, Row]]:
    if len(entries) == len(rows) == 1:
        return [(entries[0], rows[0])]
    found = [(e, row) for e in entries for row in rows if row.id.lower() in e.other_ids]
    alone = len({id(e) for e, _ in found}) == len({row.key for _, row in found}) == len(found)
    return found if alone else []


def _grouped(those: Iterable[_T]) -> dict[_Name, list[_T]]:
    found: dict[_Name, list[_T]] = defaultdict(list)
    for one in those:
        if _bare(one.name):
            found[_bare(one.name)].append(one)
    return dict(found)


def _bare(name: str) -> _Name:
    """Its words in no order, for "Doe, Jane" is "Jane Doe"; accents count, case does not."""
    return tuple(sorted(re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())))
