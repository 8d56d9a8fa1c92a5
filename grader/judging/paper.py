"""What a judge is given of one submission, and what is wanted of it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence import DataName
from grader.lab import Lab
from grader.submission.gather import Gathered

Bytes = tuple[str, bytes]  # a file's name and what is in it


@dataclass(frozen=True)
class Paper:
    """One submission."""

    gathered: Gathered
    lab: Lab
    sheet: Bytes | None = None  # the answer sheet
    before: bytes = b""  # the result.json of the last run, whatever lies there
    good_answers: Bytes | None = None  # a sheet with what good answers mention, for tutors
    broken_counts: bool = False  # an unreadable sheet earns nothing; else it is wrong use


@dataclass(frozen=True)
class Wanted:
    """What is to come of it."""

    source: DataName  # the digits
    found_by: str
    allow_unconfined: bool
    form: str  # one of `grader.report.FORMATS`, or "text"
    audience: str = "student"
    colour: bool = False  # of the text
    width: int = 80  # of the text, in characters
    glances: bool = False  # what is known so far is told on the way


@dataclass(frozen=True)
class Explore:
    """What a page to explore is made with, beside the network."""

    source: DataName  # the digits
    found_by: str
    allow_unconfined: bool
    digit: bytes  # grey values (28, 28), for the filter that walks
    label: int


@dataclass(frozen=True)
class Judged:
    """What came of it."""

    no_mark: str  # why there is none; "" where there is one
    said: bytes  # in the form that was wanted
    page: bytes  # report.html
    record: bytes  # result.json
    annotated: bytes  # the source with the findings in it
