"""What comes out of steps that a change has put elsewhere, set, or given other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.graph import Argument, Graph, Operation

_PASSED = ("activation", "dropout", "normalisation", "cast", "detach")
_KEEP = ("contiguous", "clone")
_BY_NUMBERS = ("arithmetic", "output")  # the shape stays, but where two are brought to one


def with_shapes(before: Graph, after: Graph) -> Graph:
    """The graph with the sizes of maps that follow from a change, up to the next layer."""
    was = {(op.target, op.args, op.kwargs, op.outputs) for op in before.operations}
    values = list(after.values)
    both = enumerate(zip(before.values, after.values, strict=False))
    moved = {index for index, (was_of, now_of) in both if was_of.shape != now_of.shape}
    for op in after.operations:
        fresh = (op.target, op.args, op.kwargs, op.outputs) not in was
        given = _first(op)
        if given is None or not op.outputs or not (fresh or given in moved):
            continue
        shape = _shape_out(op, values[given].shape)
        if op.family in _BY_NUMBERS and _same_shape(before, given, op.outputs[0]):
            shape = values[given].shape
        if shape and shape != values[op.outputs[0]].shape:
            values[op.outputs[0]] = replace(values[op.outputs[0]], shape=shape)
            moved.add(op.outputs[0])
    return replace(after, values=tuple(values)) if moved else after


def _same_shape(graph: Graph, one: int, other: int) -> bool:
    known = max(one, other) < len(graph.values)
    return known and graph.values[one].shape == graph.values[other].shape


def _first(op: Operation) -> int | None:
    return next((ref.index for ref in op.reads if ref.kind == "value"), None)


def _shape_out(op: Operation, given: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of what a step gives; () where it is left as it was."""
    if op.family in _PASSED or op.kind in _KEEP:
        return given
    if op.family != "pooling" or len(given) != 4:
        return ()
    if op.kind.startswith("adaptive"):
        sizes = _pair(op.bound.get("output_size"))
        return (*given[:2], *sizes) if sizes else ()
    window, padding = _pair(op.bound.get("kernel_size")), _pair(op.bound.get("padding", 0))
    stride = _pair(op.bound.get("stride")) or window
    if not (window and padding and stride):
        return ()
    each = zip(given[2:], window, stride, padding, strict=True)
    sides = [(side + 2 * p - k) // s + 1 for side, k, s, p in each]
    return (*given[:2], *sides) if min(sides) > 0 else ()


def _pair(size: Argument) -> tuple[int, ...]:
    """A size for each axis; () where it is no number."""
    both: Sequence[Argument] = size if isinstance(size, tuple) else (size, size)
    whole = tuple(one for one in both if isinstance(one, int) and not isinstance(one, bool))
    return whole if len(whole) == 2 else ()
