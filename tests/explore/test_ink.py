"""A drawn digit becomes a picture as the data's are, and is read as torch reads that picture."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from grader.data.digits import held_out_digits
from grader.explore.network import network_data
from grader.lab import read_lab
from grader.submission.intake import read
from grader.torchside.replay import Replay, build_tensors
from tests.bench import RIGHT, Benches
from tests.explore.asked import ask, needs_node
from tests.explore.draw_digits import HERE

pytestmark = [pytest.mark.processes, needs_node]


@pytest.fixture(scope="module")
def pictures() -> list[tuple[int, Any]]:
    """Each digit that was drawn, and its picture (28, 28)."""
    sets = json.loads(HERE.read_text())
    answers = ask([{"ask": "digit", "strokes": one["strokes"], "data": "digits"} for one in sets])
    found = [np.array(one["found"], dtype=np.uint8).reshape(28, 28) for one in answers]
    return [(one["digit"], picture) for one, picture in zip(sets, found, strict=True)]


def test_a_picture_has_the_form_of_the_data(pictures: list[tuple[int, Any]]) -> None:
    real = held_out_digits()[0]
    places = np.arange(28) + 0.5
    assert len(pictures) == 50
    for digit, picture in pictures:
        mass = picture.sum()
        centre = (picture.sum(1) @ places / mass, picture.sum(0) @ places / mass)
        assert centre == pytest.approx((14, 14), abs=0.35), digit
        lit = picture > 12
        high, wide = (int(np.flatnonzero(lit.any(axis)).size) for axis in (1, 0))
        assert 18 <= max(high, wide) <= 24, digit  # a box of 20, and its soft edge
        assert picture.max() > 240
        assert 0.4 < mass / real.sum((1, 2)).mean() < 1.6, digit


def test_nothing_drawn_is_nothing_and_a_dot_is_a_dot() -> None:
    nothing, dot = ask([{"ask": "digit", "strokes": s, "data": "digits"} for s in ([], [[[5, 5]]])])
    assert not any(nothing["found"])
    assert 0 < sum(one > 0 for one in dot["found"]) < 45


def test_drawn_digits_are_read_as_torch_reads_them(
    pictures: list[tuple[int, Any]], benches: Benches
) -> None:
    lab = read_lab()
    short = replace(lab, recipe=replace(lab.recipe, max_samples=5_120))
    submission = read(RIGHT, lab)
    with benches.lent() as bench:
        observation, _ = bench.observe(submission, lab)
        explored = bench.trainer.explore(observation, short, (), ())
    graph = observation.eval
    assert graph is not None
    assert graph.output is not None
    data = network_data(observation, explored, "a.py", "")
    images = [base64.b64encode(picture.tobytes()).decode() for _, picture in pictures]
    (answer,) = ask([{"ask": "run", "network": data, "images": images, "wanted": [graph.output]}])
    ours = np.array([one[0] for one in answer["found"]])
    grey = np.stack([picture for _, picture in pictures]) / np.float32(255)
    x = torch.tensor((grey - explored.mean[0]) / explored.std[0], dtype=torch.float32)[:, None]
    cpu = torch.device("cpu")
    numbers = build_tensors(observation.tensors, explored.moments[-1].tensors, cpu)
    with torch.no_grad():
        filled = x[torch.arange(graph.batch) % len(x)]
        theirs = Replay(graph, observation.tensors, cpu).run(filled, numbers)[: len(x)].numpy()
    assert np.abs(ours - theirs).max() < 1e-4 * np.abs(theirs).max()
    assert (ours.argmax(1) == theirs.argmax(1)).all()
    drawn = np.array([digit for digit, _ in pictures])
    assert (ours.argmax(1) == drawn).mean() > 0.6  # far beyond chance after so short a training
