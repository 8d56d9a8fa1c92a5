"""The layers that the lab asks for: two convolutions, two fully connected."""

from __future__ import annotations

from grader.checks.doors import forward_runs, net_constructs
from grader.checks.verdict import Verdict, cannot_be_judged, check, fails, holds
from grader.evidence import Evidence, Layer
from grader.lab import Lab
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted


def flow_of(evidence: Evidence) -> Flow | None:
    """The network in train mode, where dropout is on; None where nothing was seen."""
    graph = evidence.observation.train
    return None if graph is None else Flow(graph)


@check(requires=[net_constructs])
def two_convolutions(evidence: Evidence, lab: Lab) -> Verdict:
    """Two convolutional layers run in forward

    Declaring `nn.Conv2d` in `__init__` is not enough: `forward` must call it and go on with
    what it returns. Each has filters of its own.
    """
    return _count(evidence, "convolution", forward_done=_came_to_its_end(evidence))


@check(requires=[forward_runs])
def two_fully_connected(evidence: Evidence, lab: Lab) -> Verdict:
    """Two fully connected layers run after the convolutions

    After the last convolution the maps are flattened and go through two layers of `nn.Linear`,
    each with weights of its own.
    """
    return _count(evidence, "linear", forward_done=True)


def has_layers(evidence: Evidence) -> bool:
    """Whether there is a network at all: some layer with weights between input and output."""
    flow = flow_of(evidence)
    return flow is not None and bool(flow.layers)


def _count(evidence: Evidence, role: str, forward_done: bool) -> Verdict:
    flow = flow_of(evidence)
    found: list[Weighted] = []
    if flow is not None:
        found = flow.convolutions if role == "convolution" else flow.linears
    names = [layer.name for layer in found]
    names += [layer.path for layer in _of_role(beyond_the_calls(evidence), role)]
    if len(names) >= 2:
        return holds(f"{', '.join(names)}.")
    if not forward_done:
        return cannot_be_judged(forward_runs, "forward stopped before this could be seen.")
    what = "convolution" if role == "convolution" else "fully connected layer"
    unused = _of_role(unused_layers(evidence), role)
    return fails(
        f"Only one {what} reaches the output ({names[0]})."
        if names
        else f"No {what} reaches the output.",
        line=_line(evidence, found, unused),
        expected=f"two {what}s, each with weights of its own",
        observed=", ".join(names) or "none",
    )


def _of_role(layers: list[Layer], role: str) -> list[Layer]:
    word = "Conv" if role == "convolution" else "Linear"
    return [layer for layer in layers if word in layer.class_name]


def unused_layers(evidence: Evidence) -> list[Layer]:
    """Registered layers none of whose tensors is read on the way to the output."""
    unseen = beyond_the_calls(evidence)
    return [layer for layer in _not_called(evidence) if layer not in unseen]


def beyond_the_calls(evidence: Evidence) -> list[Layer]:
    """Layers that no call shows, yet the loss reached them: in a scripted function, in `vmap`."""
    behaviour = evidence.behaviour
    if behaviour is None or behaviour.source != "module":
        return []
    reached = {gradient.name for gradient in behaviour.gradients if gradient.largest}
    return [layer for layer in _not_called(evidence) if reached.intersection(layer.parameters)]


def _not_called(evidence: Evidence) -> list[Layer]:
    """Registered layers none of whose tensors is in a call on the way to the output."""
    observation = evidence.observation
    used: set[str] = set()
    for graph in (observation.train, observation.eval):
        for op in graph.live() if graph is not None else ():
            for ref in (*op.reads, *op.writes):
                if ref.kind == "tensor":
                    used.add(observation.tensors[ref.index].name)
    return [
        layer
        for layer in observation.layers
        if layer.parameters and not used.intersection(layer.parameters)
    ]


def _line(evidence: Evidence, found: list[Weighted], unused: list[Layer]) -> int | None:
    if unused:
        declared = dict(evidence.declared)
        return declared.get(unused[0].path.partition(".")[0])
    return found[-1].op.line if found else None


def _came_to_its_end(evidence: Evidence) -> bool:
    graph = evidence.observation.train
    return bool(evidence.observation.returned) and bool(graph is None or graph.operations)
