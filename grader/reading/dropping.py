"""Steps that drop numbers at random: a dropout of torch's, or one by hand."""

from __future__ import annotations

from collections.abc import Callable

from grader.evidence import Observation
from grader.graph import Graph, Operation
from grader.graph.vocabulary import UNSEEN
from grader.reading.flow import Flow


def drops(flow: Flow) -> Callable[[Operation], bool]:
    """A test for steps that drop numbers at random in this run."""

    def test(op: Operation) -> bool:
        bound = op.bound
        if op.family == "dropout":
            rate = bound.get("p")
            on = bound.get("training", bound.get("train"))
            return on is True and isinstance(rate, (int, float)) and rate > 0
        return op.kind in ("mul", "where", "masked_fill") and _by_hand(flow, op)

    return test


def _by_hand(flow: Flow, op: Operation) -> bool:
    """`x * mask` where the mask is made from random numbers alone."""
    for source in flow.sources[op.index]:
        if source not in flow.of_the_image and _random_behind(flow, source):
            return True
    return False


def _random_behind(flow: Flow, index: int) -> bool:
    stack, seen = [index], set[int]()
    while stack:
        at = stack.pop()
        if at in seen:
            continue
        seen.add(at)
        if flow.steps[at].family == "random":
            return True
        stack.extend(flow.sources[at])
    return False


def without_dropout(observation: Observation, graph: Graph) -> bool:
    """Whether no dropout is there at all: none is made, and none can have run."""
    made = any("Dropout" in layer.class_name for layer in observation.layers)
    ran = any(op.family in ("dropout", "random") or op.kind == UNSEEN for op in graph.operations)
    return not made and not ran
