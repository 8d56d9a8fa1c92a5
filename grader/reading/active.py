"""Which hidden layers lack the activation that the lab asks for behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from grader.graph import Operation
from grader.lab import Asked
from grader.reading.flow import Flow
from grader.reading.relus import Steps, hidden_layers, is_relu
from grader.reading.weighted import Weighted

# of the family, which pass most numbers on as they are, or are made for something else
_NONE = ("clamp", "clamp_min", "threshold", "glu", "relu")


def activates(
    flow: Flow, word: str, relus: Steps, idle: Collection[int]
) -> Callable[[Operation], bool]:
    """A test for steps of a run that are an activation, by its word in a lab.

    A ReLU that cuts nothing is none.
    """

    def rectifies(op: Operation) -> bool:
        return is_relu(op, flow, relus) and op.index not in idle

    if word == "relu":
        return rectifies
    made = flow.by_hand.get(word, frozenset())
    if word == "activation":
        return lambda op: (
            rectifies(op)
            or op.index in made
            or (op.family == "activation" and op.kind not in _NONE)
        )
    return lambda op: op.kind == word or op.index in made


def layers_without(
    flow: Flow,
    asked: Asked,
    relus: Steps,
    idle: Collection[int],
) -> tuple[Weighted, ...]:
    """The hidden layers of a run on some path from which the activation is missing, in order."""
    found = []
    for layer in hidden_layers(flow):
        word = asked.activation(layer.role, flow.number(layer))
        if word is None or layer.op.index in flow.aside:
            continue
        works = activates(flow, word, relus, idle)
        start, ends = flow.start(layer, word).index, flow.next_layers(layer)
        if not all(flow.between(start, end, works) is not None for end in ends):
            found.append(layer)
    return tuple(found)
