"""One submission, graded: `grade_one`, and the `Bench` that runs and trains it."""

from grader.grade.bench import Bench, Learned
from grader.grade.early import Under
from grader.grade.pipeline import grade_one

__all__ = ["Bench", "Learned", "Under", "grade_one"]
