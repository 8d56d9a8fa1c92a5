"""The same for whatever a judge can be asked."""

from __future__ import annotations

import grader.batch.rosters
import grader.experiment
import grader.explore
from grader.batch.graded import without_mark
from grader.batch.unit import Setting, Unit
from grader.explore.page import render_explore
from grader.judge.warm import import_all, warm_up
from grader.lab import read_lab
from grader.report.html import sheet, template_names, templates


def warm_up_all() -> None:
    """Import all rooms, read all templates, draw one page of each."""
    warm_up()
    import_all((grader.batch.rosters, grader.experiment, grader.explore))
    for package in ("grader.batch", "grader.experiment"):
        for name in template_names(package):
            templates().get_template(name)
    sheet("style.css", "class.css")
    sheet("style.css", "experiment.css")
    render_explore(bytes(784), 0)
    without_mark(Unit("", "a.py", b"", None, Setting(read_lab(), "", "")), "no mark", "nobody's")
