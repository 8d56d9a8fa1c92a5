"""The mark and the findings, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.finding import Finding, Grade
from grader.report.drawing.marks import Drawing, Mark, Path, Rect
from grader.script import Submission

STATUS_WORDS = {
    "passed": "holds",
    "failed": "to mend",
    "blocked": "not judged",
    "broken": "the grader's fault",
    "absent": "not handed in",
}


@dataclass(frozen=True)
class FindingView:
    """One finding."""

    check: str  # its id
    title: str
    status: str
    word: str  # the status in words
    points: str  # "0 of 2"; "" where it is worth none
    place: str  # "line 31", "cell 3, line 4" or ""
    line: int | None
    message: str
    advice: str
    expected: str
    observed: str
    because: str  # title of the check that stands in the way
    diagnosis: str = ""  # id of the cause, where it is known
    why: str = ""  # why it matters
    arithmetic: str = ""  # worked out in the student's numbers
    original: str = ""  # Python's or torch's own words
    others: tuple[tuple[int, str], ...] = ()  # more lines that belong to it: (line, "line 12")


@dataclass(frozen=True)
class Blocked:
    """What cannot be judged for one reason."""

    because: str  # title of the check that stands in the way
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class Head:
    """The top of the page."""

    lab: str
    file: str
    points: str  # "17.5"
    max_points: str  # "20"
    gradable: bool
    summary: str  # one sentence
    bar: Drawing


def number(value: float) -> str:
    """Points without needless zeros.

    >>> number(17.50), number(20.0)
    ('17.5', '20')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def finding_views(grade: Grade) -> tuple[FindingView, ...]:
    """Every finding, in the order of the checks."""
    titles = {finding.check: finding.title for finding in grade.findings}
    return tuple(_view(finding, grade.submission, titles) for finding in grade.findings)


def _view(finding: Finding, submission: Submission, titles: dict[str, str]) -> FindingView:
    worth = f"{number(finding.points)} of {number(finding.max_points)}"
    if not finding.max_points:
        worth = ""
    return FindingView(
        check=finding.check,
        title=finding.title,
        status=finding.status,
        word=STATUS_WORDS.get(finding.status, finding.status),
        points=worth,
        place=submission.place(finding.line) if finding.line else "",
        line=finding.line,
        message=finding.message,
        advice=finding.advice,
        expected=finding.expected,
        observed=finding.observed,
        because=titles.get(finding.because or "", finding.because or ""),
        diagnosis=finding.diagnosis or "",
        why=finding.why,
        arithmetic=finding.arithmetic,
        original=finding.original,
        others=_places(finding.lines, submission),
    )


def remark_views(grade: Grade) -> tuple[FindingView, ...]:
    """What is worth saying and costs nothing."""
    return tuple(
        FindingView(
            *(remark.diagnosis, remark.title, "remark", "worth a look", ""),
            place=grade.submission.place(remark.line) if remark.line else "",
            line=remark.line,
            message=remark.message,
            advice=remark.advice,
            expected="",
            observed="",
            because="",
            diagnosis=remark.diagnosis,
            why=remark.why,
            others=_places(remark.lines, grade.submission),
        )
        for remark in grade.remarks
    )


def _places(lines: tuple[int, ...], submission: Submission) -> tuple[tuple[int, str], ...]:
    return tuple((line, submission.place(line)) for line in lines)


def blocked_groups(views: Iterable[FindingView]) -> tuple[Blocked, ...]:
    """The blocked findings, together by what stands in their way."""
    groups: dict[str, list[FindingView]] = {}
    for view in views:
        if view.status == "blocked":
            groups.setdefault(view.because, []).append(view)
    return tuple(Blocked(because, tuple(group)) for because, group in groups.items())


def head_of(grade: Grade) -> Head:
    """The top of the page."""
    return Head(
        lab=grade.lab.title,
        file=grade.submission.name,
        points=number(grade.points),
        max_points=number(grade.max_points),
        gradable=grade.gradable,
        summary=summary_of(grade),
        bar=_bar(grade),
    )


def summary_of(grade: Grade) -> str:
    """One sentence: "14 of 18 checks hold; 1 thing to mend, 3 could not be judged."""
    if not grade.gradable:
        return f"{grade.trouble} This is the grader’s fault and none of your work’s.".strip()
    judged = [finding for finding in grade.findings if finding.status != "absent"]
    count = {name: sum(f.status == name for f in judged) for name in STATUS_WORDS}
    if judged and count["passed"] == len(judged):
        return f"All {len(judged)} checks hold."
    said = [f"{count['passed']} of {len(judged)} checks hold"]
    rest = []
    if count["failed"]:
        rest.append(f"{count['failed']} {'thing' if count['failed'] == 1 else 'things'} to mend")
    if count["blocked"]:
        rest.append(f"{count['blocked']} could not be judged")
    if count["broken"]:
        rest.append(f"{count['broken']} failed on the grader's side")
    return "; ".join([*said, ", ".join(rest)] if rest else said) + "."


def _bar(grade: Grade) -> Drawing:
    """A small field for each check, in their order: filled, open, struck through."""
    judged = [finding for finding in grade.findings if finding.status != "absent"]
    step, side = 15.0, 11.0
    marks: list[Mark] = []
    for i, finding in enumerate(judged):
        x = i * step
        word = STATUS_WORDS.get(finding.status, finding.status)
        title = f"{finding.title}: {word}"
        marks.append(Rect(x + 0.75, 0.75, side, 16.5, f"field {finding.status}", 2, title))
        if finding.status == "failed":
            marks.append(Path(((x + 3, 5.5), (x + 9.5, 12.5)), "strike"))
            marks.append(Path(((x + 9.5, 5.5), (x + 3, 12.5)), "strike"))
        if finding.status in ("blocked", "broken"):
            marks.append(Path(((x + 3.5, 9), (x + 9, 9)), f"strike {finding.status}"))
    width = max(len(judged) * step, 1)
    return Drawing("The checks in order", summary_of(grade), width, 18, tuple(marks))
