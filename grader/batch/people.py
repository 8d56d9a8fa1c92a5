"""What people are called: as the worksheet has it, and by family name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from grader.batch.nouns import Row
from grader.batch.sheets.nouns import Filled, Place
from grader.batch.sheets.trust import agree

# letters that Unicode does not take apart, as those type them who have no such key
_PLAIN = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ß": "ss", "ı": "i", "æ": "ae",
                        "œ": "oe", "þ": "th", "ħ": "h"})  # fmt: skip


def as_on_the_sheet(rows: Sequence[Row], filled: Filled | None) -> list[Row]:
    """The rows with what the worksheet knows of each: the real name, the section, how late."""
    places = filled.places if filled is not None else {}
    return [_told(row, places.get(row.key, ())) for row in rows]


def _told(row: Row, places: Sequence[Place]) -> Row:
    if not places:
        return row
    late = next((place.late for place in places if place.late), "")
    sections = dict.fromkeys(place.section for place in places if place.section)
    row = replace(
        row, late=row.late or bool(late), lateness=late or row.lateness, section=", ".join(sections)
    )
    if len(places) > 1:
        return _team(row, places)
    (place,) = places
    if not place.name or (row.name and row.name != row.id and not agree(place.name, row.name)):
        return row  # two names for one number: the note on the worksheet says so
    return replace(row, name=straight(place.name), family=place.family)


def _team(row: Row, places: Sequence[Place]) -> Row:
    members = [straight(place.name) for place in places if place.name]
    if not members or all(name in row.name for name in members):
        return row
    names = ", ".join(members)
    return replace(row, name=f"{row.name} ({names})" if row.name else names)


def straight(name: str) -> str:
    """ "Doe, Jane" as she is called.

    >>> straight("Nguyễn, Văn An"), straight("Jane Doe")
    ('Văn An Nguyễn', 'Jane Doe')
    """
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else name.strip()


def family_of(row: Row) -> str:
    """The family name as the sheet has it; else the last word, with what is small before it.

    >>> family_of(Row("1", "1", "Ludwig van der Berg", "", False, "graded", 1, 1))
    'van der Berg'
    """
    if row.family:
        return row.family
    words = row.name.split()
    first = max(len(words) - 1, 0)
    while first > 1 and words[first - 1][:1].islower():
        first -= 1
    return " ".join(words[first:])


def plain(text: str) -> str:
    """Letters as anybody can type them: to sort by, as the page's search looks through them.

    >>> plain("Nguyễn Đức"), plain("Łukasz Groß")
    ('nguyen duc', 'lukasz gross')
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_PLAIN)
