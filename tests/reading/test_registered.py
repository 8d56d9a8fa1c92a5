"""What asks for a gradient and is no parameter is left out of the training."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.evidence import Evidence, Observation
from grader.graph import Graph, Tensor
from grader.graph.nouns import TensorKind
from grader.reading.reading import reading_of
from grader.reading.registered import left_out

TEXT = "a = F.conv2d x @0\nb = x.add a @1\nc = F.linear b @2"


@pytest.mark.parametrize(
    ("kind", "asks", "kept", "found"),
    [
        ("constant", True, True, "b"),
        ("buffer", True, True, "b"),
        ("constant", False, True, ""),  # fixed numbers: a table, a mean
        ("parameter", True, True, ""),
        ("constant", True, False, ""),  # made anew in each call
    ],
)
def test_what_asks_for_a_gradient_is_a_parameter(
    kind: TensorKind, asks: bool, kept: bool, found: str, graph_of: Callable[..., Graph]
) -> None:
    tensors = [Tensor(name, (1,), "float32", "parameter", True) for name in "abc"]
    tensors[1] = Tensor("b", (1,), "float32", kind, asks)
    tested = graph_of(TEXT if kept else TEXT.replace(" @1", ""), "eval")
    seen = Observation(train=graph_of(TEXT), eval=tested, tensors=tuple(tensors))
    other = left_out(reading_of(Evidence(seen)), tensors)
    assert ("" if other is None else other[0].module) == found
