"""Which sums of two ways are residual blocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.graph import Graph, Tensor
from grader.reading.blocks import blocks_of
from grader.reading.flow import Flow

STEM = "a = F.conv2d x @0\nr = F.relu a\nb = F.conv2d r @1\n"
BLOCKS = {
    "round a layer": (STEM + "s = t.add r b", 1),
    "worked out once more": (STEM + "q = F.relu a\ns = t.add q b", 1),
    "through a 1×1 convolution": (STEM + "p = F.conv2d r @2\ns = t.add p b", 1),
    "through a wide one": (STEM + "p = F.conv2d r @3\nc = F.conv2d b @0\ns = t.add p c", 0),
    "cut off from what came before": (STEM + "d = x.detach r\ns = t.add d b", 0),
    "cut off from the image alone": ("d = x.detach x\na = F.conv2d x @0\ns = t.add d a", 1),
    "the layer's own result cut off": (STEM + "d = x.detach b\ns = t.add r d", 1),
}
WINDOWS = (3, 3, 1, 3)


@pytest.mark.parametrize(("text", "number"), BLOCKS.values(), ids=BLOCKS)
def test_a_residual_block_is_such_a_sum(
    text: str, number: int, graph_of: Callable[..., Graph]
) -> None:
    tensors = [Tensor("w", (8, 8, k, k), "float32", "parameter", True) for k in WINDOWS]
    assert len(blocks_of(Flow(graph_of(text)), tensors)) == number
