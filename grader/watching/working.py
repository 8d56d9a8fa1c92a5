"""A thread that has one text graded at a time: the newest; one that is older is called off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from grader.judging import JudgeLost, Processes
from grader.judging.bench import Bench
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import grade, read
from grader.judging.paper import Judged, Paper, Wanted
from grader.judging.processes import CalledOff
from grader.watching.states import Event, Failed, Heard, Stamp


@dataclass(frozen=True)
class Job:
    """One text to be graded."""

    stamp: Stamp
    paper: Paper


class Worker:
    """Used as a context manager; what comes of the jobs goes to `post`, from another thread.

    `drawn` is given the page and the record of a text that nothing newer has overtaken.
    """

    def __init__(
        self,
        bench: Bench,
        wanted: Wanted,
        post: Callable[[Event], None],
        drawn: Callable[[str, Judged], None],
    ) -> None:
        self._bench = bench
        self._wanted = wanted
        self._post = post
        self._drawn = drawn
        self._turn = threading.Condition()
        self._next: Job | None = None
        self._off: threading.Event | None = None  # of the job that is under way
        self._closed = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Worker:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        with self._turn:
            self._closed = True
            self._turn.notify()
        self.call_off()
        for _ in range(50):  # so that it leaves no probe behind
            self.chase()
            self._thread.join(0.05)
            if not self._thread.is_alive():
                return

    def run(self, job: Job) -> None:
        """Grade this one next, and no other."""
        self.call_off()
        with self._turn:
            self._next = job
            self._turn.notify()

    def call_off(self) -> None:
        """Nobody wants to know what is under way; `chase` sees to it that it ends."""
        with self._turn:
            self._next = None
            if self._off is not None:
                self._off.set()

    def chase(self) -> None:
        """Now and then: a training that was called off is told so until it has given up.

        It may not have begun when it was called off; told to one that is idle it means nothing.
        """
        with self._turn:
            if self._off is not None and self._off.is_set():
                self._bench.trainer.call_off()

    def _serve(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._next is not None or self._closed)
                if self._closed:
                    return
                job, self._next, self._off = self._next, None, threading.Event()
                off = self._off
            assert job is not None
            try:
                self._work(job, off)
            finally:
                with self._turn:
                    self._off = None

    def _work(self, job: Job, off: threading.Event) -> None:
        try:
            name, judged = self._graded(job, off)
        except CalledOff:
            return
        except Refused as refused:
            self._post(Failed(job.stamp, str(refused)))
        except JudgeLost as lost:
            self._post(Failed(job.stamp, f"reading {job.paper.gathered.shown} {lost}"))
        except JudgeFailed as failed:
            self._post(Failed(job.stamp, f"the grader itself failed ({failed})"))
        except Exception as error:  # whatever it is: the next save is served
            why = f"the grader itself failed ({type(error).__name__}: {str(error)[:200]})"
            self._post(Failed(job.stamp, why))
        else:
            if not off.is_set():
                self._drawn(name, judged)

    def _graded(self, job: Job, off: threading.Event) -> tuple[str, Judged]:
        """Twice at most: a judge that was lost over nothing of this text's is a new one by then."""
        bench, wanted = self._bench, self._wanted
        processes = Processes(
            bench.trainer,
            bench.nursery(job.paper.lab),
            wanted.allow_unconfined,
            off=off,
            heard=lambda glance: self._post(Heard(job.stamp, glance)),
        )
        for again in (True, False):
            try:
                name = read(bench.judge, job.paper)
                return name, grade(bench.judge, wanted, processes)
            except JudgeLost as lost:
                if off.is_set():
                    raise CalledOff("a newer text was saved") from None
                if lost.silent or not again:
                    raise
        raise AssertionError  # the loop returns
