"""Which steps pool maps, however these are laid out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.graph import Value
from grader.reading.flow import Flow
from grader.reading.standing import pools
from tests.graphs import write_graph

MAPS = (64, 8, 6, 6)
WINDOWS, ROWS = (64, 8, 3, 2, 3, 2), (64, 8, 36)
BY_HAND = {  # how the maps are laid out, over which numbers the mean goes, what comes out
    "within the windows": (WINDOWS, (3, 5), (64, 8, 3, 3), "avg"),
    "across the windows": (WINDOWS, (2, 4), (64, 8, 2, 2), ""),
    "over the rows of the windows alone": (WINDOWS, (3,), (64, 8, 3, 3, 2), ""),
    "over all places": (ROWS, (-1,), (64, 8), "global_avg"),
    "over all maps": (ROWS, (1,), (64, 36), ""),
}


@pytest.mark.parametrize(("laid", "dims", "out", "word"), BY_HAND.values(), ids=BY_HAND)
def test_a_mean_of_maps_that_were_laid_out(
    laid: tuple[int, ...], dims: tuple[int, ...], out: tuple[int, ...], word: str
) -> None:
    graph = write_graph("a = F.conv2d x @0\nv = x.reshape a 1\nm = x.mean v 1")
    lay, mean = graph.operations[1:]
    mean = replace(mean, args=(*mean.args[:1], dims))
    values = [graph.values[0], *(Value(shape, "float32") for shape in (MAPS, laid, out))]
    graph = replace(graph, values=tuple(values), operations=(graph.operations[0], lay, mean))
    found = {one for one in ("avg", "global_avg", "max") if pools(mean, Flow(graph), one)}
    assert found & {word} == ({word} if word else set())
    assert word or not found
