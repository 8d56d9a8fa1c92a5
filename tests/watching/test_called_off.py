"""What is under way when a newer text is saved ends at once, and the warm processes stay."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from grader.judging.bench import Bench
from grader.judging.paper import Judged, Paper, Wanted
from grader.lab import Lab
from grader.sandbox import Nursery
from grader.submission.gather import Gathered, Lying
from grader.training import TrainerFailed
from grader.watching.states import Event, Failed, Heard, Stamp
from grader.watching.working import Job, Worker
from tests.bench import EMBEDDED, RIGHT, usual_lab
from tests.thorough import ALL

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not ALL, reason="warm processes of its own: tried where all is"),
]
SOURCE = RIGHT.read_bytes()
LOOP = SOURCE.replace(b"x = F.relu(", b"while True: pass\n        x = F.relu(", 1)


def _job(number: int, source: bytes, lab: Lab) -> Job:
    stamp = Stamp(f"text {number}", number)
    return Job(stamp, Paper(Gathered("net.py", "net.py", (Lying("net.py", source),)), lab))


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = usual_lab()
    endless = replace(lab.recipe, max_samples=10**9, confidence=9.0)
    return replace(lab, recipe=endless, limits=replace(lab.limits, seconds=3600.0))


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(EMBEDDED) as bench:
        yield bench


def _until(there: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def _chased(worker: Worker) -> bool:
    """As the loop of the command does, again and again."""
    worker.chase()
    return True


@pytest.mark.skipif(not Nursery.available(), reason="each probe is a fresh process here")
def test_a_loop_and_an_endless_training_end_when_a_newer_text_is_there(
    bench: Bench, lab: Lab
) -> None:
    heard: list[Event] = []
    pages: list[Judged] = []
    nursery = bench.nursery(lab)
    assert nursery is not None
    wanted = Wanted("digits", "embedded", True, "text", glances=True)

    with Worker(bench, wanted, heard.append, lambda _name, judged: pages.append(judged)) as worker:
        worker.run(_job(1, LOOP, lab))
        _until(nursery.turn.locked)
        time.sleep(0.3)  # it is in the middle of it, or will be
        worker.run(_job(2, SOURCE, lab))
        _until(lambda: heard)  # the structure of the second, and it begins to learn
        (early,) = heard
        assert isinstance(early, Heard)
        assert (early.stamp.number, early.glance.whole) == (2, False)
        warm = bench.trainer._child
        time.sleep(0.5)
        worker.run(_job(3, b"class Net(:\n", lab))
        _until(lambda: _chased(worker) and pages)
        last = heard[-1]
        assert isinstance(last, Heard)
        assert last.stamp.number == 3
        assert not any(isinstance(one, Failed) for one in heard)
        assert [one.stamp.number for one in heard if isinstance(one, Heard)] == [2, 3]
        assert bench.trainer._child is warm
        with pytest.raises(TrainerFailed, match="asked for 'nothing'"):  # it works on
            bench.trainer.ask({"ask": "nothing"}, [])
        assert bench.trainer._child is warm
