"""One submission, read, judged and drawn by a judge: what `submit` and the autograder ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from grader.data import Source
from grader.judging.judge import Judge
from grader.judging.paper import Explore, Judged, Paper, Wanted
from grader.judging.processes import Processes
from grader.lab import Lab
from grader.sandbox import Nursery
from grader.training import Trainer
from grader.training.process import words_for
from grader.wire.records import from_json, to_json

_GPU = Path("/dev/nvidiactl")  # where the driver of one answers


def read(judge: Judge, paper: Paper) -> str:
    """Have it read; the name of the file that is graded. Raises `Refused` for nobody's work."""
    blobs: list[bytes] = []
    record, _ = judge.ask("read", {"paper": to_json(paper, blobs)}, blobs)
    return str(record["name"])


def grade(judge: Judge, wanted: Wanted, processes: Processes) -> Judged:
    """Have what was read graded."""
    record, out = judge.ask("grade", {"wanted": to_json(wanted, [])}, (), processes)
    return from_json(Judged, record["result"], out)


def trace(
    judge: Judge, paper: Paper, shape: tuple[int, ...], by_name: bool, processes: Processes
) -> tuple[object, tuple[str, ...]]:
    """The network that it computes on an image, as JSON of `concepts.Network`, and what is unread.

    `by_name`: its class must be called as the lab says. Raises `Refused`.
    """
    blobs: list[bytes] = []
    told = {"paper": to_json(paper, blobs), "shape": list(shape), "by_name": by_name}
    record, _ = judge.ask("trace", told, blobs, processes)
    return record["network"], tuple(record["unread"])


def explore(judge: Judge, paper: Paper, wanted: Explore, processes: Processes) -> bytes:
    """Have its network trained to be looked at; the page. Raises `Refused`."""
    blobs: list[bytes] = []
    told = {"paper": to_json(paper, blobs), **to_json(wanted, blobs)}
    _, out = judge.ask("explore", told, blobs, processes)
    return out[0]


@contextmanager
def warm(lab: Lab, source: Source, own: bool = True) -> Iterator[tuple[Trainer, Nursery | None]]:
    """A trainer, and a warm process for the probe where there can be one."""
    with warm_for_many(lab, source, 1, own) as ((trainer,), nursery):
        yield trainer, nursery


@contextmanager
def warm_for_many(
    lab: Lab, source: Source, count: int, own: bool = True
) -> Iterator[tuple[list[Trainer], Nursery | None]]:
    """The same with so many trainers.

    They start at once, while the file is read. For somebody's `own` file all share one import of
    torch, where there is no GPU (what CUDA has begun cannot be forked).
    """
    nursery = Nursery(lab) if Nursery.available() else None
    begin = None
    if nursery is not None and own and not _GPU.exists():
        begin = partial(nursery.begin_with_trainer, words=words_for(source), of=count)
    with ExitStack() as stack:
        trainers = [stack.enter_context(Trainer(source, begin)) for _ in range(count)]
        if nursery is not None:
            stack.enter_context(nursery)
        yield trainers, nursery
