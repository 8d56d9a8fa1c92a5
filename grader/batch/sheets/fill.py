"""Our marks in the LMS's own worksheet, and nothing else in it touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grader.batch.nouns import Roster, Row, unjudged
from grader.batch.sheets.comments import beside
from grader.batch.sheets.joined import Joined
from grader.batch.sheets.joining import join
from grader.batch.sheets.nouns import Checked, Entry, Filled, Ours, Place, Sheet, SheetError, shown
from grader.batch.sheets.numbers import read_number, write_number
from grader.batch.sheets.opening import open_sheet, to_bytes
from grader.batch.sheets.spans import Cell, columns_kept, replace, scan


def check_sheet(
    data: bytes,
    out_of: float,
    column: str = "",
    title: str = "",
    scale: bool = False,
    roster: Roster | None = None,
    trust_ids: bool = False,
) -> Checked:
    """What can be said before anything is graded.

    Raises `SheetError` where the sheet cannot be read, counts to another maximum or to none where
    marks are to be scaled, is of another LMS than the roster, or gives its numbers to others.
    """
    sheet = open_sheet(data, column, title)
    for entry in sheet.entries:
        _refuse_other_maximum(entry, out_of, scale)
    if roster is None:
        return Checked(sheet.title)
    joined = join(sheet, [unjudged(handed) for handed in roster.handed], roster, trust_ids)
    return Checked(sheet.title, _places(joined))


def _places(joined: Joined) -> dict[str, tuple[Place, ...]]:
    places: dict[str, list[Place]] = defaultdict(list)
    for entry, row in joined.pairs:
        place = Place(entry.id, entry.name, entry.family, entry.section, entry.late)
        places[row.key].append(place)
    return {key: tuple(those) for key, those in places.items()}


def fill(
    data: bytes,
    rows: Sequence[Row],
    comment: Callable[[Row], str],
    roster: Roster | None = None,
    *,
    column: str = "",
    title: str = "",
    scale: bool = False,
    trust_ids: bool = False,
    ours: Ours | None = None,
) -> Filled:
    """The worksheet in `data` with the marks of `rows`, ready to be uploaded.

    `comment` gives the plain text for a student, "" where there is nothing to say. Where the
    roster is not given, ids are taken to be those of the sheet's LMS. `ours` are the marks of
    earlier runs: what a person has put in their place since is kept. Raises `SheetError`.
    """
    sheet = open_sheet(data, column, title)
    joined = join(sheet, rows, roster, trust_ids)
    made = _changes(sheet, joined, comment, scale, trust_ids, ours or Ours({}))
    text = replace(sheet.text, sheet.delimiter, made.cells)
    if sheet.kept is not None:
        lines = scan(text, sheet.delimiter)
        text = columns_kept(text, sheet.delimiter, lines, set(sheet.kept))
    return Filled(
        kind=sheet.kind,
        data=to_bytes(text, sheet.encoding),
        written=tuple(made.written),
        without_file=tuple(shown(entry) for entry in joined.without),
        on_no_sheet=tuple(row.key for row in joined.homeless),
        notes=(
            *sheet.notes,
            *_late(joined),
            *_waiting(joined),
            *_without_mark(joined),
            *made.notes,
            *joined.notes,
        ),
        places=_places(joined),
        title=sheet.title,
        put=made.put,
        by_hand=made.by_hand,
        late=frozenset(row.key for entry, row in joined.pairs if entry.late),
    )


def _late(joined: Joined) -> tuple[str, ...]:
    """Who handed in late by the sheet, and by how much."""
    late = [f"{shown(entry)}: {entry.late}" for entry, _ in joined.pairs if entry.late]
    return (f"Late, by the worksheet ({len(late)}): {'; '.join(late)}.",) if late else ()


@dataclass
class _Changes:
    """What becomes of the sheet, while it is gone through."""

    cells: dict[Cell, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    written: dict[str, None] = field(default_factory=dict)
    put: dict[str, float] = field(default_factory=dict)
    by_hand: dict[str, str] = field(default_factory=dict)


def _changes(
    sheet: Sheet,
    joined: Joined,
    comment: Callable[[Row], str],
    scale: bool,
    trust_ids: bool,
    ours: Ours,
) -> _Changes:
    made = _Changes()
    crossed = {id(doubt.entry) for doubt in joined.doubts if doubt.crossed and not trust_ids}
    for doubt in joined.doubts:
        what = "was left as it was (--trust-ids fills it in)" if id(doubt.entry) in crossed else (
            "was filled in by the number"
        )  # fmt: skip
        made.notes.append(f"{doubt}, and {what}.")
    for entry, row in joined.pairs:
        if id(entry) in crossed or row.waits:
            continue
        mark = _mark(entry, row, scale)
        if mark is None:  # said for all of them together: why is told of each elsewhere
            continue
        if entry.closed or entry.mark is None:
            made.notes.append(f"{shown(entry)} {entry.closed}, and was left as it was.")
        elif ours.keeps(sheet.title, entry, read_number(entry.mark.value)):
            there = made.by_hand[row.key] = entry.mark.value.strip()
            made.notes.append(
                f"{shown(entry)} has {there} in the LMS, changed by hand since our mark stood "
                f"there: kept, and not {write_number(mark)} (--overwrite-manual)."
            )
        else:
            made.written[row.key] = None
            made.put[entry.id] = round(mark, 2)
            made.notes += _put(made.cells, sheet, entry, mark)
            if entry.comment is not None:
                new = beside(entry.comment.value, comment(row))
                if new != entry.comment.value:
                    made.cells[entry.comment] = new
    return made


def _waiting(joined: Joined) -> tuple[str, ...]:
    """Whose mark lacks a tutor's part: half a mark in the LMS would pass for a whole one."""
    who = [shown(entry) for entry, row in joined.pairs if row.waits]
    if not who:
        return ()
    return (
        f"Written questions wait for a tutor; until then {len(who)} marks are not filled in "
        f"(written.csv, and then --written): {_some(who)}.",
    )


def _without_mark(joined: Joined) -> tuple[str, ...]:
    """Whose cell stays as it was, since there is no mark for it."""
    who = [shown(entry) for entry, row in joined.pairs if _is_unmarked(row) and not row.waits]
    return (f"No mark from us, and left as they were ({len(who)}): {_some(who)}.",) if who else ()


def _some(who: Sequence[str]) -> str:
    return ", ".join(who[:_SOME]) + (" …" if len(who) > _SOME else "")


_SOME = 12


def _put(changes: dict[Cell, str], sheet: Sheet, entry: Entry, mark: float) -> list[str]:
    """Set the mark, unless the very same stands there already; a sentence if another did."""
    assert entry.mark is not None
    before = read_number(entry.mark.value)
    if before is not None and abs(before - mark) < 0.005:
        return []
    changes[entry.mark] = write_number(mark, sheet.decimal_mark)
    words = sheet.kind == "blackboard" and before is None  # "Needs Grading", "In Progress"
    if words or not entry.mark.value.strip("- "):
        return []
    return [f"{shown(entry)} had {entry.mark.value.strip()} and now has {changes[entry.mark]}."]


def _mark(entry: Entry, row: Row, scale: bool) -> float | None:
    """What goes into the sheet; None where the grader has no mark, which is never a zero."""
    if row.points is None or _is_unmarked(row):
        return None
    if row.max_points is None or entry.out_of is None:
        return row.points
    _refuse_other_maximum(entry, row.max_points, scale)
    return row.points * entry.out_of / row.max_points if scale and row.max_points else row.points


def _is_unmarked(row: Row) -> bool:
    return row.points is None or row.state != "graded"


def _refuse_other_maximum(entry: Entry, out_of: float, scale: bool) -> None:
    """16 of 17 written where the LMS counts to 100 would pass for 16 per cent."""
    if scale and entry.out_of is None and entry.mark is not None and not entry.closed:
        raise SheetError(
            f"--scale has nothing to scale to: the worksheet states no maximum above 0 for "
            f"{shown(entry)} (Canvas: the row “Points Possible”; Moodle: the column “Maximum "
            "grade”); download it again, or leave --scale out"
        )
    if entry.out_of is None or scale or abs(entry.out_of - out_of) < 0.005:
        return
    theirs, ours = write_number(entry.out_of), write_number(out_of)
    raise SheetError(
        f"the worksheet counts to {theirs} and the lab to {ours}: set the assignment's maximum to "
        f"{ours} in the LMS and download the worksheet again, or use --scale, which writes "
        f"{ours} as {theirs} and the marks below in proportion"
    )
