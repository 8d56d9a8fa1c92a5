"""`Lab`: what was asked, how it is tried, and what each check is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from grader.lab.asked import SHEET, Asked
from grader.lab.data import Data
from grader.lab.questions import Question


class LabError(ValueError):
    """The lab file asks for something that cannot be; the sentence says where."""


@dataclass(frozen=True)
class Recipe:
    """How a network is trained to see whether it learns."""

    optimizer: Literal["adam", "sgd"]
    learning_rate: float
    batch_size: int  # samples a step; the graphs are traced at this size
    seed: int
    max_samples: int  # training images used at most, repeats counted
    first_look: int  # held-out images are first looked at after this many samples
    look_growth: float  # the next look comes after this many times as many
    confidence: float  # standard deviations by which a verdict must be clear


@dataclass(frozen=True)
class Thresholds:
    """What right networks reach on one data set, with margin."""

    held_out_accuracy: float  # share of held-out images read rightly, 0 to 1
    give_up: tuple[tuple[int, float], ...]  # (samples, accuracy below which it is given up)
    chance: float  # accuracy before training that no untrained network has
    loss_ratio: float  # loss at the end over loss at the start that counts as going down


@dataclass(frozen=True)
class Limits:
    """What the sandboxed process may use."""

    seconds: float  # wall clock
    memory_mb: int  # address space
    output_kb: int  # kept of what it prints


WRITTEN = ("q1", "q2", "q3", "q4", "q5", "q7_b", "q7_e", "q8")  # what a tutor marks on the sheet
Reveal = Literal["always", "after-answer", "tutor"]
REVEALS: tuple[Reveal, ...] = ("always", "after-answer", "tutor")


@dataclass(frozen=True)
class Late:
    """What a class loses that hands in late."""

    due: str  # ISO 8601 with its offset; "" where only the LMS says how late somebody was
    grace_minutes: float  # so late is not late
    percent_a_day: float  # of the maximum, for each day that has begun
    points_a_day: float
    cut_off_days: float | None  # later than that earns nothing; None: never


@dataclass(frozen=True)
class Lab:
    """What was asked."""

    title: str
    class_name: str  # "Net"
    file_name: str  # "task1_cnn.py"
    input_shape: tuple[int, int, int]  # channels, height, width of one sample
    classes: int
    recipe: Recipe
    thresholds: Mapping[str, Thresholds]  # by data set: of `data.names`
    limits: Limits
    points: Mapping[str, float]  # by check id
    written: Mapping[str, float] = field(default_factory=dict)  # by written question: "q7_b"
    late: Late | None = None  # nothing is taken off
    reveal: Reveal = "always"  # when a student's page gives the right numbers of Part 1
    asked: Asked = SHEET  # the network
    data: Data = field(default_factory=Data)
    hand_out: tuple[str, ...] = ()  # files that students get beside starter, README and sheet
    starter: str = ""  # the file that students begin with
    given: str = ""  # where its file lies, seen from the student's; "": it is ours
    questions: tuple[Question, ...] = ()  # of Part 1; (): the sheet's

    @property
    def in_words(self) -> tuple[str, ...]:
        """The questions that a tutor marks."""
        own = tuple(one.name for one in self.questions if one.in_words)
        return own if self.questions else WRITTEN
