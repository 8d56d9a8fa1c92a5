"""Which of the layers that a network registers are called."""

from __future__ import annotations

from collections.abc import Iterable

from grader.evidence import Behaviour, Layer, Observation
from grader.graph import Graph


def not_called(observation: Observation, graphs: Iterable[Graph]) -> tuple[Layer, ...]:
    """Registered layers none of whose tensors is in a call on the way to the output."""
    used: set[str] = set()
    for graph in graphs:
        for op in graph.live():
            for ref in (*op.reads, *op.writes):
                if ref.kind == "tensor":
                    used.add(observation.tensors[ref.index].name)
    return tuple(
        layer
        for layer in observation.layers
        if layer.parameters and not used.intersection(layer.parameters)
    )


def called_out_of_sight(layers: Iterable[Layer], behaviour: Behaviour | None) -> tuple[Layer, ...]:
    """Of the layers that no call shows those that the loss reached all the same."""
    if behaviour is None or behaviour.source != "module":
        return ()
    reached = {gradient.name for gradient in behaviour.gradients if gradient.largest}
    return tuple(layer for layer in layers if reached.intersection(layer.parameters))
