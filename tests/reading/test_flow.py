"""What stands on every path, which layers count, and what a repeated call is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.graph import Graph
from grader.reading.flow import Flow
from grader.reading.ways import END

STANDS_BETWEEN = {
    "a relu in line": ("c = F.conv2d x @0\nr = F.relu c\nd = F.conv2d r @1", True),
    "none": ("c = F.conv2d x @0\nm = F.max_pool2d c 2\nd = F.conv2d m @1", False),
    "two on two paths": (
        "c = F.conv2d x @0\na = F.relu c\nn = x.neg c\nb = F.relu n\ns = x.add a b\n"
        "d = F.conv2d s @1",
        False,
    ),
    "one on a branch": (
        "c = F.conv2d x @0\na = F.relu c\ns = x.add a c\nd = F.conv2d s @1",
        False,
    ),
    "after the branches have met": (
        "c = F.conv2d x @0\na = x.neg c\ns = x.add a c\nr = F.relu s\nd = F.conv2d r @1",
        True,
    ),
    "thrown away": (
        "c = F.conv2d x @0\nr = F.relu c\nm = F.max_pool2d c 2\nd = F.conv2d m @1",
        False,
    ),
    "clamp at zero": ("c = F.conv2d x @0\nr = x.clamp c min=0\nd = F.conv2d r @1", True),
    "clamp at zero and one": (
        "c = F.conv2d x @0\nr = x.clamp c min=0 max=1\nd = F.conv2d r @1",
        False,
    ),
}


@pytest.mark.parametrize(("text", "stands"), STANDS_BETWEEN.values(), ids=STANDS_BETWEEN)
def test_a_step_stands_between_when_every_path_goes_through_it(
    text: str, stands: bool, graph_of: Callable[..., Graph]
) -> None:
    flow = Flow(graph_of(text))
    first, last = flow.layers[0].op.index, flow.layers[-1].op.index
    found = flow.between(first, last, lambda op: op.kind == "relu")
    assert (found is not None) is stands


LAYERS = {
    "two of each": (
        "a = F.conv2d x @0\nb = F.conv2d a @1\nc = F.linear b @2\nd = F.linear c @3",
        2,
        2,
    ),
    "one called twice": (
        "a = F.conv2d x @0\nb = F.conv2d a @0\nc = F.linear b @2\nd = F.linear c @2",
        1,
        1,
    ),
    "a matrix product": ("a = F.conv2d x @0\nt = x.t @1\nb = x.matmul a t", 1, 1),
    "a product of data with data": ("a = F.conv2d x @0\nb = x.matmul a a", 1, 0),
    "a fully connected one before the convolutions": (
        "a = F.linear x @0\nb = F.conv2d a @1\nc = F.linear b @2",
        1,
        1,
    ),
    "a dead convolution": ("a = F.conv2d x @0\nb = F.linear x @1", 0, 1),
}


@pytest.mark.parametrize(("text", "convolutions", "linears"), LAYERS.values(), ids=LAYERS)
def test_layers_are_counted_by_their_weights_on_the_way_to_the_output(
    text: str, convolutions: int, linears: int, graph_of: Callable[..., Graph]
) -> None:
    flow = Flow(graph_of(text))
    assert (len(flow.convolutions), len(flow.linears)) == (convolutions, linears)


def test_the_next_layers_are_those_that_data_meets_first(
    graph_of: Callable[..., Graph],
) -> None:
    text = "a = F.conv2d x @0\nb = F.conv2d a @1\nc = F.linear a @2\nd = x.add b c"
    flow = Flow(graph_of(text))
    assert flow.next_layers(flow.layers[0]) == {1, 2}
    assert flow.next_layers(flow.layers[1]) == {END}


def test_a_path_reads_as_the_student_named_the_layers(graph_of: Callable[..., Graph]) -> None:
    flow = Flow(graph_of("conv1 = F.conv2d x @0\np = F.max_pool2d conv1 2\nconv2 = F.conv2d p @1"))
    assert flow.path_text(0, {2}) == "conv1 → max_pool2d → conv2"
