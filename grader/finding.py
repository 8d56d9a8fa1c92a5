"""`Finding` and `Grade`: what a check says, and what a submission is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.evidence import Environment, Evidence
from grader.lab import Lab
from grader.script import Submission

STATUSES = ("passed", "failed", "blocked", "broken", "absent")


@dataclass(frozen=True)
class Finding:
    """What one check says of one submission."""

    check: str  # its id, "two-convolutions"
    title: str  # the sentence that the check asserts
    status: str  # one of STATUSES
    points: float  # earned
    max_points: float  # what it is worth
    message: str = ""  # what was seen, in one or two sentences with the values
    advice: str = ""  # what to look at, never the finished code
    diagnosis: str | None = None  # id of the cause, "dropout-stays-on-in-eval"
    line: int | None = None  # line of the student's file
    expected: str = ""  # "a ReLU between conv1 and conv2"
    observed: str = ""  # "conv1 → max_pool2d → conv2"
    because: str | None = None  # for "blocked": the check whose failure stands in the way
    why: str = ""  # why it matters, with the concept
    lines: tuple[int, ...] = ()  # other lines that belong to it
    arithmetic: str = ""  # "28 → 24 → 12 → 8 → 4, and 20 channels of 4×4 are 320, not 500"
    original: str = ""  # Python's or torch's own words, for who wants them
    also: tuple[str, ...] = ()  # ids of other causes that fit, the likelier first


@dataclass(frozen=True)
class Remark:
    """Something worth saying that costs no points."""

    diagnosis: str  # its id, "zero-grad-forgotten"
    title: str
    message: str  # what was seen
    why: str  # why it matters
    advice: str  # the next step
    line: int | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Grade:
    """One submission, graded."""

    submission: Submission
    lab: Lab
    evidence: Evidence
    environment: Environment
    findings: tuple[Finding, ...]  # in the order of the checks
    points: float
    max_points: float
    gradable: bool = True  # False: the grader's side failed; there is no mark
    trouble: str = ""  # why it is not gradable, one sentence
    notes: tuple[str, ...] = ()  # sentences for the student that cost no points
    for_tutor: tuple[str, ...] = ()  # sentences for a tutor only
    remarks: tuple[Remark, ...] = ()  # what is worth saying and costs nothing


@dataclass(frozen=True)
class Score:
    """A mark."""

    points: float  # earned
    max_points: float  # what could be earned; absent checks stand outside


def add_up(findings: Sequence[Finding]) -> Score:
    """The sum over all findings but the absent ones."""
    counted = [finding for finding in findings if finding.status != "absent"]
    return Score(
        points=round(sum(finding.points for finding in counted), 6),
        max_points=round(sum(finding.max_points for finding in counted), 6),
    )
