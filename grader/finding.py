"""`Finding` and `Grade`: what a check says, and what a submission is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Protocol

from grader.evidence import Environment, Evidence
from grader.lab import Lab
from grader.reading.reading import Reading, reading_of
from grader.script import Submission

Status = Literal["passed", "failed", "blocked", "broken", "absent", "remark"]


@dataclass(frozen=True)
class Finding:
    """What one check says of one submission; or a remark, which costs nothing."""

    check: str  # its id, "two-convolutions"; "" of a remark
    title: str  # the sentence that the check asserts
    status: Status
    points: float = 0.0  # earned
    max_points: float = 0.0  # what it is worth
    message: str = ""  # what was seen, in one or two sentences with the values
    advice: str = ""  # what to look at, never the finished code
    diagnosis: str | None = None  # id of the cause, "dropout-stays-on-in-eval"
    line: int | None = None  # line of the student's file
    expected: str = ""  # "a ReLU between conv1 and conv2"
    observed: str = ""  # "conv1 → max_pool2d → conv2"
    because: str | None = None  # for "blocked": the check whose failure stands in the way
    why: str = ""  # why it matters, with the concept
    cause: str = ""  # the same in a few words, "A dropout stays on while the network is tested"
    lines: tuple[int, ...] = ()  # other lines that belong to it
    arithmetic: str = ""  # "28 → 24 → 12 → 8 → 4, and 20 channels of 4×4 are 320, not 500"
    original: str = ""  # Python's or torch's own words, for who wants them
    also: tuple[str, ...] = ()  # ids of other causes that fit, the likelier first
    hints: tuple[str, ...] = ()  # rungs, each saying more than the one before; never the line
    steps: tuple[tuple[bool, str], ...] = ()  # of a network that is being written: done, what
    rehearsed: bool = False  # a remark on what the script did when it was rehearsed
    earned: bool = False  # it has its points, whatever it is worth
    unmet: bool = False  # "blocked": its sentence does not hold either, and `because` is charged


@dataclass(frozen=True)
class Score:
    """A mark."""

    points: float  # earned
    max_points: float  # what could be earned; absent checks stand outside


@dataclass(frozen=True)
class NoMark:
    """There is no mark, which is no zero: the grader failed, or there was nothing to grade."""

    why: str  # one sentence


@dataclass(frozen=True)
class Grade:
    """One submission, graded."""

    submission: Submission
    lab: Lab
    evidence: Evidence
    environment: Environment
    mark: Score | NoMark
    findings: tuple[Finding, ...] = ()  # in the order of the checks
    notes: tuple[str, ...] = ()  # sentences for the student that cost no points
    for_tutor: tuple[str, ...] = ()  # sentences for a tutor only
    remarks: tuple[Finding, ...] = ()  # what is worth saying and costs nothing

    @cached_property
    def reading(self) -> Reading:
        """The graphs of the evidence, read. No field: what follows from another is not kept."""
        return reading_of(self.evidence, self.lab.asked)


class Judged(Protocol):
    """What points are given for: a `Finding`, or what a class keeps of one."""

    @property
    def check(self) -> str: ...  # noqa: D102
    @property
    def earned(self) -> bool: ...  # noqa: D102
    @property
    def unmet(self) -> bool: ...  # noqa: D102
    @property
    def because(self) -> str | None: ...  # noqa: D102


def points_of(findings: Sequence[Judged], worth: Mapping[str, float]) -> dict[str, float]:
    """What each check earns, by these points: the one rule, whoever adds up.

    What is charged by a check that the lab leaves out, or gives no points for, is not lost: the
    first that is worth something and is unmet for the same mistake pays.
    """
    by_id = {one.check: one for one in findings}
    points: dict[str, float] = {}
    paid: set[str] = set()  # mistakes
    for one in findings:
        most = worth.get(one.check, 0.0)
        points[one.check] = most if one.earned else 0.0
        root = _root(one, by_id)
        if one.unmet and one.earned and most and not worth.get(root) and root not in paid:
            paid.add(root)
            points[one.check] = 0.0
    return points


def _root(one: Judged, by_id: Mapping[str, Judged]) -> str:
    """The check that charges it in the end: two never charge one another."""
    while one.earned and one.because:
        if one.because not in by_id:
            return one.because
        one = by_id[one.because]
    return one.check


def pays(one: Finding) -> bool:
    """Whether it lost its points for a mistake whose own check is worth nothing."""
    return one.earned and one.points < one.max_points


def priced(findings: Sequence[Finding], worth: Mapping[str, float]) -> tuple[Finding, ...]:
    """The findings with what each earns and is worth by these points."""
    points = points_of(findings, worth)
    return tuple(
        replace(one, points=points[one.check], max_points=worth.get(one.check, 0.0))
        for one in findings
    )


def add_up(findings: Sequence[Finding]) -> Score:
    """The sum over all findings but the absent ones."""
    counted = [finding for finding in findings if finding.status != "absent"]
    return Score(
        points=round(sum(finding.points for finding in counted), 6),
        max_points=round(sum(finding.max_points for finding in counted), 6),
    )


def placed(finding: Finding, submission: Submission) -> Finding:
    """The finding of a notebook, with "cell 3, line 4" where its words name a line of the text."""
    if not submission.cells:
        return finding

    def said(words: str) -> str:
        return _LINE.sub(lambda found: submission.place(int(found[1])), words)

    return replace(
        finding,
        message=said(finding.message),
        expected=said(finding.expected),
        observed=said(finding.observed),
    )


def reworded(finding: Finding, said: Callable[[str], str]) -> Finding:
    """The finding with `said` of each of its sentences; what is quoted stays."""
    return replace(
        finding,
        title=said(finding.title),
        message=said(finding.message),
        advice=said(finding.advice),
        expected=said(finding.expected),
        why=said(finding.why),
        cause=said(finding.cause),
        arithmetic=said(finding.arithmetic),
        hints=tuple(map(said, finding.hints)),
        steps=tuple((done, said(text)) for done, text in finding.steps),
    )


def answer_of(message: str) -> str:
    """The sentences of a message that give the answer: "With 320 in place of 500 the rest works."

    >>> answer_of("fc1 expects 500. With 320 the rest works. So it is.")
    'With 320 the rest works.'
    """
    return " ".join(_ANSWER.findall(message))


def without_answer(message: str) -> str:
    """The rest of it, for who is to find that."""
    return " ".join(_ANSWER.sub(" ", message).split()) if _ANSWER.search(message) else message


_ANSWER = re.compile(r"\bWith [^.`]*?\b(?:the rest works|forward goes on)\.")
_LINE = re.compile(r"\bline (\d+)\b")
