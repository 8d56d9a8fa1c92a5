"""From one tutor's copy to the next: a line above each page, which no student's copy has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from grader.batch.nouns import Row
from grader.disk.files import put_file
from grader.disk.patience import patiently
from grader.report.html import templates
from grader.report.shown import one_line
from grader.report.slots import set_slot

TUTORS = "tutor.html"
_SLOT = "walk"


@dataclass(frozen=True)
class Step:
    """Where a link of the line leads."""

    name: str
    href: str


def put_walk(out: Path, rows: Sequence[Row]) -> None:
    """Write the line into each copy; `rows` are in the order of the class page. Raises OSError."""
    those = [row for row in rows if row.tutor]
    for number, row in enumerate(those):
        path = out / row.tutor
        before = those[number - 1] if number else None
        after = those[number + 1] if number + 1 < len(those) else None
        page = patiently(path.read_bytes).decode("utf-8", "surrogateescape")
        walked = set_slot(page, _SLOT, line(row, before, after, number + 1, len(those)))
        if walked != page:
            put_file(path, walked.encode("utf-8", "surrogateescape"))


def line(row: Row, before: Row | None, after: Row | None, number: int, count: int) -> Markup:
    """The line above one student's page."""
    text = (
        templates()
        .get_template("walk.html")
        .render(
            before=_step(before),
            after=_step(after),
            name=_name(row),
            number=number,
            count=count,
            files=[
                Step(what, href.rpartition("/")[2])
                for what, href in (
                    ("original", row.original),
                    ("with the findings", row.annotated),
                    ("page of the mark before", row.report_before),
                )
                if href
            ],
        )
    )
    return Markup(text)  # noqa: S704  # the template escapes what is put into it


def _step(row: Row | None) -> Step | None:
    return Step(_name(row), f"../{row.key}/{TUTORS}") if row is not None else None


def _name(row: Row) -> str:
    return one_line(row.name or row.id or row.key, 120)
