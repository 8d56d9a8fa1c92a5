"""The mark that a result takes the place of: it stays beside the new one, whoever graded why."""

from __future__ import annotations

from dataclasses import replace

from grader.batch.ledger import Entry
from grader.batch.nouns import Row
from grader.report.findings_view import number
from grader.report.shown import one_line


def replaced(row: Row, earlier: Entry | None, work: str, again: str) -> Row:
    """The row with the mark before it.

    `work` is the digest of what was handed in now, `again` the name of a --regrade, which compares
    with the marks before it began.
    """
    if earlier is None:
        return row
    old = earlier.row
    if old.points is None or (again and earlier.again == again):
        return replace(row, before=old.before, file_before=old.file_before)
    other = bool(earlier.work) and earlier.work != work
    return replace(row, before=old.points, file_before=old.file if other else "")


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
