"""A `Grade` as a page, as terminal text, and as JSON."""

from grader.report.html import render_html
from grader.report.record import render_json
from grader.report.text import render_text
from grader.report.write import Report, write

__all__ = ["Report", "render_html", "render_json", "render_text", "write"]
