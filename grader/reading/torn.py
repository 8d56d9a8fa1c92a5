"""Calls that lay an image's numbers out anew, so that its rows are no rows any more."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import prod
from operator import mul

from grader.graph import Operation
from grader.reading.flow import Flow

_LAYS_OUT = ("view", "reshape", "view_as", "flatten", "unflatten", "squeeze", "unsqueeze")

Shape = tuple[int, ...]


def torn(flow: Flow) -> list[tuple[Operation, Shape, Shape]]:
    """The calls behind which new rows begin within old ones, with both shapes, in order.

    What several of them do one after the other counts as one: rows that are made of maps, and maps
    of these, may be the same ones again.
    """
    laid_out: dict[int, Shape] = {}  # by what such a call gives: how it lay before the first
    found = []
    for index in sorted(flow.of_the_image):
        op = flow.steps[index]
        given = flow.given(op)
        if op.kind not in _LAYS_OUT or len(given) != 1:
            continue
        was = laid_out.get(given[0], flow.graph.values[given[0]].shape)
        now = flow.graph.shape_out(op)
        if was[:1] == now[:1] and _tears(was[1:], now[1:]):
            found.append((op, was[1:], now[1:]))
            was = now  # told here: what follows is held against this
        laid_out[op.outputs[0]] = was
    return found


def _tears(was: Shape, now: Shape) -> bool:
    """Whether axes are neither split nor put together, but begin elsewhere."""
    before, behind = _runs(was), _runs(now)
    if prod(was) != prod(now) or before <= behind or behind <= before:
        return False
    whole = all(longer % shorter == 0 for shorter, longer in pairwise(sorted(before | behind)))
    maps = len(was) == len(now) == 3  # channels, rows, columns
    return not whole or (maps and was[-1] != now[-1])


def _runs(shape: Shape) -> set[int]:
    """How many numbers lie in one run behind each axis: 4 and 12 of 2×3×4."""
    return {*accumulate(reversed(shape[1:]), mul)} - {1}
