"""The student's file with what was found as comments at their lines.

Every line of ours begins with `#|`, stands above the statement that it speaks of, and changes
nothing: the file means to Python what it meant before. Of a notebook it is the code of its cells.
"""

from __future__ import annotations

import io
import re
import textwrap
import tokenize
from collections.abc import Iterator

from grader.finding import Grade
from grader.report.findings_view import (
    FindingView,
    finding_views,
    mark_of,
    remark_views,
    summary_of,
)
from grader.report.shown import one_line

MARK = "#|"
WIDTH = 88  # columns
_LEAST = 40  # columns of text, however deep a line is indented
_STAYS_FIRST = re.compile(r"#!|[ \t\f]*#.*?coding[:=]")  # must be one of the first two lines
_LAYOUT = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)


def render_annotated(grade: Grade) -> str:
    """The source with comments. Ends with a newline."""
    lines = grade.submission.text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    views = [view for view in finding_views(grade) if view.status == "failed"]
    views += remark_views(grade)
    starts = _starts(grade.submission.text)
    above: dict[int, list[FindingView]] = {}
    homeless = []
    for view in views:
        at = view.finding.line
        if at is not None and 1 <= at <= len(lines):
            above.setdefault(starts.get(at, at), []).append(view)
        else:
            homeless.append(view)
    first = next((i for i, line in enumerate(lines[:2]) if not _STAYS_FIRST.match(line)), 2)
    out = [*lines[:first], *_head(grade, homeless)]
    if not lines[:first]:
        above.setdefault(1, [])
    for place, line in enumerate(lines, 1):
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        for view in above.get(place, ()):
            out += _comment(view, indent)
        if place > first:
            out.append(line)
    return "\n".join(out) + "\n"


def _head(grade: Grade, homeless: list[FindingView]) -> list[str]:
    name = one_line(grade.submission.name, 200)
    said = [f"{MARK} Mark: {mark_of(grade)}"]  # a line of its own: a tutor may have another one
    said += _wrapped(f"{name}: {summary_of(grade)}", "")
    said += _wrapped(f"The page report.html explains it. Lines that begin with {MARK} are new.", "")
    for view in homeless:
        said += _comment(view, "")
    return [*said, ""]


def _comment(view: FindingView, indent: str) -> list[str]:
    """What is said of one statement, above it."""
    if view.status == "remark":
        lines = _wrapped(f"· {view.finding.title}: {view.finding.message}", indent)
    else:
        lines = _wrapped(f"x {view.headline}", indent)
        lines.append(f"{indent}{MARK}   {view.finding.check}: {view.points or 'worth nothing'}")
        for label, text in (
            ("expected", view.expected),
            ("seen", view.seen),
            ("", one_line(view.finding.original, 300)),
        ):
            lines += _wrapped(f"{label}: {text}" if label else text, indent, "  ") if text else []
    for label, text in (("why", view.finding.why), ("next", view.finding.advice)):
        lines += _wrapped(f"{label}: {text}", indent, "  ") if text else []
    return lines


def _wrapped(text: str, indent: str, inside: str = "") -> list[str]:
    width = max(WIDTH - len(indent.expandtabs(8)) - len(MARK) - 1, _LEAST)
    pieces = textwrap.wrap(
        one_line(text),
        width,
        initial_indent=inside,
        subsequent_indent=inside + "  ",
        break_on_hyphens=False,
    )
    return [f"{indent}{MARK} {piece}" for piece in pieces]


def _starts(text: str) -> dict[int, int]:
    """For each line the first line of its statement.

    No comment fits inside a string, nor after a backslash. Of a text that does not parse, as far
    as it can be read.
    """
    starts: dict[int, int] = {}
    begin: int | None = None
    for token in _tokens(text):
        if token.type in _LAYOUT or token.type == tokenize.ENDMARKER:
            continue
        if begin is None:
            begin = token.start[0]
        if token.type == tokenize.NEWLINE:
            starts.update(dict.fromkeys(range(begin, token.end[0] + 1), begin))
            begin = None
    return starts


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
