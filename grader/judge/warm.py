"""Everything that the judge loads when it is first used, loaded: afterwards there are no files."""

from __future__ import annotations

import codecs
import importlib
import pkgutil
from collections.abc import Iterable
from types import ModuleType

from pygments.lexers.python import PythonLexer

import concepts
import grader.batch.rosters
import grader.checks
import grader.diagnoses
import grader.experiment
import grader.explore
import grader.reading
import grader.report
import grader.script
import grader.submission
from grader.batch.graded import without_mark
from grader.batch.unit import Setting, Unit
from grader.explore.page import render_explore
from grader.lab import read_lab
from grader.report.html import sheet, templates

_ROOMS = (
    concepts,
    grader.batch.rosters,
    grader.checks,
    grader.diagnoses,
    grader.experiment,
    grader.explore,
    grader.reading,
    grader.report,
    grader.script,
    grader.submission,
)
_LATE = ("numpy.ma",)  # what numpy.unique asks for when it is first called
_CODINGS = ("ascii", "latin-1", "utf-16", "utf-8-sig", "cp437", "cp1252", "idna")


def warm_up() -> None:
    """Import all rooms, read all templates and hand-outs, draw one page."""
    for name in (*_modules(_ROOMS), *_LATE):
        importlib.import_module(name)
    for name in templates().list_templates(extensions=["html"]):
        templates().get_template(name)
    sheet("style.css", "class.css")
    sheet("style.css", "experiment.css")
    render_explore(bytes(784), 0)
    for name in _CODINGS:
        codecs.lookup(name)
    lab = read_lab()
    list(PythonLexer().get_tokens("x = 1\n"))
    without_mark(Unit("", "a.py", b"", None, Setting(lab, "", "")), "no mark", "nobody's")


def _modules(rooms: Iterable[ModuleType]) -> list[str]:
    return [
        one.name
        for room in rooms
        for one in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
        if not one.name.rpartition(".")[2].startswith("__")
    ]
