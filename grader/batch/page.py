"""The class page, as plain as can be: a table that leads to each report."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from grader.batch.nouns import Row
from grader.batch.progress import mark
from grader.report.shown import one_line


def render_index(roster_kind: str, rows: Sequence[Row], title: str, notes: Sequence[str]) -> str:
    """One self-contained page: who, what mark, and the way to the report."""
    head = Markup("<title>{0}</title><h1>{0}</h1>").format(one_line(title))
    said = Markup("").join(Markup("<p>{}</p>").format(one_line(note)) for note in notes)
    body = Markup("").join(_line(row) for row in rows)
    return f'<!doctype html>\n<meta charset="utf-8">{head}{said}<table>{body}</table>\n'


def _line(row: Row) -> Markup:
    name = escape(one_line(row.name or row.key))
    link = Markup('<a href="students/{}/report.html">{}</a>').format(row.key, name)
    return Markup("<tr><td>{}<td>{}<td>{}").format(link, mark(row), one_line(row.trouble))
