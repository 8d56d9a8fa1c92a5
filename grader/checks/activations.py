"""ReLU on each hidden layer."""

from __future__ import annotations

from concepts.written import several
from grader.checks.doors import forward_runs
from grader.checks.layers import two_convolutions
from grader.checks.verdict import Verdict, cannot_be_judged, check, fails, holds, not_seen
from grader.evidence import Evidence
from grader.graph import Operation
from grader.lab import Lab
from grader.reading.flow import END, Flow
from grader.reading.rectified import rectified
from grader.reading.weighted import Weighted

Steps = frozenset[tuple[int | None, str, str]]  # line, module, call


@check(requires=[forward_runs])
def relu_on_hidden_layers(evidence: Evidence, lab: Lab) -> Verdict:
    """A ReLU follows each hidden layer

    Each convolution and each fully connected layer but the last is followed by a ReLU, before
    the next layer; before or after max pooling makes no difference. Without one, two layers
    in a row compute no more than a single one could.
    """
    flow = barest(evidence)
    if flow is None or not flow.layers:
        return cannot_be_judged(two_convolutions, "There is no layer that a ReLU could follow.")
    bare = bare_layers(evidence)
    if not bare:
        return holds()
    hidden = [flow.unseen_between(one.op.index, flow.next_layers(one)) for one in bare]
    bare = [layer for layer, unseen in zip(bare, hidden, strict=True) if unseen is None]
    if not bare:
        return not_seen(next(step for step in hidden if step is not None))
    names = several([layer.name for layer in bare])
    first = bare[0].op
    when = "" if flow.graph.mode == "train" else " when the network is tested"
    return fails(
        f"No ReLU stands on every path from {names} to the next layer{when}.",
        line=first.line,
        expected=f"a ReLU after {names}, before the next layer",
        observed=flow.path_text(first.index, flow.next_layers(bare[0])),
    )


def barest(evidence: Evidence) -> Flow | None:
    """The run to look at: that in train mode, or in eval mode where only that lacks a ReLU."""
    graphs = (evidence.observation.train, evidence.observation.eval)
    flows = [Flow(graph) for graph in graphs if graph is not None]
    found = relu_steps(evidence)
    return next((flow for flow in flows if _bare(flow, found)), flows[0] if flows else None)


def bare_in_one_mode(evidence: Evidence) -> bool:
    """Whether a ReLU is missing in training or in testing alone: then it is tested otherwise
    than it was trained."""
    found = relu_steps(evidence)
    graphs = (evidence.observation.train, evidence.observation.eval)
    bare = {bool(_bare(Flow(graph), found)) for graph in graphs if graph is not None}
    return len(bare) == 2


def bare_layers(evidence: Evidence) -> list[Weighted]:
    """The hidden layers that no ReLU follows on every path of that run, in order."""
    flow = barest(evidence)
    return [] if flow is None else _bare(flow, relu_steps(evidence))


def _bare(flow: Flow, found: Steps) -> list[Weighted]:
    return [layer for layer in _hidden(flow) if not _covered(flow, layer, found)]


def relu_steps(evidence: Evidence) -> Steps:
    """Steps that equal max(0, an earlier one), however they are spelled.

    Worked out from the calls, or measured on the eval graph; a step of the train graph is the
    same one when its line, its module and its call are.
    """
    seen, behaviour = evidence.observation, evidence.behaviour
    values = set(behaviour.relu_values) if behaviour is not None else set()
    found = set()
    for graph in (seen.train, seen.eval):
        if graph is not None:
            found |= {_key(graph.operations[index]) for index in rectified(graph)}
    for op in seen.eval.operations if seen.eval is not None else ():
        # random inputs of unit size rarely go beyond 6, where relu6 is another function
        if values.intersection(op.outputs) and op.kind != "relu6":
            found.add(_key(op))
    return frozenset(found)


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


def _covered(flow: Flow, layer: Weighted, found: Steps) -> bool:
    """Whether a ReLU stands on every path from the layer to each layer that comes next."""

    def is_relu(op: Operation) -> bool:
        return op.kind == "relu" or _key(op) in found

    ends = flow.next_layers(layer)
    return all(flow.between(layer.op.index, end, is_relu) is not None for end in ends)
