"""Which data sets give an image otherwise each time; what is drawn to see it is drawn again."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import ConcatDataset, Dataset, Subset, TensorDataset

from grader.probe.compiler import without_compiler
from grader.probe.rehearsal.datasets import Digits
from grader.probe.rehearsal.loaders import real_length
from grader.probe.rehearsal.pictures import look_like
from grader.probe.rehearsal.varied import varied
from grader.torchside.operators import declare_missing_operators

declare_missing_operators()
without_compiler()
transforms = pytest.importorskip("torchvision.transforms")
PLAIN = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1,), (0.3,))])
CROPPED = transforms.Compose([transforms.ToTensor(), transforms.RandomCrop(28, padding=4)])
STILL = transforms.Compose([transforms.CenterCrop(20), transforms.ToTensor()])


class Own(Dataset[Any]):
    """A script's own set, around another one."""

    def __init__(self, inner: Any, noise: bool = False, breaks: bool = False) -> None:
        self.parts, self.noise, self.breaks = [inner], noise, breaks

    def __len__(self) -> int:
        return len(self.parts[0])

    def __getitem__(self, place: int) -> Any:
        if self.breaks:
            raise RuntimeError
        image, label = self.parts[0][place]
        noise = torch.rand(image.shape) + random.random() + np.random.rand()
        return {"image": image + noise if self.noise else image, "label": label}


@pytest.fixture(autouse=True)
def digits() -> None:
    look_like((1, 28, 28), 10)


def _digits(transform: Any, train: bool = False) -> Digits:
    return Digits(train=train, transform=transform)


def _numpys() -> list[int]:
    state: Any = np.random.get_state()
    return [int(one) for one in state[1]]


CASES = [
    (lambda: _digits(PLAIN), ""),
    (lambda: _digits(STILL), ""),
    (lambda: _digits(CROPPED), "test"),
    (lambda: _digits(CROPPED, train=True), "train"),
    (lambda: Subset(_digits(CROPPED), range(9)), "test"),
    (lambda: ConcatDataset([_digits(CROPPED, train=True)]), "train"),
    (lambda: Own(_digits(PLAIN)), ""),
    (lambda: Own(_digits(CROPPED)), "test"),
    (lambda: Own(_digits(PLAIN), noise=True), "test"),
    (lambda: Own(_digits(CROPPED), breaks=True), ""),
    (lambda: TensorDataset(torch.rand(3, 1, 28, 28), torch.arange(3)), ""),
    (lambda: _digits(None), ""),  # pictures, no tensors
]


@pytest.mark.parametrize(("made", "which"), CASES)
def test_whether_an_image_comes_out_otherwise(made: Any, which: str) -> None:
    dataset = made()
    states = torch.get_rng_state(), random.getstate(), _numpys()
    assert varied(dataset) == varied(dataset) == which
    assert torch.equal(torch.get_rng_state(), states[0])
    assert random.getstate() == states[1]
    assert _numpys() == states[2]


def test_a_set_around_ours_stands_for_as_many_images() -> None:
    assert real_length(Own(_digits(PLAIN))) == 10_000
    assert real_length(Subset(Own(_digits(PLAIN, train=True)), range(3))) != 60_000
    assert real_length(TensorDataset(torch.rand(3, 1))) == 0
