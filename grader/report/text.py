"""The report in a terminal: the mark, then what to mend, a few lines for each."""

from __future__ import annotations

import textwrap
from dataclasses import replace

from grader.finding import Grade, Score, pays
from grader.lab import Lab
from grader.lab.commands import command, named_by
from grader.report.findings_view import (
    FindingView,
    finding_views,
    mark_of,
    remark_views,
    summary_of,
)
from grader.report.next_view import next_steps
from grader.report.script_view import unseen
from grader.report.shown import one_line
from grader.report.since import since
from grader.report.training_view import outcome_of
from grader.report.view import mend_sentences

SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
MOST_BLOCKS = 12  # findings in full; the page has the rest
MOST_REMARKS = 4
MOST_NAMED = 5  # checks that could not be judged, by name; the summary counts them all
LABEL = 10  # width of "expected", "seen", …


def render_text(grade: Grade, colour: bool, width: int, before: bytes = b"", path: str = "") -> str:
    """The grade in words, wrapped to `width` columns; SGR colours where `colour` says so.

    `before`: the result.json of the last run, with which it is compared.
    `path`: the file as it was given.
    Meaning is never by colour alone. Ends with a newline.
    """
    grade = replace(grade, lab=named_by(grade.lab, path))
    pen = _Pen(colour, max(width, 40))
    views, remarks = finding_views(grade), remark_views(grade)
    failed = [view for view in views if view.status == "failed"]
    lines = [pen.mark(grade), *pen.wrap(summary_of(grade), "")]
    if before and (changed := since(before, grade)):
        lines += pen.wrap(changed, "")
    for view in failed[:MOST_BLOCKS]:
        lines += ["", *pen.block(view, grade.lab)]
    if len(failed) > MOST_BLOCKS:
        lines += ["", f"… and {len(failed) - MOST_BLOCKS} more, in the report."]
    for view in remarks[:MOST_REMARKS]:
        lines += ["", *pen.remark(view)]
    quiet = _quiet(grade, views)
    if quiet:
        lines += ["", *(line for text in quiet for line in pen.wrap(text, ""))]
    if steps := next_steps(grade, path):
        lines += ["", "Next"]
        lines += [line for step in steps for line in pen.wrap(step, "    ", "  ")]
    return "\n".join(lines) + "\n"


def _quiet(grade: Grade, views: tuple[FindingView, ...]) -> list[str]:
    """What needs no mending: one line each."""
    said = list(mend_sentences(grade))
    for status, word in (("blocked", "Not judged"), ("broken", "The grader's fault")):
        ids = [view.finding.check for view in views if view.status == status]
        if ids and len(ids) <= MOST_NAMED:
            said.append(f"{word}: {', '.join(ids)}.")
    paid = [f"{view.finding.check} ({view.points})" for view in views if pays(view.finding)]
    if paid:
        said.append(f"Counted at {', '.join(paid)}: its own check is worth nothing in this lab.")
    training = grade.evidence.training
    if isinstance(grade.mark, Score) and training is not None and training.way != "not run":
        said.append(outcome_of(training, grade.lab))
        if training.way == "in the sandbox":
            said.append("This accuracy is not independently verified.")
    if why := unseen(grade):
        said.append(why)
    return said + list(grade.notes)


class _Pen:
    """Writes lines of one width, with colours or without."""

    def __init__(self, colour: bool, width: int) -> None:
        self.colour = colour
        self.width = width

    def paint(self, text: str, *styles: str) -> str:
        """Our own text in colours; what is a stranger's has gone through `one_line` before."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(SGR[style] for style in styles)}m{text}\x1b[0m"

    def mark(self, grade: Grade) -> str:
        """ "17.5 / 20   task1_cnn.py"."""
        name = one_line(grade.submission.name, self.width)
        mark = grade.mark
        whole = isinstance(mark, Score) and mark.points >= mark.max_points
        return f"{self.paint(mark_of(grade), 'bold', 'green' if whole else 'yellow')}   {name}"

    def block(self, view: FindingView, lab: Lab) -> list[str]:
        """One finding."""
        where = ", ".join(word for word in (view.place, view.points) if word)
        head = view.headline + (f" ({where})" if where else "")
        first, *rest = self.wrap(head, "  ", "x ")
        lines = [self.paint("x", "bold", "red") + self.paint(first[1:], "bold")]
        lines += [self.paint(line, "bold") for line in rest]
        lines += self.code(view)
        rows = (("expected", view.expected), ("seen", view.seen))
        own = one_line(view.finding.original, 200)
        for label, text in (*rows, ("Python", own), ("look at", view.finding.advice)):
            if text:
                lines += self.row(label, text)
        if view.finding.diagnosis and view.finding.why:
            hint = ("--hint", "3") if len(view.finding.hints) > 2 else ()
            line = command(lab, "explain", view.finding.diagnosis, *hint)
            lines += self.row("more", line)
        return lines

    def code(self, view: FindingView) -> list[str]:
        """Its line between its neighbours, with what to look at underlined."""
        wide = max((len(line.label) for line in view.code), default=0)
        lines = []
        for line in view.code:
            margin = f"  {line.label.rjust(wide)} │ "
            room = self.width - len(margin)
            start = min(line.start, max(line.end - room, 0))
            before, at, behind = line.parts
            text = (before + at + behind)[start : start + room]
            lines.append(self.paint(margin, "dim") + text)
            if at:
                signs = ("^" * len(at))[: room - len(before) + start]
                below = " " * (2 + wide) + " │ "
                caret = " " * (len(before) - start) + self.paint(signs, "red")
                lines.append(self.paint(below, "dim") + caret)
        return lines

    def remark(self, view: FindingView) -> list[str]:
        """Something that costs nothing, in a line or two."""
        where = f" ({view.place})" if view.place else ""
        text = f"{view.finding.title}{where}: {view.finding.message}"
        first, *rest = self.wrap(text, "  ", "· ")
        return [self.paint("·", "dim") + first[1:], *rest]

    def row(self, label: str, text: str) -> list[str]:
        """ "  expected  a ReLU between conv1 and conv2"."""
        indent = "  " + " " * LABEL
        first, *rest = self.wrap(text, indent, "  " + label.ljust(LABEL))
        return ["  " + self.paint(label, "dim") + first[2 + len(label) :], *rest]

    def wrap(self, text: str, indent: str, first: str = "") -> list[str]:
        """Lines of at most the width."""
        return textwrap.wrap(
            one_line(text, 600), self.width, initial_indent=first, subsequent_indent=indent,
            break_on_hyphens=False,
        ) or [first]  # fmt: skip
