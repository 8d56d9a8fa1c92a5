"""A training for a page to explore: its length, the moments that are kept, the images shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.explore.network import values_of
from grader.lab import read_lab
from grader.submission.intake import read
from grader.trainer.results import as_shown
from tests.bench import RIGHT, Benches


@pytest.mark.processes
def test_it_is_trained_to_the_end_and_its_numbers_are_kept(benches: Benches) -> None:
    lab = read_lab()
    short = replace(lab, recipe=replace(lab.recipe, max_samples=2_560))
    with benches.lent() as bench:
        observation, _ = bench.observe(read(RIGHT, lab), lab)
        assert observation.eval is not None
        wanted = values_of(observation.eval)
        found = bench.trainer.explore(observation, short, (0.1, 0.5), wanted)
        again = bench.trainer.explore(observation, short, (0.1, 0.5), ())
    assert not found.reason
    assert [one.samples for one in found.moments] == [0, 256, 1_280, 2_560]
    assert found.moments[0].tensors == observation.weights  # as it came
    assert found.moments[-1].correct / found.moments[-1].of > 0.5  # it reads far beyond chance
    assert found.moments[-1] == again.moments[-1]  # to the last bit: looking changes nothing
    assert len(found.labels) == 10
    assert len(found.images) == 10 * 28 * 28
    outputs = np.frombuffer(found.outputs, np.float32).reshape(10, 10)
    wrong = [int(one) != label for one, label in zip(outputs.argmax(1), found.labels, strict=True)]
    assert wrong == sorted(wrong, reverse=True)  # the misread ones first
    last = np.frombuffer(found.values[wanted.index(observation.eval.output or 0)], np.float32)
    assert (last.reshape(10, 10) == outputs).all()


def test_misread_images_come_first_and_then_one_of_each_digit() -> None:
    labels = np.array([0, 1, 2, 0, 1, 2, 0], dtype=np.uint8)
    reading = np.eye(3, dtype=np.float32)[[0, 2, 2, 1, 1, 2, 0]]
    assert as_shown(reading, labels, 5, 1).tolist() == [1, 0, 4, 2, 6]


@pytest.mark.processes
def test_what_cannot_be_trained_says_why(benches: Benches) -> None:
    lab = read_lab()
    with benches.lent() as bench:
        observation, _ = bench.observe(read(RIGHT, lab), lab)
        assert observation.eval is not None
        cut = replace(observation, eval=replace(observation.eval, output=None))
        reason = bench.trainer.explore(cut, lab, (), ()).reason
    assert reason == "forward did not come to an end"
