"""The strict decoder: a graph comes back as it was, nonsense is a DecodeError."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.graph import (
    DecodeError,
    Dtype,
    Graph,
    Operation,
    Ref,
    Slice,
    Tensor,
    Value,
    graph_from_json,
    graph_to_json,
    tensor_to_json,
    tensors_from_json,
)
from grader.graph.nouns import EllipsisType

GRAPH = Graph(
    mode="train",
    batch=64,
    values=(
        Value((64, 1, 28, 28), "float32"),
        Value((64, 4, 24, 24), "float32"),
        Value((64, 2), "int64"),
    ),
    operations=(
        Operation(
            0, "torch.nn.functional.conv2d", (Ref("value", 0), Ref("tensor", 0), None),
            (("stride", (1, 1)), ("padding", "same")), (1,), False,
            (Ref("value", 0), Ref("tensor", 0)), (), "conv1", 12,
        ),
        Operation(
            1, "torch.Tensor.__getitem__",
            (Ref("value", 1), (EllipsisType(), Slice(None, 2, None), 3, float("-inf"))),
            (("dtype", Dtype("float32")),), (2,), True, (Ref("value", 1),),
            (Ref("tensor", 1),), "", None,
        ),
    ),
    output=2,
    refused=Operation(
        2, "torch.nn.functional.linear", (Ref("value", 2), Ref("tensor", 1)), (), (), False,
        (Ref("value", 2), Ref("tensor", 1)), (), "fc1", 14,
    ),
)  # fmt: skip
TENSORS = (
    Tensor("conv1.weight", (4, 1, 5, 5), "float32", "parameter", True),
    Tensor("bn.running_mean", (4,), "float32", "buffer", False, True),
)


def test_a_graph_comes_back_as_it_was() -> None:
    assert graph_from_json(graph_to_json(GRAPH), tensors=2) == GRAPH


def test_tensors_come_back_as_they_were() -> None:
    assert tensors_from_json([tensor_to_json(t) for t in TENSORS]) == TENSORS


WRONG: dict[str, tuple[list[Any], Any]] = {
    "a mode": (["mode"], "test"),
    "a list for a mode": (["mode"], ["train"]),
    "no value": (["values"], []),
    "a size below zero": (["values", 0, 0, 0], -1),
    "a size that is true": (["values", 0, 0, 0], True),
    "a dtype": (["values", 0, 1], "float33"),
    "an output that was not made": (["output"], 3),
    "a reference to a tensor that is not there": (["operations", 0, "args", 1], {"tensor": 2}),
    "a reference to its own result": (["operations", 0, "args", 0], {"value": 1}),
    "a read of what comes later": (["operations", 0, "reads", 0], {"value": 2}),
    "a read that is no reference": (["operations", 0, "reads", 0], 5),
    "outputs out of order": (["operations", 0, "outputs"], [2]),
    "outputs that are no values": (["operations", 1, "outputs"], [2, 3]),
    "a target that is a number": (["operations", 0, "target"], 5),
    "a target without end": (["operations", 0, "target"], "x" * 5000),
    "a line of 0": (["operations", 0, "line"], 0),
    "an integer without end": (["operations", 0, "args", 2], 2**70),
    "an unknown tag": (["operations", 0, "args", 2], {"pickle": "x"}),
    "deep arguments": (["operations", 0, "args", 2], [[[[[[[[1]]]]]]]]),
    "a slice of two": (["operations", 0, "args", 2], {"slice": [1, 2]}),
    "a float in words": (["operations", 0, "args", 2], {"float": "1e999"}),
    "kwargs in a list": (["operations", 0, "kwargs"], []),
    "a flag in words": (["operations", 0, "many"], "yes"),
    "a field too many": (["operations", 0, "more"], 1),
}


@pytest.mark.parametrize(("path", "value"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused(path: list[Any], value: Any) -> None:
    data = copy.deepcopy(graph_to_json(GRAPH))
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(DecodeError):
        graph_from_json(data, tensors=2)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["mode", "batch", "values", "operations", "output"]))
def test_nonsense_is_a_decode_error_and_nothing_else(nonsense: Any, field: str) -> None:
    data = {**graph_to_json(GRAPH), field: nonsense}
    try:
        graph_from_json(data, tensors=2)
    except DecodeError:
        return
    assert field in ("batch", "output", "mode", "operations")  # a lucky draw may be valid
