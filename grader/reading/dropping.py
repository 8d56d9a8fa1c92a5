"""Steps that drop numbers at random: a dropout of torch's, or one by hand."""

from __future__ import annotations

from collections.abc import Callable

from grader.evidence import Effects, Observation
from grader.graph import Graph, Operation
from grader.graph.vocabulary import UNSEEN
from grader.lab import Part
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted

# Of what a dropout is given it drops at least so much. Measured: 0.104 to 0.55 in networks with
# p = 0.1 to 0.5, 0.068 with p = 0.05, 0.020 with p = 0.02; 1.5e-4 with p = 1e-4, 1e-10 with
# p = 1e-6 (docs/thresholds.md).
LEAST_DROPPED = 0.005


def drops(flow: Flow, effects: Effects | None) -> Callable[[Operation], bool]:
    """A test for steps that drop numbers at random in this run, and so many that it matters."""
    meant, dropped = means_to_drop(flow), share_dropped(flow, effects)

    def test(op: Operation) -> bool:
        if not meant(op):
            return False
        share = dropped(op)
        return share is None or share >= LEAST_DROPPED

    return test


def means_to_drop(flow: Flow) -> Callable[[Operation], bool]:
    """A test for steps that are made to drop numbers at random, however few."""

    def test(op: Operation) -> bool:
        if op.family == "dropout":
            on = op.bound.get("training", op.bound.get("train"))
            return on is True and (_chance(op) or 0) > 0
        return op.kind in ("mul", "where", "masked_fill") and _by_hand(flow, op)

    return test


def share_dropped(flow: Flow, effects: Effects | None) -> Callable[[Operation], float | None]:
    """Of what a step is given the share that it drops: measured, or its p where nothing was.

    None for a step by hand that was not measured.
    """
    measured: dict[int, float] = {}  # by the value that is made
    for one in effects.dropped if effects is not None else ():
        if one.mode == flow.graph.mode and _of_the_image(flow, one.given):
            measured[one.made] = max(one.share, measured.get(one.made, 0.0))

    def share(op: Operation) -> float | None:
        shares = [measured[value] for value in op.outputs if value in measured]
        return max(shares, default=_chance(op) if op.family == "dropout" else None)

    return share


def _of_the_image(flow: Flow, value: int) -> bool:
    maker = flow.graph.makers.get(value)
    return maker is None or maker.index in flow.of_the_image


def _chance(op: Operation) -> float | None:
    rate = op.bound.get("p")
    return float(rate) if isinstance(rate, (int, float)) else None


def _by_hand(flow: Flow, op: Operation) -> bool:
    """`x * mask` where the mask is made from random numbers alone, and the product is used."""
    for source in flow.sources.get(op.index, ()):
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


def without_drop(
    flow: Flow, drops: Callable[[Operation], bool], part: Part
) -> tuple[Weighted, Weighted] | None:
    """The first stretch behind a layer on which nothing drops; None where all have it."""
    for first, second in flow.stretches(part):
        if flow.between(first.op.index, second.op.index, drops) is None:
            return first, second
    return None
