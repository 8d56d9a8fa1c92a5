"""`index.html`: the class on one page, for the tutor. One file, no outside address."""

from __future__ import annotations

from collections.abc import Sequence

from grader.batch.likeness.nouns import Pair
from grader.batch.nouns import Row
from grader.batch.page_lines import SHEETS, Titles
from grader.batch.page_view import page_of
from grader.report.html import digest, sheet, templates


def render_index(
    kind: str,
    rows: Sequence[Row],
    title: str,
    notes: Sequence[str] = (),
    absent: Sequence[str] = (),
    pairs: Sequence[Pair] = (),
    titles: Titles = SHEETS,
) -> str:
    """The page of a class; `notes` are sentences about the download and the worksheet.

    `absent` are the people on the worksheet who handed in nothing, `pairs` who is alike,
    `titles` what the lab calls its checks.

    It works as a plain table without its script, which only sorts and filters.
    """
    page = page_of(kind, rows, title, notes, absent, pairs, titles)
    style, script = sheet("style.css", "class.css"), sheet("class.js")
    text = (
        templates()
        .get_template("class.html")
        .render(
            page=page,
            style=style,
            style_digest=digest(style),
            script=script,
            script_digest=digest(script),
        )
    )
    return text.strip() + "\n"
