"""`Finding` and `Grade`: what a check says, and what a submission is worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

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
        return reading_of(self.evidence)


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
