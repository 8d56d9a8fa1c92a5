"""On a GPU a step is captured once and replayed; it must be the step that it was."""

from dataclasses import replace
from typing import Literal

import pytest
import torch

from grader.lab import read_lab
from grader.torchside.learning import Fit, fit
from grader.torchside.resident import Resident

from . import nets
from .test_learning import invented

LAB = read_lab()
CPU = torch.device("cpu")
on_a_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")


def _learn(device: torch.device, name: Literal["adam", "sgd"] = "adam") -> Fit:
    data, net = invented(), nets.seeded(nets.Linear).to(device)
    held_out = data.held_out_labels
    assert held_out is not None
    moved = Resident(
        *(data.images.to(device), data.labels.to(device)),
        *(data.held_out_images.to(device), held_out.to(device)),
    )
    recipe = replace(LAB.recipe, optimizer=name, max_samples=2048, first_look=10**6)
    run = lambda mode, x: net(x)  # noqa: E731  # as the trainer hands it over
    return fit(run, list(net.parameters()), moved, recipe, LAB.thresholds["digits"])


@on_a_gpu
@pytest.mark.parametrize("name", ["adam", "sgd"])
def test_captured_steps_are_the_processors_steps(name: Literal["adam", "sgd"]) -> None:
    here, there = _learn(CPU, name), _learn(torch.device("cuda"), name)
    assert here.samples == there.samples
    for one, other in zip(here.curve, there.curve, strict=True):
        assert one.samples == other.samples
        assert one.loss == pytest.approx(other.loss, rel=1e-3)
    assert torch.allclose(here.reading, there.reading.cpu(), atol=1e-2)


@on_a_gpu
def test_the_same_seed_gives_the_same_numbers_on_a_gpu() -> None:
    one, other = (_learn(torch.device("cuda")) for _ in range(2))
    assert one.curve == other.curve
    assert torch.equal(one.reading, other.reading)
