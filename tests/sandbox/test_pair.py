"""A trainer and a nursery from one import of torch: neither can reach what is the other's."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from grader.data.digits import held_out_digits
from grader.evidence import Observation
from grader.judging import Processes
from grader.judging.one import _GPU, warm, warm_for_many
from grader.lab import read_lab
from grader.sandbox import Nursery
from grader.script import Submission
from grader.submission.intake import read
from grader.training import Trainer
from tests.bench import EMBEDDED, RIGHT, usual_lab

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not Nursery.available() or _GPU.exists(), reason="here each imports torch for itself"
    ),
]
LAB = usual_lab()


@pytest.fixture(scope="module")
def right() -> Submission:
    return read(RIGHT, LAB)


@pytest.fixture(scope="module")
def until() -> Iterator[ExitStack]:
    """What ends the pair of this file, once it is closed."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def pair(until: ExitStack) -> tuple[Trainer, Nursery]:
    trainer, nursery = until.enter_context(warm(LAB, EMBEDDED))
    assert nursery is not None
    trainer.facts()
    return trainer, nursery


@pytest.fixture(scope="module")
def seen(pair: tuple[Trainer, Nursery], right: Submission) -> Observation:
    observation, fate = Processes(*pair).observe(right, LAB)
    assert fate.outcome == "finished"
    return observation


def numbers(pair: tuple[Trainer, Nursery]) -> tuple[int, int]:
    """Of the trainer's process and of the nursery's."""
    process = pair[1]._process
    assert process is not None
    (trainer,) = children(process.pid)
    return trainer, process.pid


def children(parent: int) -> list[int]:
    return [
        int(p.name) for p in Path("/proc").glob("[0-9]*") if stat(int(p.name))[1] == str(parent)
    ]


def stat(number: int) -> list[str]:
    """What Linux says of it, from its state on."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return ["Z", ""]


def test_they_train_as_in_an_interpreter_of_their_own(
    pair: tuple[Trainer, Nursery], seen: Observation
) -> None:
    behaviour, training = pair[0].train(seen, LAB)
    with Trainer(EMBEDDED) as alone:
        expected = alone.train(seen, LAB)
    assert training.outcome == "reached"
    assert behaviour == expected[0]
    assert replace(training, seconds=0.0) == replace(expected[1], seconds=0.0)


def test_no_descriptor_and_no_memory_is_shared(pair: tuple[Trainer, Nursery]) -> None:
    trainer, nursery = numbers(pair)
    ends = []
    for number in (trainer, nursery):
        ends.append(pipes(number))
        maps = Path(f"/proc/{number}/maps").read_text().splitlines()
        assert not [line for line in maps if line.split()[1][1::2] == "ws"]
    assert all(ends)
    assert ends[0].isdisjoint(ends[1])


def pipes(number: int) -> set[str]:
    """Through what it talks."""
    links = [str(path.readlink()) for path in Path(f"/proc/{number}/fd").iterdir()]
    return {link for link in links if link.startswith(("pipe:", "socket:"))}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root looks into the trainer's memory")
def test_the_labels_are_in_the_trainer_alone(pair: tuple[Trainer, Nursery]) -> None:
    _, labels = held_out_digits()
    wanted = labels[:200].tobytes()
    trainer, nursery = numbers(pair)
    assert holds(trainer, wanted)
    assert not holds(nursery, wanted)


def holds(number: int, wanted: bytes) -> bool:
    """Whether its memory has these bytes in what it wrote itself."""
    with Path(f"/proc/{number}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{number}/maps").read_text().splitlines():
            first, last = (int(end, 16) for end in line.split()[0].split("-"))
            if "rw" not in line.split()[1]:
                continue
            memory.seek(first)
            try:
                if wanted in memory.read(last - first):
                    return True
            except OSError:
                continue
    return False


def test_another_trainer_follows_one_that_ended(right: Submission) -> None:
    with warm(LAB, EMBEDDED) as (trainer, nursery):
        assert nursery is not None
        trainer.facts()
        os.kill(numbers((trainer, nursery))[0], signal.SIGKILL)
        processes = Processes(trainer, nursery)
        seen, fate = processes.observe(right, LAB)
        assert fate.outcome == "finished"
        assert processes.train(seen, LAB)[1].outcome == "reached"


def test_one_that_never_came_to_be_is_started_by_itself() -> None:
    with warm(read_lab(), EMBEDDED) as (trainer, nursery):
        assert nursery is not None
        assert nursery._process is not None
        nursery._process.kill()
        assert trainer.facts().data == "digits"


def test_several_share_nothing_and_end_by_themselves(right: Submission) -> None:
    with warm_for_many(LAB, EMBEDDED, 2) as (trainers, nursery):
        assert nursery is not None
        assert nursery._process is not None
        for trainer in trainers:
            trainer.facts()
        one, other = children(nursery._process.pid)
        assert pipes(one).isdisjoint(pipes(other) | pipes(nursery._process.pid))
        os.kill(one, signal.SIGKILL)
        seen, _ = Processes(trainers[0], nursery).observe(right, LAB)
        found = [trainer.train(seen, LAB)[1] for trainer in trainers]
        assert replace(found[0], seconds=0.0) == replace(found[1], seconds=0.0)


def test_a_tutor_has_them_apart() -> None:
    with warm(LAB, EMBEDDED, own=False) as (trainer, nursery):
        assert nursery is not None
        trainer.facts()
        assert nursery._process is not None
        assert not children(nursery._process.pid)


def test_both_are_gone_at_the_end(pair: tuple[Trainer, Nursery], until: ExitStack) -> None:
    """Of this file, too: no test behind this one has the pair."""
    both = numbers(pair)
    until.close()
    late = time.monotonic() + 60.0
    while any(stat(number)[0] != "Z" for number in both):
        assert time.monotonic() < late
        time.sleep(0.02)
