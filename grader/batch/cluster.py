"""The class on more than one machine: the same unit of work, through Dask's `distributed`.

What was handed in, the settings and a lab's own images go out, the result's files come back; no
file system is shared. Dask sends pickles: scheduler and workers must be the tutor's own machines.
What a student wrote travels as bytes, and is run on the worker's machine in the same sandbox as
here, without a network.
"""

from __future__ import annotations

import atexit
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from grader.batch.marks import grader_mark
from grader.batch.unit import Result, Setting, Unit
from grader.batch.work import lost, work
from grader.data import DataError, Source, find_lab_data
from grader.data.mark import data_mark
from grader.judging.bench import Bench

CONNECT_SECONDS = 10
ALONE_SECONDS = 900.0  # without a single worker: a queue of Slurm's may take its time
WAITING = 3  # units that wait for each place on a worker: enough to keep it busy

_mine = threading.local()


class ClusterError(Exception):
    """The cluster cannot be used as it is; one sentence."""


def grade_there(
    units: Iterable[Unit], address: str, source: Source, setting: Setting, stop: threading.Event
) -> Iterator[Result]:
    """Results in the order in which they come. Raises `ClusterError`."""
    client = _connect(address)
    try:
        _agree(client, setting)
        with _carried(client, source, setting):
            _agree_on_images(client, setting)
            yield from _gathered(client, iter(units), stop)
    finally:
        client.close(timeout=5)


def grade_unit(unit: Unit) -> Result:
    """Runs on a worker: one unit, with a bench that stays for the next."""
    try:
        bench, digest = _bench(unit.setting)
    except DataError as error:
        return lost(unit, f"The worker has no images: {error}.")
    for here, there, what in (
        (grader_mark(), unit.setting.grader, "another cnngrade"),
        (digest, unit.setting.data, "other images"),
    ):
        if here != there:
            return lost(unit, f"The worker has {what} ({here}) than the batch ({there}).")
    return work(unit, bench)


def images(setting: Setting, dask_worker: Any) -> str:
    """Runs on a worker: the mark of its images, or why there are none."""
    try:
        return data_mark(_source(setting, dask_worker))
    except DataError as error:
        return str(error)


def _source(setting: Setting, worker: Any) -> Source:
    """What the batch took along, else what this machine has. Raises `DataError`."""
    from grader.batch.carried import held

    folder, wanted = Path(worker.local_directory), setting.lab.data.source
    taken = held(folder, setting.data)
    if not taken.is_file():
        return find_lab_data(wanted, taken.parent)
    return replace(find_lab_data(wanted, taken.parent, taken), found_by="the lab")


def _bench(setting: Setting) -> tuple[Bench, str]:
    """This thread's trainer and warm process, for the images of one class after another."""
    from distributed import get_worker

    wanted = setting.lab.data.source, setting.data
    if getattr(_mine, "wanted", None) != wanted:
        _end_bench()
        source = _source(setting, get_worker())
        _mine.digest = data_mark(source)
        _mine.bench = Bench(source).__enter__()
        _mine.wanted = wanted
        atexit.register(_mine.bench.__exit__)
    return _mine.bench, _mine.digest


def _end_bench() -> None:
    bench, _mine.bench, _mine.wanted = getattr(_mine, "bench", None), None, None
    if bench is not None:
        atexit.unregister(bench.__exit__)
        bench.__exit__()


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
    """Every worker must have this grader, or marks would not compare. Raises `ClusterError`."""
    for worker, code in _told(client, grader_mark).items():
        if code != setting.grader:
            raise ClusterError(f"worker {worker} has cnngrade {code}, and this is {setting.grader}")


def _agree_on_images(client: Any, setting: Setting) -> None:
    """And these images. Raises `ClusterError`."""
    mnist = setting.lab.data.source in ("", "mnist")
    for worker, digest in _told(client, images, setting).items():
        if digest != setting.data:
            raise ClusterError(
                f"worker {worker} has other images ({digest}) than this machine "
                f"({setting.data}); set CNNGRADE_DATA on the worker's machine"
                + (", or fetch MNIST there with `cnngrade data`" if mnist else "")
            )


def _told(client: Any, ask: Callable[..., str], *about: object) -> dict[str, str]:
    """What every worker answers. Raises `ClusterError`."""
    try:
        told: dict[str, Any] = client.run(ask, *about, on_error="return")
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
    return told


@contextmanager
def _carried(client: Any, source: Source, setting: Setting) -> Iterator[None]:
    """A lab's own images, put on every worker, and on one that comes meanwhile."""
    from grader.batch.carried import OWN, Images

    if source.form not in OWN:
        yield
        return
    taken = Images(source, setting.data)
    try:
        client.register_plugin(taken)
    except Exception as error:  # whatever a worker's disk and memory make of it
        raise ClusterError(f"the workers cannot take the lab's images: {error}") from None
    try:
        yield
    finally:
        with suppress(Exception):  # the scheduler may be what was lost
            client.unregister_worker_plugin(taken.name)


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
