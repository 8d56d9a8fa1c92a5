"""Calls that lay an image out with other rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.reading.flow import Flow
from grader.reading.torn import torn
from tests.graphs import write_graph

LAID_OUT = {
    "height and width": ([(3, 20, 28), (3, 28, 20)], [1]),
    "channels last": ([(3, 20, 28), (20, 28, 3)], [1]),
    "the same numbers in other maps": ([(4, 8, 8), (8, 8, 4)], [1]),
    "rows of maps": ([(3, 20, 28), (1680,)], []),
    "maps of rows": ([(560,), (1, 20, 28)], []),
    "maps, rows, and the same maps": ([(3, 20, 28), (1680,), (3, 20, 28)], []),
    "maps, rows, and other maps": ([(3, 20, 28), (1680,), (3, 28, 20)], [2]),
    "maps of fewer rows": ([(4, 8, 8), (8, 4, 8)], []),
    "maps that begin within others": ([(3, 20, 28), (10, 6, 28)], [1]),
    "told once": ([(3, 20, 28), (3, 28, 20), (1680,)], [1]),
    "windows": ([(3, 20, 28), (3, 10, 2, 14, 2)], []),
    "groups of channels": ([(16, 4, 4), (8, 32)], []),
    "an axis of one": ([(1, 20, 28), (20, 28)], []),
    "columns": ([(3, 20, 28), (3, 560)], []),
    "channels and pixels that do not fit": ([(20, 12, 28), (12, 560)], [1]),
}


@pytest.mark.parametrize(("shapes", "where"), LAID_OUT.values(), ids=LAID_OUT)
def test_rows_are_torn_where_new_ones_begin_within(
    shapes: list[tuple[int, ...]], where: list[int]
) -> None:
    steps = range(1, len(shapes))
    names = ["x", *(f"v{step}" for step in steps)]
    graph = write_graph("\n".join(f"v{step} = x.view {names[step - 1]} 64 -1" for step in steps))
    values = [
        replace(one, shape=(64, *shape)) for one, shape in zip(graph.values, shapes, strict=True)
    ]
    found = torn(Flow(replace(graph, values=tuple(values))))
    assert [op.line for op, _, _ in found] == where
