"""What tests grade with: trainers and warm processes for a whole session, and a memory.

Starting a pair costs five seconds of processor time, a training one: so whoever does not test
the processes themselves borrows them here. The same question has the same answer, as the tests
of the trainer show, and is asked once.
"""

from __future__ import annotations

import copy
import json
import queue
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.data import Source
from grader.evidence import Observation, ProcessFate
from grader.finding import Grade
from grader.grade import grade_one
from grader.judging import Processes
from grader.lab import Lab, default_lab_path, read_lab
from grader.sandbox import Nursery
from grader.script import Submission
from grader.submission.intake import read
from grader.training import Trainer
from grader.wire import frame
from tests.thorough import ALL, AT_ONCE

RIGHT = Path(__file__).parent.parent / "solutions" / "task1_cnn.py"
EMBEDDED = Source("digits", None, "embedded")  # the same marks wherever MNIST lies about


SAMPLES = 5120  # in a training at most: after so many nearly everything is clear


def usual_lab(samples: int = SAMPLES) -> Lab:
    """The lab, with trainings that end sooner than its own unless all is asked for."""
    lab = read_lab()
    soon = replace(lab.recipe, max_samples=samples, confidence=1.0)
    return lab if ALL else replace(lab, recipe=soon)


class Memory:
    """Answers of the trainer, by what it was asked but for the lines of the student's file."""

    def __init__(self) -> None:
        self._answers: dict[bytes, Future[Any]] = {}
        self._lock = threading.Lock()

    def of(self, record: dict[str, Any], blobs: list[bytes]) -> tuple[Future[Any], bool]:
        """The answer, which may still be on its way, and whether the caller must get it."""
        told = json.dumps(record, default=str)
        question = frame.pack({"asked": re.sub(r'"line": \d+', "", told)}, blobs)
        with self._lock:
            new = question not in self._answers
            return self._answers.setdefault(question, Future()), new


class Remembering(Trainer):
    """A trainer that is not asked again what one with the same memory was asked before."""

    def __init__(self, source: Source, memory: Memory) -> None:
        super().__init__(source)
        self._memory = memory

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """Meanwhile all is asked anew, and nothing remembered."""
        memory, self._memory = self._memory, Memory()
        try:
            yield
        finally:
            self._memory = memory

    def ask(self, record: dict[str, Any], blobs: list[bytes]) -> Any:
        answer, new = self._memory.of(record, blobs)
        if new:
            try:
                answer.set_result(super().ask(record, blobs))
            except BaseException as error:
                answer.set_exception(error)
                raise
        return copy.deepcopy(answer.result())


class Benches:
    """As many as work at once; each is lent to one at a time."""

    def __init__(self, count: int = AT_ONCE) -> None:
        self._count = count
        self._free: queue.SimpleQueue[Processes] = queue.SimpleQueue()
        self._open = ExitStack()

    def __enter__(self) -> Benches:
        memory, lab = Memory(), read_lab()
        for _ in range(self._count):
            trainer = self._open.enter_context(Remembering(EMBEDDED, memory))
            self._free.put(Processes(trainer, self._open.enter_context(Nursery(lab))))
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    @contextmanager
    def lent(self) -> Iterator[Processes]:
        """One of them, as soon as one is free."""
        bench = self._free.get()
        try:
            yield bench
        finally:
            self._free.put(bench)

    def patience(self, least: float) -> float:
        """Seconds that a right network has plenty of: 20 times what one takes here just now.

        For what must run into its limit, beside others that must not: `least` on an idle machine.
        """
        lab = read_lab()
        _, fate = self.observe(read(RIGHT, lab), lab)
        return min(max(least, 20 * fate.seconds), lab.limits.seconds)

    def grade(self, submission: Submission, lab: Lab) -> Grade:
        """The whole way, from a forked probe to the findings."""
        with self.lent() as bench:
            return grade_one(submission, lab, bench)

    def observe(self, submission: Submission, lab: Lab) -> tuple[Observation, ProcessFate]:
        """What a forked probe says."""
        with self.lent() as bench:
            return bench.observe(submission, lab)


def short_lab(folder: Path, samples: int = SAMPLES) -> Path:
    """The lab's file, with so much training at most."""
    text = default_lab_path().read_text(encoding="utf-8")
    for key, value in (("max_samples", samples), ("confidence", 1.0)):
        text, found = re.subn(rf"^{key} = [\d.]+", f"{key} = {value}", text, flags=re.M)
        assert found == 1
    path = folder / "lab.toml"
    path.write_text(text, encoding="utf-8")
    return path
