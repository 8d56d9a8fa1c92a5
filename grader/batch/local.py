"""The class on this machine: N workers side by side, each replaced when it is lost."""

from __future__ import annotations

import os
import queue
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.batch.unit import Result, Unit
from grader.batch.work import lost
from grader.data import Source
from grader.wire import frame
from grader.wire.child import Child, ChildLost, finding_us, module, program
from grader.wire.records import from_json, to_json

COMMAND = module("grader.batch.worker")
PATIENCE = (
    1200.0  # seconds for one unit beyond its own limit: every process in it has a shorter one
)
SILENCE = 60.0  # seconds without a sign of life after which a worker is given up
START_SECONDS = 120.0  # until its first one, on a slow disk
GENTLY = 5.0  # seconds in which a worker may end its trainer and itself
TRIES = 2  # a unit whose worker is lost is tried again in a fresh one
GPU_SHARE = 8  # workers that share one GPU: each holds about 0.5 GB of its memory


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def gpus() -> list[str]:
    """NVIDIA GPUs that the trainers may use, as CUDA_VISIBLE_DEVICES names them."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return [name for name in visible.split(",") if name.strip() not in ("", "-1")]
    devices = Path("/dev").glob("nvidia*")
    return sorted(path.name[6:] for path in devices if re.fullmatch(r"nvidia\d+", path.name))


def default_jobs() -> int:
    """One worker a core; where there are GPUs, no more than share them comfortably."""
    return min(cores(), GPU_SHARE * len(gpus())) if gpus() else cores()


def grade_here(
    units: Iterable[Unit], source: Source, jobs: int, stop: threading.Event
) -> Iterator[Result]:
    """Results in the order in which they come, until there are no more or `stop` is set.

    What is graded by then still comes; what is under way is broken off.
    """
    results: queue.Queue[Result | None] = queue.Queue(maxsize=2 * jobs)
    feed = _Feed(units)
    crew = [_Seat(number, source, feed, results) for number in range(jobs)]
    for seat in crew:
        seat.start()
    at_work = jobs
    try:
        while at_work:
            try:
                result = results.get(timeout=0.1)
            except queue.Empty:
                if stop.is_set():
                    return
                continue
            if stop.is_set():
                feed.close()
            if result is None:
                at_work -= 1
            else:
                yield result
    finally:
        feed.close()
        for seat in crew:
            seat.leave()


class _Feed:
    """Hands units to several threads, until it is closed."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = iter(units)
        self._lock = threading.Lock()
        self._closed = False

    def next(self) -> Unit | None:
        with self._lock:
            return None if self._closed else next(self._units, None)

    def close(self) -> None:
        self._closed = True

    @property
    def closed(self) -> bool:
        return self._closed


class _Seat(threading.Thread):
    """A place at which one worker at a time sits."""

    def __init__(
        self, number: int, source: Source, feed: _Feed, results: queue.Queue[Result | None]
    ) -> None:
        super().__init__(daemon=True)
        self._number = number
        self._source = source
        self._feed = feed
        self._results = results
        self._worker: Child | None = None

    def run(self) -> None:
        try:
            while (unit := self._feed.next()) is not None:
                result = self._graded(unit)
                if self._feed.closed:
                    return
                self._results.put(result)
        finally:  # whatever happens: who waits for this seat waits no longer
            self._results.put(None)

    def leave(self) -> None:
        """End the worker, whatever it is doing."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop(GENTLY)

    def _graded(self, unit: Unit) -> Result:
        why = ""
        for _ in range(TRIES):
            try:
                if self._worker is None:
                    self._worker = _worker(self._source, self._number)
                    self._worker.hear(START_SECONDS)
                return _ask(self._worker, unit)
            except (ChildLost, OSError) as error:
                why = f"it {error}" if isinstance(error, ChildLost) else str(error)
                self.leave()
            except _NO_RESULT as error:
                why = f"what it said is no result ({type(error).__name__}: {str(error)[:200]})"
                self.leave()
            if self._feed.closed:
                break
        return lost(unit, f"The process that graded it was lost {TRIES} times: {why}.")


# what a record raises that is no `Result` of this unit
_NO_RESULT = (ValueError, KeyError, TypeError, IndexError, AttributeError)


def _worker(source: Source, number: int) -> Child:
    where = str(source.folder)
    data = [] if source.folder is None else [source.name, where, source.found_by, source.form]
    return Child(program([*COMMAND, *data], _environment(number)))


def _ask(worker: Child, unit: Unit) -> Result:
    """Send one unit and wait for its result."""
    blobs: list[bytes] = []
    question = frame.pack({"unit": to_json(unit, blobs)}, blobs)
    seconds = (PATIENCE + unit.setting.lab.limits.seconds) * len(unit.alone)
    record, out = worker.ask(question, seconds, SILENCE)
    result = from_json(Result, record["result"], out)
    if result.row.key != unit.key:
        raise ValueError(f"it is that of {result.row.key}")
    return result


def _environment(number: int) -> dict[str, str]:
    """One GPU of several, in turn."""
    environment = finding_us(os.environ)
    found = gpus()
    if len(found) > 1:
        environment["CUDA_VISIBLE_DEVICES"] = found[number % len(found)]
    return environment
