"""What a graph may cost, judged from its shapes before anything is allocated.

The shapes were written by a process that ran a stranger's code; the replay holds every value
against them in its first run, so a graph that lies about its cost is refused there. What one
call can make before that is bounded by its inputs and its arguments (`reach`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from grader.graph import Argument, Graph, Operation, Ref, Tensor
from grader.graph.nouns import refs_in
from grader.torchside.reach import most_made, multiply_adds

MOST_ELEMENTS = 300_000_000  # numbers in all values of one run; a classic Net has 2 million
MOST_TENSOR_ELEMENTS = 60_000_000  # numbers in all of the network's tensors
MOST_MULTIPLY_ADDS = 20_000_000_000  # of one forward pass of a batch; a classic Net: 28 million
# of the forward passes of a training; one of a classic Net that learns nothing: 13,000 million
MOST_TRAINING = 1_000_000_000_000
MOST_CONSTANT_ELEMENTS = 200  # numbers in a tensor that is no parameter, buffer or input
MOST_CONSTANTS = 20 * MOST_CONSTANT_ELEMENTS  # numbers in all of them
_FEW = 16  # numbers in a call's arguments that are no table: sizes, steps, sides


class ReplayRefused(Exception):  # noqa: N818  # it says what happened
    """The graph is not run; one sentence says why."""


def check_budget(graph: Graph, tensors: Sequence[Tensor]) -> None:
    """Raise `ReplayRefused` for a graph that costs more than any network for this lab."""
    elements = sum(prod(value.shape) for value in graph.values)
    _bound(elements, MOST_ELEMENTS, "one run makes", "numbers")
    _bound(sum(t.elements for t in tensors), MOST_TENSOR_ELEMENTS, "its tensors hold", "numbers")
    constants = 0
    for op in graph.operations:
        constants += _check_constants(op, tensors)
        _check_reach(op, _shapes(op, graph, tensors))
    _bound(work_of(graph, tensors), MOST_MULTIPLY_ADDS, "one batch takes", "multiply–adds")
    _bound(constants, MOST_CONSTANTS, "its code brings along", "numbers")


def work_of(graph: Graph, tensors: Sequence[Tensor]) -> int:
    """The multiply–adds of one forward pass of a batch."""
    return sum(multiply_adds(op, _shapes(op, graph, tensors)) for op in graph.operations)


def affordable(graph: Graph, tensors: Sequence[Tensor]) -> int:
    """How many samples it may be trained on: the same on every machine, busy or not."""
    return MOST_TRAINING * graph.batch // max(work_of(graph, tensors), 1)


def _bound(amount: int, most: int, what: str, unit: str) -> None:
    if amount > most:
        raise ReplayRefused(f"{what} {amount:,} {unit}; {most:,} are allowed")


def _check_constants(op: Operation, tensors: Sequence[Tensor]) -> int:
    """Numbers that came with the code instead of being learned: a few may pass.

    A list of places (`x[[3, 1, 4]]`) is a table as well. Gives how many there are.
    """
    found = 0
    for ref in _arguments(op):
        tensor = tensors[ref.index] if ref.kind == "tensor" else None
        if tensor is not None and tensor.kind == "constant":
            found += _refuse_constant(tensor.elements, op)
    written = sum(1 for _ in _numbers((op.args, tuple(value for _, value in op.kwargs))))
    return found + (_refuse_constant(written, op) if written > _FEW else 0)


def _refuse_constant(elements: int, op: Operation) -> int:
    if elements > MOST_CONSTANT_ELEMENTS:
        raise ReplayRefused(
            f"a tensor of {elements} numbers{_at(op)} is neither input, parameter nor buffer"
        )
    return elements


def _check_reach(op: Operation, shapes: Sequence[tuple[int, ...]]) -> None:
    """What the call can make bounds it, whatever the graph says that it made."""
    if most_made(op, shapes) > MOST_ELEMENTS:
        raise ReplayRefused(f"{op.spelled}{_at(op)} can make more than {MOST_ELEMENTS:,} numbers")


def _numbers(argument: Argument) -> Iterator[int | float]:
    if isinstance(argument, tuple):
        for item in argument:
            yield from _numbers(item)
    elif isinstance(argument, int | float) and not isinstance(argument, bool):
        yield argument


def _arguments(op: Operation) -> list[Ref]:
    """Every tensor among the arguments, in order."""
    return [*refs_in(op.args), *(ref for _, value in op.kwargs for ref in refs_in(value))]


def _shapes(op: Operation, graph: Graph, tensors: Sequence[Tensor]) -> list[tuple[int, ...]]:
    return [_shape(ref, graph, tensors) for ref in _arguments(op)]


def _shape(ref: Ref, graph: Graph, tensors: Sequence[Tensor]) -> tuple[int, ...]:
    return graph.values[ref.index].shape if ref.kind == "value" else tensors[ref.index].shape


def _at(op: Operation) -> str:
    return f" at line {op.line}" if op.line is not None else ""
