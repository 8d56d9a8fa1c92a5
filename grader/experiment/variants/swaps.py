"""Steps without weights in another kind: activations, pooling, the share that a dropout drops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from grader.experiment.variants.calls import renamed, with_argument
from grader.experiment.variants.changes import Changes, Misfit
from grader.experiment.variants.sizes import named
from grader.graph import Argument, Graph, Operation, Ref

ACTIVATIONS = {
    "relu": "torch.nn.functional.relu",
    "tanh": "torch.tanh",
    "sigmoid": "torch.sigmoid",
    "elu": "torch.nn.functional.elu",
    "gelu": "torch.nn.functional.gelu",
    "silu": "torch.nn.functional.silu",
    "leaky_relu": "torch.nn.functional.leaky_relu",
}
POOLINGS = {
    "max": "torch.nn.functional.max_pool2d",
    "avg": "torch.nn.functional.avg_pool2d",
}
_POOLS = ("max_pool2d", "avg_pool2d")


def swapped(graph: Graph, changes: Changes) -> Graph:
    """The graph with other kinds of steps. Raises `Misfit` where it has none of the kind."""
    if changes.activation:
        graph = _each(graph, _is_activation, lambda op: _activated(op, changes.activation))
    if changes.pooling:
        graph = _each(graph, lambda op: op.kind in _POOLS, lambda op: _pooled(op, changes.pooling))
    if changes.dropout is not None:
        share = changes.dropout
        graph = _each(graph, lambda op: op.family == "dropout", lambda op: _dropped(op, share))
    return graph


def has(graph: Graph, what: str) -> bool:
    """Whether a graph holds steps that "activation", "pooling" or "dropout" names."""
    tests: dict[str, Callable[[Operation], bool]] = {
        "activation": _is_activation,
        "pooling": lambda op: op.kind in _POOLS,
        "dropout": lambda op: op.family == "dropout",
    }
    return any(map(tests[what], graph.live()))


def written(graph: Graph, what: str) -> str:
    """What its steps of that sort are as they came: "relu", "max", "0.5"; several with "/"."""
    found: dict[str, None] = {}
    for op in graph.live():
        if what == "activation" and _is_activation(op):
            found[op.kind] = None
        elif what == "pooling" and op.kind in _POOLS:
            found[op.kind.partition("_")[0]] = None
        elif what == "dropout" and op.family == "dropout":
            found[f"{op.bound.get('p'):g}"] = None
    return "/".join(found)


def _is_activation(op: Operation) -> bool:
    return op.kind in ACTIVATIONS and op.family == "activation"


def _each(
    graph: Graph, wanted: Callable[[Operation], bool], make: Callable[[Operation], Operation]
) -> Graph:
    """Each of them made anew; who named what one changed in place reads what it gives."""
    table: dict[Ref, Ref] = {}
    operations = []
    for op in graph.operations:
        told = renamed(op, table) if table else op
        if wanted(op):
            if _in_place(op) and isinstance(given := op.bound.get("input"), Ref):
                table[given] = Ref("value", op.outputs[0])
            told = make(told)
        operations.append(told)
    return replace(graph, operations=tuple(operations))


def _in_place(op: Operation) -> bool:
    return bool(op.bound.get("inplace")) or op.target.endswith("_")


def _bare(op: Operation, target: str, given: Argument) -> Operation:
    return replace(op, target=target, args=(given,), kwargs=(), writes=())


def _activated(op: Operation, name: str) -> Operation:
    return _bare(op, ACTIVATIONS[name], op.bound["input"])


def _pooled(op: Operation, name: str) -> Operation:
    bound = op.bound
    if len(op.outputs) != 1 or bound.get("dilation", 1) not in (1, (1, 1)):
        raise Misfit(f"{named(op)} pools in a way that has no other kind")
    told = _bare(op, POOLINGS[name], bound["input"])
    for key in ("kernel_size", "stride", "padding", "ceil_mode"):
        value = bound.get(key)
        if value is not None and not (key == "stride" and value == ()):
            told = replace(told, kwargs=(*told.kwargs, (key, value)))
    return told


def _dropped(op: Operation, share: float) -> Operation:
    return with_argument(op, "p", share)
