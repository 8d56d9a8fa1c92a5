"""Which submission belongs to whom on the sheet: by number, by name where there is no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grader.batch.nouns import Handed, Roster, Row
from grader.batch.sheets.joined import Joined
from grader.batch.sheets.naming import join_by_names
from grader.batch.sheets.nouns import Entry, Sheet, SheetError, shown
from grader.batch.sheets.trust import doubts_of, letters, refuse_doubts

_TITLES = {
    "canvas": "Canvas",
    "moodle": "Moodle",
    "blackboard": "Blackboard",
    "brightspace": "Brightspace",
}
_BY_NAME = ("brightspace", "codegrade", "google")  # whose downloads have no number that a sheet has


def join(
    sheet: Sheet, rows: Sequence[Row], roster: Roster | None, trust_ids: bool = False
) -> Joined:
    """Bring them together.

    Raises `SheetError` where sheet and download are not of one LMS, or give different names for
    more than a few numbers, unless `trust_ids` says that the numbers are right.
    """
    if roster is not None:
        _refuse_other_lms(sheet, roster.kind)
        if roster.kind in _BY_NAME:
            return join_by_names(sheet.entries, rows)
    handed = {one.key: one for one in roster.handed} if roster else {}
    same_lms = roster is None or roster.kind == sheet.kind
    names = _names_of(sheet, same_lms)
    asked = {row.key: _ids(row, handed.get(row.key), sheet, same_lms) for row in rows}
    joined = _matched(sheet, rows, names, asked)
    if sheet.by_place:
        joined = _where_names_agree(joined)
    if roster is None:
        return joined
    doubts = doubts_of(sheet, joined.pairs, handed)
    if not trust_ids:
        refuse_doubts(doubts, len(joined.pairs))
    return replace(joined, doubts=doubts)


def _refuse_other_lms(sheet: Sheet, kind: str) -> None:
    if kind in _TITLES and kind != sheet.kind:
        theirs, ours = _TITLES[sheet.kind], _TITLES[kind]
        raise SheetError(
            f"the worksheet is {theirs}'s and the submissions are {ours}'s, so their numbers mean "
            f"different people; give the worksheet of {ours}"
        )


def _where_names_agree(joined: Joined) -> Joined:
    """Without those whose name is another on the sheet: the number may be a team's, say."""
    pairs = [pair for pair in joined.pairs if _bare(pair[0].name) == _bare(pair[1].name) != ""]
    others = [pair for pair in joined.pairs if pair not in pairs]
    notes = [
        f"{shown(entry)} is called {row.name or 'nothing'} in the download, and was left as it was."
        for entry, row in others
    ]
    return replace(joined, pairs=tuple(pairs), notes=(*joined.notes, *notes))


def _names_of(sheet: Sheet, same_lms: bool) -> dict[str, list[Entry]]:
    """The entries by what they are asked for: their number, their team, their other ids."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in sheet.entries:
        if same_lms and sheet.teams:
            found[_bare(entry.group)].append(entry)
        elif same_lms:
            found[entry.id.lower()].append(entry)
        else:
            for name in entry.other_ids:
                found[name].append(entry)
    return found


def _ids(row: Row, handed: Handed | None, sheet: Sheet, same_lms: bool) -> tuple[str, ...]:
    if same_lms and sheet.teams:
        # The number in a team's folder is the group's, which no worksheet has: its name is all.
        return (_bare(row.name),) if _bare(row.name) else ()
    if same_lms:
        known = not (handed and handed.group) or _is_person(row, sheet)
        return (row.id.lower(),) if row.id and known else ()
    people = handed.people if handed else ()
    ids = [name.lower() for person in people for name in (person.sid, person.email)]
    # A folder is called as the tutor liked; a Gradescope submission's number is nobody's.
    return tuple(name for name in (*ids, *(() if people else (row.id.strip().lower(),))) if name)


def _is_person(row: Row, sheet: Sheet) -> bool:
    """Whether what is called like a team is a person, whom the sheet calls so by that number."""
    name = letters(row.name)
    return any(entry.id == row.id and letters(entry.name) == name != "" for entry in sheet.entries)


def _bare(name: str) -> str:
    """A team's name without what Moodle changes in it for a file name."""
    return "".join(character for character in name.casefold() if character.isalnum())


def _matched(
    sheet: Sheet,
    rows: Sequence[Row],
    names: Mapping[str, Sequence[Entry]],
    asked: Mapping[str, Iterable[str]],
) -> Joined:
    by_entry: dict[int, list[Row]] = defaultdict(list)
    homeless: list[Row] = []
    for row in rows:
        those = {id(entry): entry for name in asked[row.key] for entry in names.get(name, ())}
        if not those:
            homeless.append(row)
        for number in those:
            by_entry[number].append(row)
    pairs: list[tuple[Entry, Row]] = []
    without: list[Entry] = []
    notes: list[str] = []
    for entry in sheet.entries:
        mine = by_entry[id(entry)]
        if len(mine) == 1:
            pairs.append((entry, mine[0]))
        elif mine:
            keys = ", ".join(row.key for row in mine)
            notes.append(f"{shown(entry)} could be any of {keys}, and was left as it was.")
        else:
            without.append(entry)
    return Joined(tuple(pairs), tuple(without), tuple(homeless), tuple(notes))
