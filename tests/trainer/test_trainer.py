"""The trainer process, asked from the parent's side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.data import Source
from grader.lab import read_lab
from grader.training import Trainer

from . import nets
from .tracing import observe

LAB = read_lab()
EMBEDDED = Source("digits", None, "embedded")


@pytest.fixture(scope="module")
def trainer() -> Iterator[Trainer]:
    with Trainer(EMBEDDED) as started:
        yield started


def test_a_right_network_learns(trainer: Trainer) -> None:
    behaviour, training = trainer.train(observe(nets.seeded(nets.Classic)), LAB)
    assert behaviour is not None
    assert training.way == "replayed", training.reason
    assert training.outcome == "reached"
    assert training.replay_difference == 0
