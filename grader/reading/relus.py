"""Which hidden layers a ReLU follows, on every path and however it is spelled."""

from __future__ import annotations

from collections.abc import Iterable

from grader.evidence import Behaviour
from grader.graph import Operation
from grader.reading.flow import END, Flow
from grader.reading.rectified import rectified
from grader.reading.weighted import Weighted

Step = tuple[int | None, str, str]  # line, module, call
Steps = frozenset[Step]


def relu_steps(runs: Iterable[Flow], behaviour: Behaviour | None) -> Steps:
    """Steps that equal max(0, an earlier one).

    Worked out from the calls, or measured on the eval graph; a step of the train graph is the
    same one when its line, its module and its call are.
    """
    values = set(behaviour.relu_values) if behaviour is not None else set()
    found: set[Step] = set()
    for graph in (flow.graph for flow in runs):
        found |= {_step(graph.operations[index]) for index in rectified(graph)}
        for op in graph.operations if graph.mode == "eval" else ():
            # random inputs of unit size rarely go beyond 6, where relu6 is another function
            if values.intersection(op.outputs) and op.kind != "relu6":
                found.add(_step(op))
    return frozenset(found)


def _step(op: Operation) -> Step:
    return (op.line, op.module, op.target)


def bare_layers(flow: Flow, relus: Steps) -> tuple[Weighted, ...]:
    """The hidden layers of a run that no ReLU follows on every path, in order."""
    return tuple(
        layer for layer in flow.layers if _hidden(flow, layer) and not _covered(flow, layer, relus)
    )


def _hidden(flow: Flow, layer: Weighted) -> bool:
    """Whether another layer comes after it, and it is no half of a separable pair."""
    return flow.next_layers(layer) != {END} and not _depthwise_before_pointwise(flow, layer)


def _depthwise_before_pointwise(flow: Flow, layer: Weighted) -> bool:
    """A depthwise convolution and the 1×1 after it are one separable convolution."""
    if layer.role != "convolution" or layer.op.bound.get("groups") in (1, None):
        return False
    followers = [w for w in flow.layers if w.op.index in flow.next_layers(layer)]
    return bool(followers) and all(_pointwise(w) for w in followers)


def _pointwise(layer: Weighted) -> bool:
    return layer.role == "convolution" and layer.op.bound.get("groups") == 1


def _covered(flow: Flow, layer: Weighted, relus: Steps) -> bool:
    """Whether a ReLU stands on every path from the layer to each layer that comes next."""

    def is_relu(op: Operation) -> bool:
        return op.kind == "relu" or _step(op) in relus

    ends = flow.next_layers(layer)
    return all(flow.between(layer.op.index, end, is_relu) is not None for end in ends)
