"""ReLUs however they are spelled, those that cut nothing, and the hidden layers of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from grader.evidence import Behaviour, Effects
from grader.graph import Mode, Operation
from grader.reading.flow import Flow
from grader.reading.rectified import rectified
from grader.reading.ways import END
from grader.reading.weighted import Weighted

Step = tuple[str, int | None, str, str]  # mode, line, module, call
Steps = frozenset[Step]

# Of the numbers that a ReLU is given it cuts at least so many. Measured on digits, before and
# after training: 0.093 to 0.97 in right networks; 0 where all that comes in is positive.
LEAST_CUT = 0.005


def relu_steps(runs: Iterable[Flow], behaviour: Behaviour | None) -> Steps:
    """Steps that equal max(0, an earlier one).

    Worked out from the calls of a run, for that run; or measured on the eval graph, for both: a
    step of the train graph is the same one when its line, its module and its call are.
    """
    values = set(behaviour.relu_values) if behaviour is not None else set()
    found: set[Step] = set()
    for graph in (flow.graph for flow in runs):
        found |= {_step(graph.operations[index], graph.mode) for index in rectified(graph)}
        for op in graph.operations if graph.mode == "eval" else ():
            # random inputs of unit size rarely go beyond 6, where relu6 is another function
            if values.intersection(op.outputs) and op.kind != "relu6":
                found |= {_step(op, "train"), _step(op, "eval")}
    return frozenset(found)


def _step(op: Operation, mode: Mode) -> Step:
    return (mode, op.line, op.module, op.target)


def idle_relus(flow: Flow, relus: Steps, effects: Effects | None) -> dict[int, float]:
    """The ReLUs of a run that let through what they are given, by index, with what they cut.

    What was not measured is none of them.
    """
    largest: dict[int, float] = {}
    for one in effects.cut if effects is not None else ():
        if one.mode == flow.graph.mode:
            largest[one.made] = max(one.share, largest.get(one.made, 0.0))
    return {
        op.index: largest[op.outputs[0]]
        for op in flow.steps.values()
        if is_relu(op, flow, relus) and op.outputs and largest.get(op.outputs[0], 1.0) < LEAST_CUT
    }


_PASSED = ("pooling", "shape", "cast", "dropout", "detach")


def never_negative(flow: Flow, idle: Collection[int]) -> frozenset[int]:
    """The layers, by the index of their call, of which an idle ReLU shows what they give.

    It stands right behind such a layer: no other ReLU would cut more there.
    """
    layers = {layer.op.index for layer in flow.layers}
    found: set[int] = set()
    for index in idle:
        sources = flow.sources[index]
        while len(sources) == 1 and flow.steps[sources[0]].family in _PASSED:
            sources = flow.sources[sources[0]]
        found.update(layers.intersection(sources))
    return frozenset(found)


def is_relu(op: Operation, flow: Flow, relus: Steps) -> bool:
    """Whether a step of a run is a ReLU, however it is spelled."""
    return op.kind == "relu" or _step(op, flow.graph.mode) in relus


def hidden_layers(flow: Flow) -> tuple[Weighted, ...]:
    """The layers of a run that an activation should follow, in order."""
    return tuple(layer for layer in flow.layers if _hidden(flow, layer))


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
