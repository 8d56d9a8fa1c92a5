"""A table that a student hands in, of the solution's settings, with figures that we made up."""

from __future__ import annotations

from functools import cache

from grader.evidence import Observation
from grader.experiment.book import Book
from grader.experiment.files import as_csv
from grader.experiment.nouns import Asked
from grader.experiment.variants.design import design
from tests.bench import RIGHT
from tests.experiment.books import trial
from tests.experiment.networks import NAME, observed
from tests.mutants.grading import LAB


@cache
def network() -> Observation:
    """The solution's, as it was observed."""
    return observed(RIGHT.read_text(encoding="utf-8"))


@cache
def table(asked: Asked | None = None, samples: int = 640) -> str:
    """One seed of each setting, and each reads 90 %."""
    made = design(network(), LAB, asked or Asked(), NAME)
    trials = {one.name: (trial(3, 0.9),) for one in made.possible}
    return as_csv(Book(made, trials, (3,), samples, "quick", "digits", "cnngrade 0"))
