"""What a finished run leaves beside the students' folders: page, table, worksheet, feedback."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.edited import NOTE as TABLES
from grader.batch.edited import SUFFIX as EDITED
from grader.batch.edited import put_table
from grader.batch.feedback import feedback_members
from grader.batch.given_back import NOTE as HELD
from grader.batch.given_back import put_feedback
from grader.batch.judgement.files import CSV, TOML
from grader.batch.judgement.said import said_of_lines
from grader.batch.ledger import STUDENTS
from grader.batch.likeness.asked import nobody_is_alike
from grader.batch.likeness.nouns import Compared
from grader.batch.likeness.put import put_pairs, with_likeness
from grader.batch.lms_marks import NOTE as LMS_NOTE
from grader.batch.lms_marks import note_ours, read_ours
from grader.batch.nouns import Handed, Roster, Row
from grader.batch.outdated import NOTE, SUFFIX, note_made, set_outdated_aside
from grader.batch.page import render_index
from grader.batch.page_lines import SHEETS, Titles, in_order
from grader.batch.people import as_on_the_sheet
from grader.batch.progress import mark
from grader.batch.sheets import Filled, Ours, SheetError, fill, grades_csv
from grader.batch.walk import put_walk
from grader.disk.files import put_file
from grader.disk.patience import patiently

_OURS = ("grades.csv", "index.html", "feedback.zip", TOML, CSV)


@dataclass(frozen=True)
class Worksheet:
    """The LMS's own sheet, and how it is to be filled in."""

    name: str  # of the file
    data: bytes
    column: str = ""  # Canvas: title or number of the assignment
    scale: bool = False  # to the LMS's maximum
    trust_ids: bool = False  # where it gives other names to the numbers than the download
    overwrite_manual: bool = False  # also marks that a person has changed in the LMS since

    @property
    def filled_name(self) -> str:
        """Of the filled copy."""
        ours = {name.casefold() for name in _OURS}
        return f"filled-{self.name}" if self.name.casefold() in ours else self.name


@dataclass(frozen=True)
class Outputs:
    """Where everything lies."""

    page: Path
    grades: Path
    sheet: Path | None
    feedback: Path | None  # None where there is nothing to be uploaded
    notes: tuple[str, ...]  # of the worksheet, a sentence each


def names(worksheet: Worksheet | None) -> tuple[str, ...]:
    """What `write_outputs` may write."""
    theirs = [worksheet.filled_name] if worksheet is not None else []
    given = ["feedback.zip", *theirs]
    edited = [name + EDITED for name in ("grades.csv", *theirs)]
    return (
        *_OURS,
        *theirs,
        *edited,
        NOTE,
        HELD,
        LMS_NOTE,
        TABLES,
        *(name + SUFFIX for name in given),
    )


def write_outputs(
    out: Path,
    roster: Roster,
    rows: Sequence[Row],
    title: str,
    worksheet: Worksheet | None,
    worth: Mapping[str, float] | None = None,
    all_feedback: bool = False,
    compare: Callable[[Sequence[Row]], Compared] = nobody_is_alike,
    titles: Titles = SHEETS,
) -> Outputs:
    """Write them all, each whole or not at all. Raises OSError.

    `worth` are the lab's points for each check, which has a column in `grades.csv` then;
    `all_feedback` makes a `feedback.zip` of everybody's report, whatever went back before;
    `compare` finds who is like whom; `titles` are what the lab calls its checks.
    """
    filled, notes = _filled(out, roster, rows, title, worksheet)
    sheet = None
    note_made(out, ["feedback.zip", *([worksheet.filled_name] if worksheet else [])])
    if filled is not None and worksheet is not None:
        sheet = out / worksheet.filled_name
        note_ours(out, filled.title, filled.put)
        notes = (*notes, *put_table(out, sheet.name, filled.data))
    kind = filled.kind if filled is not None else roster.kind
    places = filled.places if filled else None
    members = feedback_members(kind, roster.handed, lambda key: _files(out, key), places)
    back = put_feedback(out, members, all_feedback)
    rows = [_by_hand(row, filled) for row in as_on_the_sheet(rows, filled)]
    alike = compare(rows)  # by the names that the worksheet has
    rows = with_likeness(rows, alike.pairs)
    put_pairs(out, alike)
    made = [*([sheet.name] if sheet is not None else []), *(["feedback.zip"] if back.stays else [])]
    notes = (*set_outdated_aside(out, made), *back.notes, *notes, *alike.notes)
    notes = (*put_table(out, "grades.csv", grades_csv(rows, worth)), *notes)
    put_walk(out, in_order(rows))
    absent = filled.without_file if filled is not None else ()
    said = (*roster.notes, *notes)
    page = render_index(roster.kind, rows, title, said, absent, alike.pairs, titles)
    put_file(out / "index.html", page.encode("utf-8", "backslashreplace"))
    return Outputs(out / "index.html", out / "grades.csv", sheet, back.path, notes)


def comment(row: Row) -> str:
    """What a student reads beside the mark in the LMS."""
    if row.state != "graded":
        return ""
    count = len(row.failed)
    if row.lines:
        mend = f" To mend: {', '.join(row.failed)}." if count else ""
        return f"{mark(row)}: {said_of_lines(row)}.{mend} The report explains each."
    if not count:
        return f"{mark(row)}: everything holds. The report explains what was seen."
    things = "1 thing" if count == 1 else f"{count} things"
    return f"{mark(row)}: {things} to mend ({', '.join(row.failed)}). The report explains each."


def _by_hand(row: Row, filled: Filled | None) -> Row:
    """The row with the mark that a person has put into the LMS, where that was kept."""
    there = filled.by_hand.get(row.key) if filled is not None else None
    if there is None:
        return row
    return replace(row, notes=(*row.notes, f"The LMS has {there}, by hand."))


def _filled(
    out: Path, roster: Roster, rows: Sequence[Row], title: str, worksheet: Worksheet | None
) -> tuple[Filled | None, tuple[str, ...]]:
    """The filled sheet; a sheet that cannot be filled costs no grading and is said."""
    if worksheet is None:
        return None, ()
    try:
        filled = fill(
            worksheet.data,
            rows,
            comment,
            roster,
            column=worksheet.column,
            title=title,
            scale=worksheet.scale,
            trust_ids=worksheet.trust_ids,
            ours=Ours(read_ours(out), worksheet.overwrite_manual),
        )
    except SheetError as error:
        return None, (f"The worksheet {worksheet.name} was not filled in: {error}.",)
    return filled, (*filled.notes, *_strays(filled, roster))


def _strays(filled: Filled, roster: Roster) -> list[str]:
    """Who is on the sheet with no file, and which file belongs to no one on it."""
    files: dict[str, Handed] = {handed.key: handed for handed in roster.handed}
    said = []
    if filled.without_file:
        who = ", ".join(filled.without_file)
        said.append(f"On the worksheet, but handed in nothing ({len(filled.without_file)}): {who}.")
    for key in filled.on_no_sheet:
        one = files.get(key)
        name = f"{one.name} ({one.file})" if one is not None and one.name else key
        said.append(f"Handed in, but on no line of the worksheet: {name}.")
    return said


def _files(out: Path, key: str) -> Mapping[str, bytes]:
    """What goes back to a student."""
    folder = out / STUDENTS / key
    try:
        names = sorted(patiently(lambda: list(folder.iterdir())))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    shown = [p for p in names if p.name == "report.html" or p.name.endswith(".annotated.py")]
    return {path.name: patiently(path.read_bytes) for path in shown}
