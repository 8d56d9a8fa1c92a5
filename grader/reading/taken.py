"""Which of the values that a call reads it takes numbers from, and of which the shape alone."""

from __future__ import annotations

from grader.graph import Operation, Ref

# Calls that take from their argument its shape, and none of its numbers.
_SHAPE_ALONE = ("_like", ".new_zeros", ".new_ones", ".new_full", ".new_empty")
# Those that give one value the shape, or the type, of another: `gate.expand_as(x)`.
_AS_ANOTHER = ("view_as", "type")


def numbers_of(op: Operation) -> list[int]:
    """The values whose numbers go into what a call gives, each as often as it reads them."""
    values = [ref.index for ref in op.reads if ref.kind == "value"]
    if op.target.endswith(_SHAPE_ALONE):
        return []
    if op.kind in _AS_ANOTHER:
        laid = op.bound.get("input")
        return [laid.index] if isinstance(laid, Ref) and laid.kind == "value" else []
    return values
