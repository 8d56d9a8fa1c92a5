"""`Processes`: the bench that marks rest on, a probe in the sandbox and a trainer of ours."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import count
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, TypeVar

from grader import __version__
from grader.data import choose, handed_out, likeness_for, load
from grader.evidence import (
    Behaviour,
    Environment,
    Observation,
    ProcessFate,
    Rehearsal,
    Training,
    Tried,
)
from grader.judging.glance import Glance
from grader.lab import Lab, Limits
from grader.sandbox import Nursery, observe_in_use
from grader.sandbox.attempt import attempt
from grader.sandbox.inside import train_job
from grader.sandbox.job import job_record
from grader.sandbox.process import Ended, converse
from grader.sandbox.rehearsed import rehearsal_job, rehearsal_of
from grader.script import Changed, Submission
from grader.training import Trainer
from grader.wire.code import code_digest
from grader.wire.frame import Frame

T = TypeVar("T")


class CalledOff(Exception):  # noqa: N818  # it says what happened
    """Nobody wants to know any more: a newer text was saved."""


_NUMBERS = count()


@dataclass(frozen=True)
class Begun:
    """A job that goes on."""

    ended: Future[Ended]
    shown: SimpleQueue[Frame | None]  # what it shows before its answer, then None


@dataclass(frozen=True)
class Processes:
    """Runs a submission and trains it.

    Where the sandbox lacks a layer that is required there is no mark, unless `allow_unconfined`
    lets the file run with the user's rights.
    """

    trainer: Trainer
    nursery: Nursery | None = None  # of which probes are forked: quicker
    allow_unconfined: bool = False
    begun: dict[int, Begun] = field(default_factory=dict)  # jobs that go on meanwhile
    off: Event | None = None  # once it is set nothing more is run or trained
    heard: Callable[[Glance], None] = lambda _glance: None  # what is known so far, as it comes

    def observe(self, submission: Submission, lab: Lab) -> tuple[Observation, ProcessFate]:
        """Run it in the sandbox."""
        likeness = likeness_for(self.trainer.source, lab.input_shape)
        return observe_in_use(self.run, submission, lab, self.allow_unconfined, likeness)

    def attempt(
        self, submission: Submission, texts: Sequence[Changed], lab: Lab, mend: bool
    ) -> tuple[Tried, ...]:
        """How far changed texts come, in the sandbox too."""
        return attempt(self.run, submission, texts, lab, self.allow_unconfined, mend)

    @property
    def called_off(self) -> bool:
        """Whether nobody wants to know any more."""
        return self.off is not None and self.off.is_set()

    def run(self, job: bytes, limits: Limits) -> Ended:
        """Run one job of the probe's to its end."""
        return converse(job, limits, self.nursery, self.off)

    def rehearse(self, submission: Submission, lab: Lab) -> Callable[[], Rehearsal]:
        """Begin to run its whole script; what comes back waits for the end of that."""
        number = self.begin(
            *rehearsal_job(submission, lab, self.allow_unconfined, handed_out(self.trainer.source))
        )
        return lambda: rehearsal_of(self.end(number), lab)

    def begin(self, job: bytes, limits: Limits, shows: bool = False) -> int:
        """Begin a job of the probe's beside what else is done; `end` waits for it.

        `shows`: it sends something before its answer, for which `first` waits.
        """
        number, shown = next(_NUMBERS), SimpleQueue[Frame | None]()

        def run() -> Ended:
            try:
                first = shown.put if shows else None
                return converse(job, limits, self.nursery, self.off, first)
            finally:
                shown.put(None)  # who waits for it waits for nothing

        self.begun[number] = Begun(beside(run), shown)
        return number

    def first(self, number: int) -> Frame | None:
        """What a job shows before its answer, once it does; None where it does not."""
        return self.begun[number].shown.get()

    def end(self, number: int) -> Ended:
        """How a job ended that was begun."""
        return self.begun.pop(number).ended.result()

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
        inside = train_job(job, lab, digits, self.nursery, self.off)
        if inside.training is None:
            reason = f"{refused.reason}; {inside.detail}".removesuffix(".")
            own_doing = inside.detail if inside.fate.outcome == "crashed" else ""
            return None, replace(refused, reason=reason, broken_off=own_doing)
        told = replace(inside.training, reason=refused.reason)
        return inside.behaviour, self.trainer.score(told, inside.before, inside.after, lab)

    def environment(self) -> Environment:
        """Versions; nobody waits for torch in order to hear which it is."""
        from importlib import metadata  # only here: who reads a network alone need not wait for it

        try:
            torch = metadata.version("torch")
        except metadata.PackageNotFoundError:
            torch = "unknown"
        python, system = platform.python_version(), platform.platform()
        found_by = self.trainer.source.found_by
        return Environment(python, torch, system, __version__, code_digest(), found_by)


def beside(work: Callable[[], T]) -> Future[T]:
    """Do it in a thread of its own."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # whoever asks for the result hears of it
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
