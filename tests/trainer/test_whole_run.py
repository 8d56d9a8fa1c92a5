"""A training of an experiment: its length, its curve, and what it reads at the end."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from grader.evidence import LOOKED_AT
from grader.lab import read_lab
from grader.torchside.stepping import correct
from grader.torchside.whole_run import LOOKS, Whole, train_whole

from . import nets
from .test_learning import invented

RECIPE = replace(read_lab().recipe, max_samples=1_000)


def _trained(count: int = 1_100, spoilt: bool = False, knows: str = "") -> tuple[Whole, list[int]]:
    net, data, read = nets.seeded(nets.Linear), invented(count), list[int]()
    if spoilt:
        data.images[:] = math.inf

    def run(mode: str, x: torch.Tensor) -> torch.Tensor:
        if mode == "eval":
            read.append(len(x))
            if knows == "by a view":
                x = x.view(64, 1, 28, 28)
            elif knows == "by a mean":
                x = x - x.mean(0)
        made: torch.Tensor = net(x)
        return made

    return train_whole(run, list(net.parameters()), data, RECIPE), read


def test_it_is_as_long_as_was_asked_and_all_is_read_once_at_the_end() -> None:
    whole, read = _trained()
    labels = invented(1_100).held_out_labels
    assert labels is not None
    assert (whole.samples, whole.diverged) == (15 * 64, False)
    assert [one.samples for one in whole.curve] == [128, 256, 512, 960]
    assert whole.reading.shape == (1_100, 10)
    right = correct(whole.reading[:LOOKED_AT], labels[:LOOKED_AT])
    assert whole.curve[-1].accuracy == right / LOOKED_AT
    looks = len(LOOKS) * math.ceil(LOOKED_AT / 256)
    assert read == [64] + [256] * (looks + math.ceil(1_100 / 256))


@pytest.mark.parametrize("knows", ["by a view", "by a mean"])
def test_what_knows_how_many_come_at_a_time_is_read_by_so_many(knows: str) -> None:
    whole, read = _trained(knows=knows)
    assert whole.reading.shape == (1_100, 10)
    assert read[:2] == [64, 256]
    assert set(read[2:]) == {64}


def test_what_diverges_ends_there_and_is_read_all_the_same() -> None:
    whole, _ = _trained(spoilt=True)
    assert whole.diverged
    assert [one.loss for one in whole.curve] == [None]
    assert len(whole.reading) == 1_100
