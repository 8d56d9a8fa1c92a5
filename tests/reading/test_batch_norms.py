"""Which steps end a batch norm: torch's own, or what a mean over the images is taken off by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.graph import Value
from grader.reading.flow import Flow
from grader.reading.standing import normalises_batches
from tests.graphs import write_graph

MAPS, ONE, PLACES = (64, 8, 9, 9), (1, 8, 9, 9), (64, 8, 1, 1)
BY_HAND = (
    "m = x.mean c {0} keepdim=True\nd = x.sub c m\nv = x.var c {0} keepdim=True\nn = x.div d v"
)
WAYS = {
    "torch's": ("n = F.batch_norm c @2 @3 training=True", [MAPS], ["n"]),
    "by hand": (BY_HAND.format("0"), [ONE, MAPS, ONE, MAPS], ["d", "n"]),
    "of each image": (BY_HAND.format("2 3"), [PLACES, MAPS, PLACES, MAPS], []),
    "a mean that nothing of the image meets": (
        "m = x.mean c 0 keepdim=True\nw = x.mul m 2\nn = x.add c w", [ONE, ONE, MAPS], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_the_images_means_are_taken_off_by_ends_a_batch_norm(way: str) -> None:
    steps, shapes, ends = WAYS[way]
    graph = write_graph(f"c = F.conv2d x @0\n{steps}\nf = F.linear n @1", "train")
    seen: list[tuple[int, ...]] = [(64, 1, 28, 28), MAPS, *shapes, (64, 10)]
    flow = Flow(replace(graph, values=tuple(Value(shape, "float32") for shape in seen)))
    assert [flow.steps[index].module for index in sorted(normalises_batches(flow))] == ends
