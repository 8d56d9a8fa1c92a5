"""The class on more than one machine: the same unit of work, through Dask's `distributed`.

What was handed in and the settings go out, the result's files come back; no file system is
shared. Dask sends pickles: scheduler and workers must be the tutor's own machines. What a
student wrote travels as bytes, and is run on the worker's machine in the same sandbox as here,
without a network.
"""

from __future__ import annotations

import atexit
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from grader.batch.marks import data_mark, grader_mark
from grader.batch.unit import Result, Setting, Unit
from grader.batch.work import lost, work
from grader.data import DataError, find_data
from grader.judging.bench import Bench

CONNECT_SECONDS = 10
ALONE_SECONDS = 900.0  # without a single worker: a queue of Slurm's may take its time
WAITING = 3  # units that wait for each place on a worker: enough to keep it busy

_mine = threading.local()


class ClusterError(Exception):
    """The cluster cannot be used as it is; one sentence."""


def grade_there(
    units: Iterable[Unit], address: str, setting: Setting, stop: threading.Event
) -> Iterator[Result]:
    """Results in the order in which they come. Raises `ClusterError`."""
    client = _connect(address)
    try:
        _agree(client, setting)
        yield from _gathered(client, iter(units), stop)
    finally:
        client.close(timeout=5)


def grade_unit(unit: Unit) -> Result:
    """Runs on a worker: one unit, with a bench that stays for the next."""
    bench, digits = _bench()
    for here, there, what in (
        (grader_mark(), unit.setting.grader, "another cnngrade"),
        (digits, unit.setting.data, "other digits"),
    ):
        if here != there:
            return lost(unit, f"The worker has {what} ({here}) than the batch ({there}).")
    return work(unit, bench)


def facts() -> tuple[str, str]:
    """Runs on a worker: the marks of its grader and of its digits."""
    try:
        return grader_mark(), data_mark(find_data())
    except DataError as error:
        return grader_mark(), str(error)


def _bench() -> tuple[Bench, str]:
    """This thread's trainer and warm process: started once, they end with the worker."""
    if not hasattr(_mine, "bench"):
        source = find_data()
        _mine.digits = data_mark(source)
        _mine.bench = Bench(source).__enter__()
        atexit.register(_mine.bench.__exit__)
    return _mine.bench, _mine.digits


def _connect(address: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            "--cluster needs the package distributed: pip install 'cnngrade[cluster]'"
        ) from None
    client: Any = distributed.Client
    try:
        return client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:  # nobody listens; no address
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from None


def _agree(client: Any, setting: Setting) -> None:
    """Every worker must have this grader and these digits, or marks would not compare."""
    try:
        told = client.run(facts, on_error="return")
    except Exception as error:  # a worker that went away while it was asked
        raise ClusterError(f"the workers cannot be asked what they have: {error}") from None
    if not told:
        raise ClusterError("the scheduler has no worker; start some with `dask worker ADDRESS`")
    for worker, answer in told.items():
        if isinstance(answer, BaseException):
            raise ClusterError(
                f"worker {worker} cannot grade ({type(answer).__name__}: {answer}); install "
                "cnngrade there, in the Python that runs the worker"
            )
        code, digits = answer
        if code != setting.grader:
            raise ClusterError(f"worker {worker} has cnngrade {code}, and this is {setting.grader}")
        if digits != setting.data:
            raise ClusterError(
                f"worker {worker} has other digits ({digits}) than this machine "
                f"({setting.data}); set CNNGRADE_DATA on the worker's machine, or fetch them "
                "there with `cnngrade data`"
            )


def _gathered(client: Any, units: Iterator[Unit], stop: threading.Event) -> Iterator[Result]:
    """Keep the workers busy, and no more in flight than that: memory stays flat."""
    landed: queue.Queue[Any] = queue.Queue()
    flying: dict[Any, Unit] = {}
    seen = time.monotonic()
    while not stop.is_set():
        places = sum(client.nthreads().values())
        seen = time.monotonic() if places else seen
        if time.monotonic() > seen + ALONE_SECONDS:
            raise ClusterError(f"there was no worker for {ALONE_SECONDS / 60:.0f} minutes")
        room = WAITING * max(1, places) - len(flying)
        for unit in islice(units, max(room, 0)):
            future = client.submit(grade_unit, unit, pure=False)
            flying[future] = unit
            future.add_done_callback(landed.put)
        if not flying:
            return
        try:
            future = landed.get(timeout=0.2)
        except queue.Empty:
            continue
        yield _result(future, flying.pop(future))
    for future in flying:
        future.cancel()


def _result(future: Any, unit: Unit) -> Result:
    """What came back; a unit that takes one worker after another along is given up."""
    if future.cancelled() or future.status == "lost":
        raise ClusterError("the scheduler was lost")
    error = future.exception()
    if error is None:
        result: Result = future.result()
        return result
    name = type(error).__name__
    return lost(unit, f"The cluster lost it ({name}: {str(error)[:200]}).")
