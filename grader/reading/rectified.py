"""ReLU however it is spelled: `x * (x > 0)`, `torch.where`, `(x + x.abs()) / 2`, `x[x < 0] = 0`.

A chain of calls that work on each number by itself is a function of one number. It is worked
out here for a few numbers; where it gives max(0, number) for all of them, it is a ReLU. No
weights are needed for that, so it holds for a network that cannot be run again as well. The other
activations are found alike: `1 / (1 + torch.exp(-x))` is a sigmoid.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.graph import Argument, Graph, Operation, Ref
from grader.graph.nouns import refs_in

PROBES = (-7.5, -1.25, -0.03, 0.0, 0.02, 1.5, 9.0)  # beyond 6 too: relu6 is another function
CLOSE = 1e-6
MOST_STEPS = 12  # back from a value; spellings of ReLU take two or three

Given = Mapping[str, Any]  # arguments by parameter name, tensors as one of their numbers


@dataclass(frozen=True)
class _Calls:
    """What is known of a graph's calls, found once: a start is tried for each of many ends."""

    graph: Graph
    makers: Mapping[int, Operation]
    given: Mapping[int, Given]  # by the call's index; values as the references that they are
    rules: Mapping[str, Callable[[Given], Any]]  # what a call of a kind gives, of its arguments


def rectified(graph: Graph) -> frozenset[int]:
    """Positions of the operations that give max(0, x) of an earlier value x of their shape."""
    return _equal_to(graph, lambda number: max(0.0, number), _RULES)


def upside_down(graph: Graph) -> frozenset[int]:
    """The same of min(0, x), which keeps what a ReLU cuts off."""
    return _equal_to(graph, lambda number: min(0.0, number), _RULES)


def by_hand(graph: Graph, word: str) -> frozenset[int]:
    """The same of another activation, by its word in a lab: "sigmoid"."""
    function = FUNCTIONS.get(word)
    return frozenset() if function is None else _equal_to(graph, function, _RULES | _SMOOTH)


def of_what(graph: Graph, word: str, op: Operation, step: Operation) -> bool:
    """Whether an operation is this activation of what another step gives, or that is part of it."""
    rules = _RULES | _SMOOTH
    given = {one.index: _given(one) for one in graph.operations if one.kind in rules}
    calls = _Calls(graph, graph.makers, given, rules)
    functions = [FUNCTIONS[word]] if word in FUNCTIONS else [*FUNCTIONS.values()]
    return any(_is(calls, op, step.outputs[0], one) for one in functions)


def _equal_to(
    graph: Graph,
    function: Callable[[float], float],
    rules: Mapping[str, Callable[[Given], Any]],
) -> frozenset[int]:
    given = {op.index: _given(op) for op in graph.operations if op.kind in rules}
    calls = _Calls(graph, graph.makers, given, rules)
    return frozenset(
        op.index
        for op in graph.operations
        if op.outputs
        and _last_of_one(op, rules)
        and any(_is(calls, op, start, function) for start in _starts(calls, op))
    )


def _last_of_one(op: Operation, rules: Mapping[str, Callable[[Given], Any]]) -> bool:
    return op.kind in rules and op.kind not in ("compare", "full", "full_like", "same")


def _starts(calls: _Calls, op: Operation) -> list[int]:
    """Values of the same shape that an operation may be a function of, the nearest first."""
    graph, makers = calls.graph, calls.makers
    shape = graph.shape_out(op)
    found: list[int] = []
    level = [ref.index for ref in op.reads if ref.kind == "value"]
    for _ in range(MOST_STEPS):
        found += [v for v in level if graph.values[v].shape == shape and v not in found]
        made_by = [makers[v] for v in dict.fromkeys(level) if v in makers]
        level = [
            ref.index
            for maker in made_by
            if maker.kind in calls.rules
            for ref in maker.reads
            if ref.kind == "value"
        ]
        if not level or len(found) > MOST_STEPS:
            break
    return found


def _is(calls: _Calls, op: Operation, start: int, function: Callable[[float], float]) -> bool:
    try:
        return all(
            abs(_value(calls, op, {start: number}, MOST_STEPS) - function(number)) < CLOSE
            for number in PROBES
        )
    except (_UnknownError, ArithmeticError, TypeError, KeyError):
        return False


class _UnknownError(Exception):
    """A call that is no function of one number."""


def _value(calls: _Calls, op: Operation, known: dict[int, float], steps: int) -> float:
    """What an operation gives for the numbers that are known; they grow on the way.

    At most so many `steps` back.
    """
    if op.kind not in calls.rules or not op.outputs or not steps:
        raise _UnknownError(op.kind)
    numbers = {
        name: _number(calls, argument, known, steps - 1) if isinstance(argument, Ref) else argument
        for name, argument in calls.given[op.index].items()
    }
    made = float(calls.rules[op.kind](numbers))
    known[op.outputs[0]] = made
    return made


def _given(op: Operation) -> Given:
    """The arguments of a call, and its name as "call"; each reference to its last writer."""
    named = list(refs_in((*op.args, *(argument for _, argument in op.kwargs))))
    whole = len(named) == len(op.reads)
    writers: dict[Argument, Ref] = dict(zip(named, op.reads, strict=False)) if whole else {}
    given: dict[str, Any] = {
        name: writers.get(argument, argument) if isinstance(argument, Ref) else _plain(argument)
        for name, argument in op.bound.items()
    }
    return {**given, "call": op.target.rpartition(".")[2]}


def _plain(argument: Argument) -> float | bool | None:
    """A number as it is; nothing else is reckoned with (a text times 2**40 is a long one)."""
    return argument if isinstance(argument, bool | int | float) else None


def _number(calls: _Calls, ref: Ref, known: dict[int, float], steps: int) -> float:
    if ref.kind != "value":
        raise _UnknownError
    if ref.index in known:
        return known[ref.index]
    if ref.index not in calls.makers:
        raise _UnknownError
    return _value(calls, calls.makers[ref.index], known, steps)


def _compare(given: Given) -> bool:
    name = str(given["call"]).strip("_")
    return bool(getattr(operator, name)(given["input"], given["other"]))


def _filled(given: Given) -> float:
    call = str(given["call"])
    if "zeros" in call or "ones" in call:
        return float("ones" in call)
    raise _UnknownError(call)


def _clamped(given: Given) -> float:
    low, high = given.get("min"), given.get("max")
    at_least = given["input"] if low is None else max(given["input"], low)
    return float(at_least if high is None else min(at_least, high))


def _largest(given: Given) -> float:
    """`torch.max(a, b)`: the second stands where a dimension may."""
    other = given.get("other", given.get("dim"))
    if other is None or isinstance(other, int):
        raise _UnknownError("max over a dimension")
    return float(max(given["input"], other))


_RULES: dict[str, Callable[[Given], Any]] = {
    "relu": lambda g: max(0.0, g["input"]),
    "clamp": _clamped,
    "clamp_min": lambda g: max(g["input"], g["min"]),
    "leaky_relu": lambda g: g["input"] * (1 if g["input"] > 0 else g["negative_slope"]),
    "add": lambda g: g["input"] + g["alpha"] * g["other"],
    "sub": lambda g: g["input"] - g["alpha"] * g["other"],
    "rsub": lambda g: g["other"] - g["input"],
    "mul": lambda g: g["input"] * g["other"],
    "div": lambda g: g["input"] / g["other"],
    "neg": lambda g: -g["input"],
    "abs": lambda g: abs(g["input"]),
    "square": lambda g: g["input"] ** 2,
    "pow": lambda g: float(g["input"]) ** float(g["exponent"]),  # whole ones would never end
    "sqrt": lambda g: g["input"] ** 0.5,
    "sign": lambda g: (g["input"] > 0) - (g["input"] < 0),
    "maximum": lambda g: max(g["input"], g["other"]),
    "max": _largest,
    "minimum": lambda g: min(g["input"], g["other"]),
    "where": lambda g: g["input"] if g["condition"] else g["other"],
    "masked_fill": lambda g: g["value"] if g["mask"] else g["input"],
    "setitem": lambda g: g["value"] if g["index"] else g["input"],
    "heaviside": lambda g: g["values"] if g["input"] == 0 else float(g["input"] > 0),
    "compare": _compare,
    "logical_not": lambda g: not g["input"],
    "full_like": _filled,
    "full": _filled,
    "to": lambda g: g["input"],
    "type": lambda g: g["input"],
    "float": lambda g: g["input"],
    "clone": lambda g: g["input"],
    "contiguous": lambda g: g["input"],
}


def _sigmoid(number: float) -> float:
    return 1 / (1 + math.exp(-number))


def _gelu(given: Given) -> float:
    number = float(given["input"])
    if given.get("approximate") == "tanh":
        return number * (1 + math.tanh(0.7978845608 * (number + 0.044715 * number**3))) / 2
    return number * (1 + math.erf(number / math.sqrt(2))) / 2


_SMOOTH: dict[str, Callable[[Given], Any]] = {
    "sigmoid": lambda g: _sigmoid(g["input"]),
    "tanh": lambda g: math.tanh(g["input"]),
    "exp": lambda g: math.exp(g["input"]),
    "expm1": lambda g: math.expm1(g["input"]),
    "log1p": lambda g: math.log1p(g["input"]),
    "reciprocal": lambda g: 1 / g["input"],
    "rdiv": lambda g: g["other"] / g["input"],
    "erf": lambda g: math.erf(g["input"]),
}

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(0.0, x),
    "sigmoid": _sigmoid,
    "tanh": math.tanh,
    "gelu": lambda x: _gelu({"input": x}),
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "silu": lambda x: x * _sigmoid(x),
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "relu6": lambda x: min(max(0.0, x), 6.0),
    "hardswish": lambda x: x * min(max(0.0, x + 3), 6.0) / 6,
}
