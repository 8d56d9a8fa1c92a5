"""A stand-in does no harm in a script, and is a missing module where the network needs it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from grader.probe.standins import StandIn, watch_the_network
from grader.probe.troubles import trouble_from

USES: dict[str, Callable[[Any], object]] = {
    "called": lambda one: one(3),
    "gone over": lambda one: list(one),
    "asked for an item": lambda one: one["channels"],
    "a number of a list": lambda one: [1, 2, 3][one],
    "compared": lambda one: one > 3,
    "multiplied": lambda one: 2 * one,
    "shared out": lambda one: one % 4,
    "halved": lambda one: one // 2,
    "turned about": operator.neg,
    "a whole number": int,
    "a number": float,
}


@pytest.fixture(autouse=True)
def in_a_script() -> None:
    watch_the_network(False)


@pytest.fixture
def network_runs(in_a_script: None) -> Iterator[None]:
    watch_the_network(True)
    yield
    watch_the_network(False)


@pytest.mark.parametrize("use", USES)
def test_in_a_script_anything_goes(use: str) -> None:
    USES[use](StandIn("settings.CHANNELS"))


@pytest.mark.parametrize("use", USES)
def test_what_a_network_needs_is_missing(use: str, network_runs: None) -> None:
    with pytest.raises(ModuleNotFoundError, match="No module named 'settings'"):
        USES[use](StandIn("settings.CHANNELS"))
    USES[use](StandIn("wandb.config"))  # it only looks on


def test_what_torch_says_of_a_stand_in_is_no_student_s_word(network_runs: None) -> None:
    with pytest.raises(TypeError) as raised:
        torch.nn.Linear(StandIn("settings.CHANNELS"), 10)  # type: ignore[arg-type]
    trouble = trouble_from(raised.value, "construct", __file__)
    assert (trouble.type, trouble.message) == ("ModuleNotFoundError", "No module named 'settings'")
    other = trouble_from(TypeError("a tuple was asked for"), "construct", __file__)
    assert (other.type, other.message) == ("TypeError", "a tuple was asked for")
