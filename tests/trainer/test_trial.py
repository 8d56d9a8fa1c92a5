"""A setting of an experiment with several seeds: side by side, or each by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import pytest
import torch
from torch import nn

from grader.data import Source, load
from grader.evidence import Begins, Made
from grader.graph import graph_to_json, tensor_to_json
from grader.lab import Recipe, read_lab
from grader.torchside.beside import Stack
from grader.torchside.resident import Resident
from grader.torchside.whole_run import Whole, train_beside
from grader.trainer import trial
from grader.trainer.trial import Grounds, grounds_of, serve_trials

from . import nets
from .test_beside import Noisy
from .tracing import observe

LAB = read_lab()
RECIPES = [replace(LAB.recipe, seed=seed, max_samples=256) for seed in (1, 2)]


@cache
def _grounds() -> Grounds:
    return grounds_of(load(Source("digits", None, "")), torch.device("cpu"))


def _made(make: Callable[[], nn.Module]) -> Made:
    seen = observe(nets.seeded(make))
    assert seen.train is not None
    assert seen.eval is not None
    told = {
        "tensors": [tensor_to_json(one) for one in seen.tensors],
        "train": graph_to_json(seen.train),
        "eval": graph_to_json(seen.eval),
    }
    begins = tuple(Begins("kept", weights=one) for one in seen.weights)
    return Made(json.dumps(told).encode(), begins, (1, 28, 28), 10)


@pytest.mark.parametrize(("make", "stacks"), [(nets.Classic, True), (Noisy, False)])
def test_seeds_beside_one_another_are_told_as_each_alone(
    make: Callable[[], nn.Module], stacks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, asked = _made(make), list[int]()

    def beside(stack: Stack, data: Resident, recipes: Sequence[Recipe]) -> list[Whole]:
        asked.append(len(recipes))
        return train_beside(stack, data, recipes)

    monkeypatch.setattr(trial, "train_beside", beside)
    together = serve_trials(made, RECIPES, LAB.thresholds["digits"], _grounds())
    assert asked == ([2] if stacks else [])
    for recipe, (mine, numbers) in zip(RECIPES, together, strict=True):
        ((alone, theirs),) = serve_trials(made, [recipe], LAB.thresholds["digits"], _grounds())
        assert (mine.trouble, mine.seed, mine.samples) == ("", recipe.seed, alone.samples)
        assert mine.accuracy == pytest.approx(alone.accuracy, abs=0.01)
        assert [p.loss for p in mine.curve] == pytest.approx([p.loss for p in alone.curve], 1e-3)
        assert (mine.held_out, mine.device) == (alone.held_out, "cpu")
        assert [len(one) for one in numbers] == [len(one) for one in theirs]
        assert (
            mine.filters is None
            or alone.filters is None
            or mine.filters.after == (pytest.approx(alone.filters.after, abs=1e-2))
        )


def test_what_cannot_be_run_says_so_for_each_seed() -> None:
    made = replace(_made(nets.Classic), input_shape=(3, 28, 28))
    found = serve_trials(made, RECIPES, LAB.thresholds["digits"], _grounds())
    assert [one.seed for one, _ in found] == [1, 2]
    assert all("the graph begins with" in one.trouble for one, _ in found)
