"""What goes into a network in the image's place, and its run with the image there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from grader.graph import Graph, Tensor
from grader.reading.flow import Flow
from grader.reading.instead import with_image

Write = Callable[..., Graph]
TENSORS = (
    *(Tensor(f"fc{n}.weight", (10, 10), "float32", "parameter", True) for n in (1, 2)),
    Tensor("template", (1, 10), "float32", "buffer", False),
)


def layers(graph: Graph) -> list[str]:
    return [layer.op.module for layer in Flow(graph).layers]


def test_layers_behind_zeros_or_noise_are_layers(graph_of: Write) -> None:
    for made in ("t.zeros 64 10", "t.randn_like x"):
        graph = graph_of(f"z = {made}\na = F.linear z @0\nr = F.relu a\nb = F.linear r @1")
        fed, found = with_image(graph, TENSORS)
        assert found is not None
        assert (found.op.module, found.tensor, found.image) == ("z", "", 0)
        assert layers(fed) == ["a", "b"]


def test_a_tensor_of_the_network_is_named(graph_of: Write) -> None:
    fed, found = with_image(graph_of("a = F.linear @2 @0\nb = F.linear a @1"), TENSORS)
    assert found is not None
    assert (found.op.module, found.tensor) == ("a", "template")
    assert layers(fed) == ["a", "b"]


def test_further_on_it_is_what_was_last_made_of_the_image(graph_of: Write) -> None:
    steps = "a = F.linear x @0\nr = F.relu a\nz = t.zeros 64 10\nb = F.linear z @1"
    fed, found = with_image(graph_of(steps), TENSORS)
    assert found is not None
    assert (found.op.module, found.image) == ("z", 2)
    assert layers(fed) == ["a", "b"]


def test_noise_beside_the_image_is_not_in_its_place(graph_of: Write) -> None:
    graph = graph_of("z = t.rand_like x\nn = t.add x z\na = F.linear n @0")
    assert with_image(graph, TENSORS) == (graph, None)


def test_nothing_is_said_of_what_no_call_shows_or_has_no_layer(graph_of: Write) -> None:
    for steps in ("z = unseen x\na = F.linear z @0", "z = t.zeros 64 10\nr = F.relu z"):
        graph = graph_of(steps)
        assert with_image(graph, TENSORS) == (graph, None)
    stopped = replace(graph_of("z = t.zeros 64 10\na = F.linear z @0"), output=None)
    assert with_image(stopped, TENSORS) == (stopped, None)
