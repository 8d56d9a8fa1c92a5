"""Where one value only steers another: a gate, an attention, the place that is looked at.

A layer whose result does nothing else is no hidden layer of the network's trunk: squeeze-and-
excitation (Hu et al., 2018) weighs channels, a spatial transformer (Jaderberg et al., 2015) says
where to look. No features flow through them to the output.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from grader.graph import Operation, Ref
from grader.reading.taken import numbers_of

# what makes shares, between 0 and 1, of any number
_SHARES = {"sigmoid", "hardsigmoid", "softmax"}
# what keeps any number within bounds: a gate where its other side is not kept so
_BOUNDED = {"tanh", "relu6", "hardtanh", "clamp", "softsign"}
_PASSED = ("shape", "cast")
_BY_A_NUMBER = {"add", "sub", "rsub", "mul", "div", "neg"}  # `1 + gate`, `relu6(x + 3) / 6`
_STEERED = {"grid_sample": "grid", "affine_grid": "theta"}


Maker = Callable[[int], Operation | None]  # of a value, by its id


def steering(op: Operation, maker: Maker, of_the_image: Collection[int]) -> frozenset[int]:
    """The steps whose results only steer what a call does to its other operand, by index."""
    if op.kind in _STEERED:
        ref = op.bound.get(_STEERED[op.kind])
        made = maker(ref.index) if isinstance(ref, Ref) and ref.kind == "value" else None
        return frozenset() if made is None else frozenset({made.index})
    if op.kind != "mul" and op.family != "matmul":
        return frozenset()
    both = [maker(ref.index) for ref in op.reads if ref.kind == "value"]
    found = [one for one in both if one is not None and one.index in of_the_image]
    if len(found) != 2:
        return frozenset()
    for kinds in (_SHARES, _SHARES | _BOUNDED):
        shares = [one.index for one in found if _is_share(one, maker, kinds)]
        if len(shares) == 1:
            return frozenset(shares)
    return frozenset()


def _is_share(op: Operation | None, maker: Maker, kinds: set[str]) -> bool:
    """Whether what it gives are shares, perhaps in another shape, or scaled by a number."""
    while op is not None and (op.family in _PASSED or op.kind in _BY_A_NUMBER):
        before = numbers_of(op)
        if len(before) != 1:
            return False
        op = maker(before[0])
    if op is None or op.kind not in kinds:
        return False
    bounds = [op.bound.get(name) for name in ("min", "max")]
    return op.kind != "clamp" or None not in bounds
