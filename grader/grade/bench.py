"""Where a submission runs and learns: the sandbox and the trainer, or what a test puts there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from grader.evidence import (
    Behaviour,
    Environment,
    Observation,
    ProcessFate,
    Rehearsal,
    Training,
    Tried,
)
from grader.lab import Lab
from grader.script import Changed, Submission

Learned = tuple[Behaviour | None, Training | None]
# runs it, and tells what its calls show as soon as that is seen
Showing = Callable[
    [Submission, Lab, Callable[[Observation], None]], tuple[Observation, ProcessFate]
]


class Bench(Protocol):
    """Where a submission runs and learns. Raises nothing of a submission's but `TrainerFailed`."""

    def observe(self, submission: Submission, lab: Lab) -> tuple[Observation, ProcessFate]:
        """Run the student's file, which has a plan, and say what was seen."""

    def attempt(
        self, submission: Submission, texts: Sequence[Changed], lab: Lab, mend: bool
    ) -> tuple[Tried, ...]:
        """How far each of these changed texts comes; fewer where one of them comes to its end.

        `mend`: numbers that do not fit are put right on the way.
        """

    def rehearse(self, submission: Submission, lab: Lab) -> Callable[[], Rehearsal]:
        """Begin to run the whole script; what comes back waits for the end of that."""

    def train(self, observation: Observation, lab: Lab) -> tuple[Behaviour | None, Training]:
        """Train the graph; its way is "not run" where it is not the whole truth."""

    def train_inside(self, submission: Submission, lab: Lab, refused: Training) -> Learned:
        """Train the student's own module in the sandbox; `refused` says why not the graph."""

    def environment(self) -> Environment:
        """What it all ran on."""
