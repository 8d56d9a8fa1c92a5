"""`Book`: all that came of an experiment; table, files, sentences and page are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from grader.evidence import DataName, Trial
from grader.experiment.figures import Mean, at_time, mean_of
from grader.experiment.nouns import Design, RecipeName, Variant


@dataclass(frozen=True)
class Expected:
    """What was expected before it ran."""

    question: str  # "More channels (20/40 instead of 5/10)"
    answer: str  # "better", "worse", "no difference", or words of one's own
    setting: str = ""  # of which setting it speaks
    against: str = ""  # in comparison with this one


@dataclass(frozen=True)
class Book:
    """Settings, and the runs of each by its name."""

    design: Design
    trials: Mapping[str, tuple[Trial, ...]]  # by setting, in the order of the seeds
    seeds: tuple[int, ...]
    samples: int
    recipe: RecipeName
    data: DataName
    made_by: str  # versions of grader and torch, the processor
    expected: tuple[Expected, ...] = field(default=())
    things: str = "digits"  # that the images are of


@dataclass(frozen=True)
class Summary:
    """One setting, over its seeds."""

    variant: Variant
    trials: tuple[Trial, ...]
    held_out: Mean | None  # accuracy on images that were kept back of the training ones
    test: Mean | None  # None where the test images were not looked at with it
    in_time: Mean | None  # held-out accuracy after the time that the quickest setting took
    seconds: float  # of the processor, of a training, on average
    trouble: str

    @cached_property
    def diverged(self) -> int:
        """How many of its trainings ended with a loss that was no number."""
        return sum(one.diverged for one in self.trials)


def summaries(book: Book) -> tuple[Summary, ...]:
    """One a setting, in the order of the design."""
    equal = equal_seconds(book)
    return tuple(
        _summary(one, book.trials.get(one.name, ()), equal) for one in book.design.variants
    )


def chosen(found: Sequence[Summary]) -> Summary | None:
    """The setting that reads most of the held-out images; the student's own if it is as good."""
    ran = [(one.held_out.value, one.variant.own, one) for one in found if one.held_out is not None]
    return max(ran, key=lambda row: row[:2])[2] if ran else None


def equal_seconds(book: Book) -> float | None:
    """The time that all had: what the quickest setting took on average."""
    means = [
        sum(one.seconds for one in trials) / len(trials)
        for found in book.trials.values()
        if (trials := [one for one in found if not one.trouble and not one.diverged])
    ]
    return min(means) if means else None


def _summary(variant: Variant, trials: Sequence[Trial], equal: float | None) -> Summary:
    ran = tuple(one for one in trials if not one.trouble)
    trouble = variant.trouble or next((one.trouble for one in trials if one.trouble), "")
    if not ran:
        return Summary(variant, (), None, None, None, 0.0, trouble)
    there = [
        height
        for one in ran
        if equal is not None
        and (height := at_time([(p.seconds, p.accuracy) for p in one.curve], equal)) is not None
    ]
    tested = [one.test_accuracy for one in ran if one.test_accuracy is not None]
    return Summary(
        variant,
        ran,
        mean_of([one.accuracy for one in ran]),
        mean_of(tested) if len(tested) == len(ran) else None,
        mean_of(there) if len(there) == len(ran) else None,
        sum(one.seconds for one in ran) / len(ran),
        trouble,
    )
