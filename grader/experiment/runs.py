"""The runs of an experiment, on as many trainers as there are."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import TypeVar

from grader.evidence import Made
from grader.experiment.ledger import key_of
from grader.experiment.nouns import Design, Variant
from grader.lab import Recipe
from grader.training import Trainer

J = TypeVar("J")
T = TypeVar("T")
MOST_BESIDE = 8  # trainings of one setting that a GPU makes side by side
_OFTEN = 0.2  # seconds after which Ctrl-C is heard at the latest
# what a step costs beside its multiply-adds, in millions of them: calls, pooling, the optimizer
_BESIDE = 0.5


@dataclass(frozen=True)
class Job:
    """One run to be made."""

    variant: Variant
    made: Made
    recipe: Recipe  # with its seed and number of images
    key: str

    @property
    def cost(self) -> float:
        """About how much it takes, in comparison with others."""
        return (_BESIDE + self.variant.multiply_adds / 1e6) * self.recipe.max_samples


def jobs_of(design: Design, seeds: Sequence[int], samples: int, where: str) -> tuple[Job, ...]:
    """All runs: the network as it was handed in first, each setting with all of its seeds."""
    first = sorted(design.possible, key=lambda one: not one.own)
    jobs = []
    for variant in first:
        assert variant.made is not None
        assert variant.recipe is not None
        for seed in seeds:
            recipe = replace(variant.recipe, seed=seed, max_samples=samples)
            jobs.append(Job(variant, variant.made, recipe, key_of(variant.made, recipe, where)))
    return tuple(jobs)


def together(jobs: Sequence[Job], device: str) -> list[tuple[Job, ...]]:
    """What a trainer is asked for at a time: on a GPU the seeds of a setting, else one run."""
    if device != "cuda":
        return [(job,) for job in jobs]
    of_each = [list(own) for _, own in groupby(jobs, key=lambda job: job.variant.name)]
    return [
        tuple(own[i : i + MOST_BESIDE]) for own in of_each for i in range(0, len(own), MOST_BESIDE)
    ]


def carry_out(
    jobs: Sequence[J], trainers: Sequence[Trainer], ask: Callable[[Trainer, J], T]
) -> Iterator[tuple[J, T]]:
    """What came of asking a trainer for each job, as it is answered.

    Raises `TrainerFailed` where a trainer itself goes wrong.
    """
    left, done = deque(jobs), SimpleQueue[tuple[J, T] | BaseException]()
    stop = threading.Event()

    def work(trainer: Trainer) -> None:
        try:
            while not stop.is_set():
                try:
                    job = left.popleft()
                except IndexError:
                    return
                done.put((job, ask(trainer, job)))
        except BaseException as error:  # who waits hears of it
            done.put(error)

    for trainer in trainers:
        threading.Thread(target=work, args=(trainer,), daemon=True).start()
    try:
        for _ in jobs:
            found = _wait(done)
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        stop.set()


def _wait(
    done: SimpleQueue[tuple[J, T] | BaseException],
) -> tuple[J, T] | BaseException:
    """The next that is finished; a wait without end would not hear Ctrl-C on every system."""
    while True:
        try:
            return done.get(timeout=_OFTEN)
        except Empty:
            continue
