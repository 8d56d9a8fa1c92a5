"""All that a judge of one submission loads when it is first used: afterwards there are no files."""

from __future__ import annotations

import codecs
import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType

from pygments.lexers.python import PythonLexer

import concepts
import grader.checks
import grader.diagnoses
import grader.reading
import grader.report
import grader.script
import grader.submission
from grader.evidence import Environment, Evidence
from grader.finding import Grade, NoMark
from grader.lab import read_lab
from grader.report.annotated import render_annotated
from grader.report.formats import FORMATS
from grader.report.html import render_html, sheet, template_names, templates
from grader.script import Submission

_ROOMS = (
    concepts,
    grader.checks,
    grader.diagnoses,
    grader.reading,
    grader.report,
    grader.script,
    grader.submission,
)
_LATE = ("numpy.ma",)  # what numpy.unique asks for when it is first called
_CODINGS = (
    *("ascii", "latin-1", "utf-16", "utf-8-sig", "cp437", "cp1252", "idna"),
    "unicode_escape",  # in which `ast.unparse` writes the tabs of an f-string
)


def warm_up() -> None:
    """Import its rooms, read their templates and hand-outs, draw one page."""
    import_all(_ROOMS)
    for name in _LATE:
        importlib.import_module(name)
    for name in template_names("grader.report"):
        templates().get_template(name)
    sheet("style.css")
    for name in _CODINGS:
        codecs.lookup(name)
    list(PythonLexer().get_tokens("x = 1\n"))
    submission = Submission("a.py", "", "python")
    environment = Environment("", "", "", "", "")
    blank = Grade(submission, read_lab(), Evidence(), environment, NoMark("nobody's"))
    for render in (*FORMATS.values(), render_html, render_annotated):
        render(blank)


def import_all(rooms: Iterable[ModuleType]) -> None:
    """All modules that there are in them."""
    for room in rooms:
        for one in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not one.name.rpartition(".")[2].startswith("__"):
                importlib.import_module(one.name)
