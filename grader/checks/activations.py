"""ReLU on each hidden layer."""

from __future__ import annotations

from grader.checks.doors import forward_runs
from grader.checks.flow import END, Flow
from grader.checks.layers import flow_of, two_convolutions
from grader.checks.verdict import Verdict, cannot_be_judged, check, fails, holds
from grader.checks.weighted import Weighted
from grader.evidence import Evidence
from grader.graph import Operation
from grader.lab import Lab


@check(requires=[forward_runs])
def relu_on_hidden_layers(evidence: Evidence, lab: Lab) -> Verdict:
    """A ReLU follows each hidden layer

    Each convolution and each fully connected layer but the last is followed by a ReLU, before
    the next layer; before or after max pooling makes no difference. Without one, two layers
    in a row compute no more than a single one could.
    """
    flow = flow_of(evidence)
    if flow is None or not flow.layers:
        return cannot_be_judged(two_convolutions, "There is no layer that a ReLU could follow.")
    bare = bare_layers(evidence)
    if not bare:
        return holds()
    names = " and ".join(layer.name for layer in bare)
    first = bare[0].op
    return fails(
        f"No ReLU stands on every path from {names} to the next layer.",
        line=first.line,
        expected=f"a ReLU after {names}, before the next layer",
        observed=flow.path_text(first.index, flow.next_layers(bare[0])),
    )


def bare_layers(evidence: Evidence) -> list[Weighted]:
    """The hidden layers that no ReLU follows on every path, in order."""
    flow = flow_of(evidence)
    if flow is None:
        return []
    found = relu_values(evidence)
    return [layer for layer in _hidden(flow) if not _covered(flow, layer, found)]


def relu_values(evidence: Evidence) -> frozenset[tuple[int | None, str, str]]:
    """Steps that were measured to equal max(0, an earlier one), however they are spelled.

    Measured on the eval graph; a step of the train graph is the same one when its line, its
    module and its call are.
    """
    graph, behaviour = evidence.observation.eval, evidence.behaviour
    if graph is None or behaviour is None:
        return frozenset()
    values = set(behaviour.relu_values)
    return frozenset(_key(op) for op in graph.operations if values.intersection(op.outputs))


def _key(op: Operation) -> tuple[int | None, str, str]:
    return (op.line, op.module, op.target)


def _hidden(flow: Flow) -> list[Weighted]:
    """Every layer after which another one comes, and which is no half of a separable pair."""
    return [
        layer
        for layer in flow.layers
        if flow.next_layers(layer) != {END} and not _depthwise_before_pointwise(flow, layer)
    ]


def _depthwise_before_pointwise(flow: Flow, layer: Weighted) -> bool:
    """A depthwise convolution and the 1×1 after it are one separable convolution."""
    if layer.role != "convolution" or layer.op.bound.get("groups") in (1, None):
        return False
    followers = [w for w in flow.layers if w.op.index in flow.next_layers(layer)]
    return bool(followers) and all(_pointwise(w) for w in followers)


def _pointwise(layer: Weighted) -> bool:
    return layer.role == "convolution" and layer.op.bound.get("groups") == 1


def _covered(flow: Flow, layer: Weighted, found: frozenset[tuple[int | None, str, str]]) -> bool:
    """Whether a ReLU stands on every path from the layer to each layer that comes next."""

    def is_relu(op: Operation) -> bool:
        return op.kind == "relu" or _key(op) in found

    ends = flow.next_layers(layer)
    return all(flow.between(layer.op.index, end, is_relu) is not None for end in ends)
