"""A network as a line: the same network, and as short as a person would write it."""

from __future__ import annotations

import pytest

from concepts import Conv, Network, Node, Pool
from grader.explore.lines import line_of
from tests.explore.test_fields import IMAGE, _cases


def test_a_line_describes_the_same_network() -> None:
    told = 0
    for text, network, *_ in _cases():
        line, lacks = line_of(network)
        if lacks:
            assert not line
            assert any(word in text for word in ("pad ", "upsample", "global_max", "mul", "lp")), (
                text
            )
            continue
        told += 1
        again = Network.from_text(line).table(IMAGE)
        for ours, theirs in zip(again, network.table(IMAGE), strict=True):
            assert (ours.output_shape, ours.fields) == (theirs.output_shape, theirs.fields), line
    assert told > 20


def test_a_line_holds_what_is_not_so_anyway_and_calls_steps_by_their_names() -> None:
    layers = [Conv(10, (5, 5), stride=(1, 1), padding=(0, 0)), Pool("max", 2, stride=2)]
    nodes = map(Node, ("conv1", "max_pool2d (2)"), layers)
    line, _ = line_of(Network.chain(nodes))
    assert line == "conv1 = conv 10 k5; max_pool2d_2 = max k2"


@pytest.mark.parametrize(
    "line",
    [
        "conv1 = conv 8 k3x5 s2x1 p1:2x0:1 d2",
        "max1 = max k3 s1 p1 ceil",
        "conv1 = conv 4 k3 psame; depthwise1 = depthwise k3 p1",
    ],
)
def test_a_line_that_is_short_already_stays_as_it_is(line: str) -> None:
    assert line_of(Network.from_text(line)) == (line, "")
