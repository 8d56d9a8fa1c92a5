"""What is a ReLU in other words, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.graph import Graph
from grader.reading.rectified import rectified

IS_ONE = {
    "relu": "r = F.relu x",
    "clamped at zero": "r = x.clamp x min=0",
    "times whether it is positive": "p = x.gt x 0\nr = x.mul x p",
    "half of itself and its size": "a = x.abs x\ns = x.add x a\nr = x.div s 2",
    "the larger of it and nothing of it": "n = x.mul x 0\nr = t.maximum x n",
}
IS_NONE = {
    "clamped at zero and six": "r = x.clamp x min=0 max=6",
    "clamped at zero and one": "r = x.clamp x min=0 max=1",
    "clamped a little above zero": "r = x.clamp x min=0.01",
    "leaky": "r = F.leaky_relu x 0.01",
    "its size": "r = x.abs x",
    "whether it is positive": "r = x.gt x 0",
    "its negative part": "r = x.clamp x max=0",
}


@pytest.mark.parametrize("text", IS_ONE.values(), ids=IS_ONE)
def test_a_relu_in_other_words(text: str, graph_of: Callable[..., Graph]) -> None:
    graph = graph_of(text)
    assert rectified(graph) == {graph.operations[-1].index}


@pytest.mark.parametrize("text", IS_NONE.values(), ids=IS_NONE)
def test_no_relu(text: str, graph_of: Callable[..., Graph]) -> None:
    assert not rectified(graph_of(text))
