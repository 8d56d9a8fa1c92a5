"""The line that a finding speaks of, between its neighbours, with what to look at underlined."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from grader.finding import Finding, Grade
from grader.report.shown import shown
from grader.script import Submission

AROUND = 1  # lines before and behind
MOST = 160  # columns of a line
_WORD = re.compile(r"[A-Za-z_]\w*")
_FILLER = frozenset("a an and at by for in is it not of on or the to with x self".split())  # noqa: SIM905


@dataclass(frozen=True)
class CodeLine:
    """A line of the student's file."""

    number: int  # in the text, from 1
    label: str  # what stands in the margin
    text: str
    start: int = 0  # columns of what to look at; nothing where both are equal
    end: int = 0

    @property
    def parts(self) -> tuple[str, str, str]:
        """Before, at and behind what to look at."""
        return self.text[: self.start], self.text[self.start : self.end], self.text[self.end :]


def quoted(finding: Finding, grade: Grade) -> tuple[CodeLine, ...]:
    """Three lines, with an underlined piece in the middle one; none where it speaks of none."""
    lines = grade.submission.text.split("\n")
    line = finding.line
    if line is None or not 1 <= line <= len(lines):
        return ()
    start, end = _span(finding, grade, lines[line - 1])
    around = range(max(line - AROUND, 1), min(line + AROUND, len(lines)) + 1)
    return tuple(
        CodeLine(
            number,
            grade.submission.place(number).rpartition(" ")[2],
            # one character for one, so that the columns stay
            shown(lines[number - 1].rstrip("\r").replace("\t", " "), MOST),
            *((start, end) if number == line else (0, 0)),
        )
        for number in around
        if lines[number - 1].strip() or number == line
    )


def _span(finding: Finding, grade: Grade, text: str) -> tuple[int, int]:
    """The columns of the very words: those that an edit changed, else the call that is named."""
    found = _edited(finding, grade, text) or _called(finding, grade.submission, text)
    if found is None:
        bare = text.split("#", maxsplit=1)[0].rstrip() or text.rstrip()
        found = len(bare) - len(bare.lstrip()), len(bare)
    start, end = found
    return min(start, MOST - 1), min(end, MOST - 1)


def _edited(finding: Finding, grade: Grade, text: str) -> tuple[int, int] | None:
    repair = grade.evidence.repair
    for step in repair.steps if repair is not None else ():
        for edit in step.edits:
            if edit.line == finding.line and edit.was.strip() and "\n" not in edit.was:
                before = grade.submission.text.rfind("\n", 0, edit.start) + 1
                start = edit.start - before
                if text[start : start + len(edit.was)] == edit.was:
                    return start, start + len(edit.was)
    return None


def _called(finding: Finding, submission: Submission, text: str) -> tuple[int, int] | None:
    """The innermost call of the line whose name the finding speaks of, else the outermost."""
    calls = [one for one in submission.script.calls_at(finding.line) if one.lineno == finding.line]
    if not calls:
        return None
    told = " ".join((finding.message, finding.observed, finding.cause))
    words = {word.lower() for word in _WORD.findall(told)} - _FILLER
    named = [one for one in calls if words & _names(one.func)]
    spans = sorted(
        (_columns(one, text) for one in named or calls), key=lambda span: span[1] - span[0]
    )
    return spans[0] if named else spans[-1]


def _names(node: ast.expr) -> set[str]:
    """ "fc1" of `self.fc1`, "relu" of `F.relu`."""
    if isinstance(node, ast.Attribute):
        return {node.attr.lower()} - _FILLER
    return {node.id.lower()} - _FILLER if isinstance(node, ast.Name) else set()


def _columns(call: ast.Call, text: str) -> tuple[int, int]:
    """Characters: a syntax tree counts bytes."""
    raw = text.encode("utf-8", "surrogatepass")

    def at(offset: int) -> int:
        return len(raw[:offset].decode("utf-8", "replace"))

    whole = call.end_lineno == call.lineno and call.end_col_offset is not None
    return at(call.col_offset), at(call.end_col_offset or 0) if whole else len(text.rstrip())
