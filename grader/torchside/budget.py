"""What a graph may cost, judged from its shapes before anything is allocated.

The shapes were written by a process that ran a stranger's code; the replay holds every value
against them in its first run, so a graph that lies about its cost is refused there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from grader.graph import Argument, Graph, Operation, Ref, Tensor
from grader.graph.nouns import refs_in

MOST_ELEMENTS = 300_000_000  # numbers in all values of one run; a classic Net has 2 million
MOST_TENSOR_ELEMENTS = 60_000_000  # numbers in all of the network's tensors
MOST_MULTIPLY_ADDS = 20_000_000_000  # of one forward pass of a batch; a classic Net: 28 million
MOST_CONSTANT_ELEMENTS = 200  # numbers in a tensor that is no parameter, buffer or input


class ReplayRefused(Exception):  # noqa: N818  # it says what happened
    """The graph is not run; one sentence says why."""


def check_budget(graph: Graph, tensors: Sequence[Tensor]) -> None:
    """Raise `ReplayRefused` for a graph that costs more than any network for this lab."""
    elements = sum(prod(value.shape) for value in graph.values)
    _bound(elements, MOST_ELEMENTS, "one run makes", "numbers")
    _bound(sum(t.elements for t in tensors), MOST_TENSOR_ELEMENTS, "its tensors hold", "numbers")
    work = sum(multiply_adds(op, graph, tensors) for op in graph.operations)
    _bound(work, MOST_MULTIPLY_ADDS, "one batch takes", "multiply–adds")
    for op in graph.operations:
        _check_constants(op, tensors)
        _check_creation(op)


def multiply_adds(op: Operation, graph: Graph, tensors: Sequence[Tensor]) -> int:
    """Multiply–adds of one call, from shapes; an upper bound where the layout is free.

    Convolution: each output number sums over one filter (transposed: each input number).
    Linear: over the rows of the weight. Other products: over the last axis of the first factor.
    Recurrent: each of its tensors once for each number of steps and samples.
    """
    shapes = [_shape(ref, graph, tensors) for ref in _arguments(op)]
    out = max((prod(graph.values[i].shape) for i in op.outputs), default=0)
    if op.family == "convolution" and len(shapes) > 1 and shapes[1]:
        dense = prod(shapes[0]) if "transpose" in op.kind else out
        return dense * prod(shapes[1][1:])
    if op.family in ("linear", "matmul", "attention") and shapes:
        return out * max((max(shape, default=1) for shape in shapes), default=1)
    if op.family == "recurrent" and shapes and shapes[0]:
        return prod(shapes[0][:-1]) * sum(prod(shape) for shape in shapes[1:])
    return 0


def _bound(amount: int, most: int, what: str, unit: str) -> None:
    if amount > most:
        raise ReplayRefused(f"{what} {amount:,} {unit}; {most:,} are allowed")


def _check_constants(op: Operation, tensors: Sequence[Tensor]) -> None:
    """Numbers that came with the code instead of being learned: a few may pass."""
    for ref in _arguments(op):
        tensor = tensors[ref.index] if ref.kind == "tensor" else None
        if tensor is not None and tensor.kind == "constant":
            _refuse_constant(tensor.elements, op)
    if op.family == "creation":
        _refuse_constant(sum(1 for _ in _numbers(op.args)), op)


def _refuse_constant(elements: int, op: Operation) -> None:
    if elements > MOST_CONSTANT_ELEMENTS:
        raise ReplayRefused(
            f"a tensor of {elements} numbers{_at(op)} is neither input, parameter nor buffer"
        )


def _check_creation(op: Operation) -> None:
    """What a creating call makes must be what the graph says that it makes.

    Its size stands in its arguments alone, where no input bounds it.
    """
    if op.family not in ("creation", "random") or op.kind in ("full_like", "noise_like"):
        return
    largest = max((abs(number) for number in _numbers(op.args)), default=0)
    if op.kind in ("full", "noise"):
        sizes = [n for n in _numbers(op.args) if isinstance(n, int) and n > 0]
        largest = prod(sizes) if sum(1 for n in sizes if n > 1) <= 8 else MOST_ELEMENTS + 1
    if largest > MOST_ELEMENTS:
        raise ReplayRefused(f"{op.spelled}{_at(op)} makes more than {MOST_ELEMENTS:,} numbers")


def _numbers(argument: Argument) -> Iterator[int | float]:
    if isinstance(argument, tuple):
        for item in argument:
            yield from _numbers(item)
    elif isinstance(argument, int | float) and not isinstance(argument, bool):
        yield argument


def _arguments(op: Operation) -> list[Ref]:
    """Every tensor among the arguments, in order."""
    return [*refs_in(op.args), *(ref for _, value in op.kwargs for ref in refs_in(value))]


def _shape(ref: Ref, graph: Graph, tensors: Sequence[Tensor]) -> tuple[int, ...]:
    return graph.values[ref.index].shape if ref.kind == "value" else tensors[ref.index].shape


def _at(op: Operation) -> str:
    return f" at line {op.line}" if op.line is not None else ""
