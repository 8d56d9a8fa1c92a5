"""The mark and the findings, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.checks import check_of, checks_of
from grader.checks.absent import not_handed_in
from grader.finding import Finding, Grade, NoMark, Score, Status, answer_of, without_answer
from grader.lab import Lab
from grader.lab.words import in_words_of
from grader.report.drawing.marks import Drawing, Mark, Path, Rect
from grader.report.quoting import CodeLine, quoted
from grader.script import Submission

STATUS_WORDS: dict[Status, str] = {
    "passed": "holds",
    "failed": "to mend",
    "blocked": "not judged",
    "broken": "the grader's fault",
    "absent": "not handed in",
    "remark": "worth a look",
}


def headline_of(finding: Finding, lab: Lab) -> str:
    """What is so: of what does not hold its cause, where that is known."""
    return in_words_of(lab)(_headline(finding, lab))


def _headline(finding: Finding, lab: Lab) -> str:
    if finding.status == "failed":
        absent = not_handed_in(finding.check)
        if absent and finding.message.endswith("left blank."):
            return absent.replace("handed in", "answered")
        check = check_of(lab, finding.check)
        otherwise = check.otherwise if check is not None else ""
        return finding.cause or otherwise or f"{finding.title}: does not hold"
    absent = not_handed_in(finding.check) if finding.status == "absent" else ""
    return absent or finding.title


@dataclass(frozen=True)
class FindingView:
    """A finding or a remark, and what a page needs beside it."""

    finding: Finding
    headline: str  # what is so, in a few words
    word: str  # its status in words
    points: str  # "0 of 2"; "" where it is worth none
    place: str  # "line 31", "cell 3, line 4" or ""
    because: str  # what stands in the way, in a few words
    others: tuple[tuple[int, str], ...] = ()  # more lines that belong to it: (line, "line 12")
    code: tuple[CodeLine, ...] = ()  # the line that it speaks of, between its neighbours

    @property
    def status(self) -> Status:
        """The finding's."""
        return self.finding.status

    @property
    def expected(self) -> str:
        """What was to be seen; not where that is the very answer."""
        return "" if answer_of(self.finding.message) else self.finding.expected

    @property
    def seen(self) -> str:
        """What was seen, in the words that are there; the answer is a hint of its own."""
        return without_answer(self.finding.message) or self.finding.observed


@dataclass(frozen=True)
class Blocked:
    """What cannot be judged for one reason."""

    because: str  # what stands in the way, in a few words
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class Head:
    """The top of the page."""

    lab: str
    file: str
    points: str  # "17.5"; "" where there is no mark
    max_points: str  # "20"
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
    return _views(grade, grade.findings)


def remark_views(grade: Grade) -> tuple[FindingView, ...]:
    """What is worth saying and costs nothing."""
    return _views(grade, grade.remarks)


def _views(grade: Grade, findings: Iterable[Finding]) -> tuple[FindingView, ...]:
    titles = {one.id: one.title for one in checks_of(grade.lab)}
    titles |= {
        one.check: headline_of(one, grade.lab) for one in grade.findings if one.status == "failed"
    }
    return tuple(
        FindingView(
            finding=finding,
            headline=headline_of(finding, grade.lab),
            word=STATUS_WORDS[finding.status],
            points=_worth(finding),
            place=grade.submission.place(finding.line) if finding.line else "",
            because=titles.get(finding.because or "", finding.because or ""),
            others=_places(finding.lines, grade.submission),
            code=quoted(finding, grade) if finding.status == "failed" else (),
        )
        for finding in findings
    )


def _worth(finding: Finding) -> str:
    if not finding.max_points:
        return ""
    return f"{number(finding.points)} of {number(finding.max_points)}"


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
    scored = isinstance(grade.mark, Score)
    points, _, max_points = mark_of(grade).partition(" / ") if scored else ("", "", "")
    return Head(
        lab=grade.lab.title,
        file=PurePosixPath(grade.submission.name).name,  # an LMS puts folders of its own before it
        points=points,
        max_points=max_points,
        summary=summary_of(grade),
        bar=_bar(grade),
    )


def mark_of(grade: Grade) -> str:
    """ "17.5 / 20", or "no mark"."""
    if isinstance(grade.mark, NoMark):
        return "no mark"
    return f"{number(grade.mark.points)} / {number(grade.mark.max_points)}"


def summary_of(grade: Grade) -> str:
    """One sentence: "14 of 18 checks hold; 1 thing to mend, 3 could not be judged."""
    if isinstance(grade.mark, NoMark):
        return f"{grade.mark.why} This is the grader’s fault and none of your work’s.".strip()
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
        word = STATUS_WORDS[finding.status]
        title = f"{finding.title}: {word}"
        marks.append(Rect(x + 0.75, 0.75, side, 16.5, f"field {finding.status}", 2, title))
        if finding.status == "failed":
            marks.append(Path(((x + 3, 5.5), (x + 9.5, 12.5)), "strike"))
            marks.append(Path(((x + 9.5, 5.5), (x + 3, 12.5)), "strike"))
        if finding.status in ("blocked", "broken"):
            marks.append(Path(((x + 3.5, 9), (x + 9, 9)), f"strike {finding.status}"))
    width = max(len(judged) * step, 1)
    return Drawing("The checks in order", summary_of(grade), width, 18, tuple(marks))
