"""The mark that a result takes the place of: it stays beside the new one, whoever graded why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.batch.ledger import Entry
from grader.batch.nouns import Row
from grader.disk.patience import patiently
from grader.report.findings_view import number
from grader.report.shown import one_line

BEFORE = "before.html"  # the page of that mark


def replaced(row: Row, earlier: Entry | None, work: str, again: str) -> Row:
    """The row with the mark before it.

    `work` is the digest of what was handed in now, `again` the name of a --regrade, which compares
    with the marks before it began.
    """
    if earlier is None:
        return row
    old = earlier.row
    if _carried(earlier, again):
        return replace(row, before=old.before, file_before=old.file_before)
    other = bool(earlier.work) and earlier.work != work
    return replace(row, before=old.points, file_before=old.file if other else "")


def _carried(earlier: Entry, again: str) -> bool:
    """Whether the mark to compare with is the one that the earlier result was compared with."""
    return earlier.row.points is None or bool(again and earlier.again == again)


def page_before(folder: Path, row: Row, earlier: Entry | None, again: str) -> dict[str, bytes]:
    """The page of the mark before, out of the folder that is about to be replaced."""
    if earlier is None or row.before is None:
        return {}
    name = BEFORE if _carried(earlier, again) else "report.html"
    try:
        return {BEFORE: patiently((folder / name).read_bytes)}
    except (FileNotFoundError, NotADirectoryError):
        return {}


def said_of(row: Row) -> tuple[str, ...]:
    """What a person should know where something else was handed in, and is worth less."""
    if not row.file_before or row.before is None or (row.points or 0.0) >= row.before:
        return ()
    now = row.state if row.points is None else number(row.points)
    file = one_line(row.file, 80) or "what was handed in since"
    return (
        f"Handed in again, for less: {number(row.before)} for {one_line(row.file_before, 80)} "
        f"before, now {now} for {file}.",
    )
