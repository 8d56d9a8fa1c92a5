"""Whether a sheet and a download mean the same people by the same numbers.

A spreadsheet in which one column was sorted alone says another name for a number than the download
does: each mark would go to somebody else, and nothing in the numbers shows it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.batch.nouns import Handed, Row
from grader.batch.sheets.nouns import Entry, Sheet, SheetError
from grader.report.shown import one_line

FEW = 0.1  # of the people: so many may have another name in one of the two


@dataclass(frozen=True)
class Doubt:
    """A number under which sheet and download name two people."""

    entry: Entry
    row: Row
    told: str  # the name that the download gives
    crossed: bool  # it is the name of somebody else on the sheet

    def __str__(self) -> str:
        return (
            f"{self.entry.id} is {one_line(self.entry.name, 60)} on the worksheet and "
            f"{one_line(self.told, 60)} in the download"
        )


def doubts_of(
    sheet: Sheet, pairs: Sequence[tuple[Entry, Row]], handed: Mapping[str, Handed]
) -> tuple[Doubt, ...]:
    """The pairs whose names disagree; nobody where one of the two gives no name."""
    if sheet.teams:
        return ()  # joined by the team's name; the people's are not in the download
    known = {letters(entry.name): entry for entry in sheet.entries}
    found = []
    for entry, row in pairs:
        names = _names(row, handed.get(row.key))
        if names and letters(entry.name) and not any(agree(entry.name, name) for name in names):
            other = known.get(letters(names[0]))
            found.append(Doubt(entry, row, names[0], other is not None and other is not entry))
    return tuple(found)


def refuse_doubts(doubts: Sequence[Doubt], people: int) -> None:
    """Raise `SheetError` where more than a few disagree: one alone, or a tenth, may be renamed."""
    if len(doubts) < 2 or len(doubts) <= FEW * people:
        return
    raise SheetError(
        f"the worksheet gives other names than the download for {len(doubts)} of {people} numbers, "
        f"such as {doubts[0]}: where one column was sorted alone in a spreadsheet, download the "
        "worksheet again; where the numbers are right all the same, use --trust-ids"
    )


def agree(one: str, other: str) -> bool:
    """Whether two spellings may be one person's: "Doe, Jane", "doejane", "Group 1-Jane Doe"."""
    a, b = letters(one), letters(other)
    return a in b or b in a or sorted(a) == sorted(b)


def letters(name: str) -> str:
    """A name without case, accents, order marks and all that is no letter or digit."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())


def _names(row: Row, handed: Handed | None) -> list[str]:
    """What the download calls those behind it, as far as it says anything beside a number."""
    people = [person.name for person in handed.people] if handed else []
    return [name for name in people or [row.name] if letters(name) and name != row.id]
