"""A whole judgement without a process: what was observed is bent, and all is said of it."""

from __future__ import annotations

from collections.abc import Callable

from grader.evidence import (
    Environment,
    Evidence,
    Observation,
    ProcessFate,
    Rehearsal,
    Training,
    Tried,
)
from grader.finding import Grade, NoMark
from grader.grade import grade_one
from grader.report.annotated import render_annotated
from grader.report.formats import FORMATS
from grader.report.html import render_html
from grader.report.text import render_text
from grader.script import Submission
from tests.fuzz import seeds

OUR_FAULT = "The grader itself failed here"
NOT_RUN = Training(way="not run", reason="it was not tried")


class Told:
    """A `Bench` that tells what it was given to tell, and trains nothing."""

    def __init__(self, observation: Observation, fate: ProcessFate) -> None:
        self._seen = observation, fate

    def observe(self, *_: object) -> tuple[Observation, ProcessFate]:
        """What it was given."""
        return self._seen

    def attempt(self, *_: object) -> tuple[Tried, ...]:
        """No changed text comes further."""
        return ()

    def rehearse(self, *_: object) -> Callable[[], Rehearsal]:
        """Nothing was run."""
        return Rehearsal

    def train(self, *_: object) -> tuple[None, Training]:
        """Nothing was learned."""
        return None, NOT_RUN

    def train_inside(self, *_: object) -> tuple[None, Training]:
        """Nor there."""
        return None, NOT_RUN

    def environment(self) -> Environment:
        """Of nowhere."""
        return Environment("", "", "", "", "")


def judge(submission: Submission, observation: Observation, fate: ProcessFate) -> None:
    """Judge and draw. Raises where a check breaks over it: that is a fault of ours."""
    grade = grade_one(submission, seeds.LAB, Told(observation, fate), {})
    ours = [one for one in grade.findings if one.message.startswith(OUR_FAULT)]
    assert not ours, f"{ours[0].check}: {ours[0].message}"
    _draw(grade)


def draw(submission: Submission) -> None:
    """Its page, where nothing was run."""
    environment = Environment("", "", "", "", "")
    _draw(Grade(submission, seeds.LAB, Evidence(), environment, NoMark("It was not tried.")))


def _draw(grade: Grade) -> None:
    for form in FORMATS.values():
        form(grade)
    render_html(grade, "tutor", {})
    render_annotated(grade)
    render_text(grade, colour=True, width=80)
