"""A `Grade` as a page, as terminal text, as JSON, and as others want it."""

from grader.report.annotated import render_annotated
from grader.report.formats import FORMATS
from grader.report.html import render_html
from grader.report.record import render_json
from grader.report.text import render_text

__all__ = [
    "FORMATS",
    "render_annotated",
    "render_html",
    "render_json",
    "render_text",
]
