"""`Processes`: the bench that marks rest on, a probe in the sandbox and a trainer of ours."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

from grader import __version__
from grader.data import choose, likeness_for, load
from grader.evidence import Behaviour, Environment, Observation, ProcessFate, Training, Tried
from grader.lab import Lab, Limits
from grader.sandbox import Nursery, observe_in_use
from grader.sandbox.attempt import attempt
from grader.sandbox.inside import train_job
from grader.sandbox.job import job_record
from grader.sandbox.process import Ended, converse
from grader.script import Changed, Submission
from grader.training import Trainer
from grader.wire.code import code_digest


@dataclass(frozen=True)
class Processes:
    """Runs a submission and trains it.

    Where the sandbox lacks a layer that is required there is no mark, unless `allow_unconfined`
    lets the file run with the user's rights.
    """

    trainer: Trainer
    nursery: Nursery | None = None  # of which probes are forked: quicker
    allow_unconfined: bool = False

    def observe(self, submission: Submission, lab: Lab) -> tuple[Observation, ProcessFate]:
        """Run it in the sandbox."""
        likeness = likeness_for(self.trainer.source, lab.input_shape)
        return observe_in_use(self.run, submission, lab, self.allow_unconfined, likeness)

    def attempt(
        self, submission: Submission, texts: Sequence[Changed], lab: Lab, mend: bool
    ) -> tuple[Tried, ...]:
        """How far changed texts come, in the sandbox too."""
        return attempt(self.run, submission, texts, lab, self.allow_unconfined, mend)

    def run(self, job: bytes, limits: Limits) -> Ended:
        """Run one job of the probe's to its end."""
        return converse(job, limits, self.nursery)

    def train(self, observation: Observation, lab: Lab) -> tuple[Behaviour | None, Training]:
        """Ask the trainer."""
        return self.trainer.train(observation, lab)

    def train_inside(
        self, submission: Submission, lab: Lab, refused: Training
    ) -> tuple[Behaviour | None, Training | None]:
        """Train in the sandbox, without labels to be scored by; the trainer scores."""
        assert submission.plan is not None  # it was observed
        job = job_record(submission, submission.plan, lab, self.allow_unconfined)
        return self.train_job(job, lab, refused)

    def train_job(
        self, job: dict[str, Any], lab: Lab, refused: Training
    ) -> tuple[Behaviour | None, Training | None]:
        """The same for the job that the sandbox is given."""
        digits = choose(load(self.trainer.source), lab.recipe.seed, lab.recipe.max_samples)
        inside = train_job(job, lab, digits, self.nursery)
        if inside.training is None:
            reason = f"{refused.reason}; {inside.detail}".removesuffix(".")
            own_doing = inside.detail if inside.fate.outcome == "crashed" else ""
            return None, replace(refused, reason=reason, broken_off=own_doing)
        told = replace(inside.training, reason=refused.reason)
        return inside.behaviour, self.trainer.score(told, inside.before, inside.after, lab)

    def environment(self) -> Environment:
        """Versions; nobody waits for torch in order to hear which it is."""
        try:
            torch = metadata.version("torch")
        except metadata.PackageNotFoundError:
            torch = "unknown"
        python, system = platform.python_version(), platform.platform()
        found_by = self.trainer.source.found_by
        return Environment(python, torch, system, __version__, code_digest(), found_by)
