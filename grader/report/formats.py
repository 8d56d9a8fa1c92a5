"""Every way in which a grade can be put out as one text, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.finding import Grade
from grader.report.github import render_github
from grader.report.gradescope import render_gradescope
from grader.report.html import render_html
from grader.report.junit import render_junit
from grader.report.record import render_json

# beside "text", which depends on the terminal
FORMATS: Mapping[str, Callable[[Grade], str]] = {
    "json": render_json,
    "html": render_html,
    "junit": render_junit,
    "gradescope": render_gradescope,
    "github-classroom": render_github,
}
