"""Calls that move cells, as layers of `concepts`: reshapes, slices, shuffles, concatenations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from concepts import (
    Cat,
    ChannelShuffle,
    Expand,
    Layer,
    Permute,
    PixelShuffle,
    PixelUnshuffle,
    Reshape,
    Stack,
    Take,
)
from grader.graph import Slice
from grader.graph.nouns import EllipsisType
from grader.reading.call import Call, Laid, size, whole

Cells = tuple[int, ...]


def _reshape(call: Call) -> Layer | None:
    before, after = call.inputs[0], call.out
    if before.axis != 0 or after.axis != 0:
        return None
    if size(before.one) != size(after.one):
        return Expand(after.one) if call.kind == "view_as" else None
    return Reshape(after.one)


def order_of(call: Call) -> tuple[int, ...] | None:
    """The new order of all axes, the batch's among them; None where a call gives none."""
    rank, bound = len(call.inputs[0].shape), call.bound
    if call.kind == "permute":
        dims = bound.get("dims")
        return tuple(dim % rank for dim in dims) if isinstance(dims, tuple) else None
    if call.kind == "transpose":
        a, b = bound.get("dim0", rank - 2), bound.get("dim1", rank - 1)
        order = list(range(rank))
        order[a], order[b] = order[b], order[a]
        return tuple(order)
    if call.kind == "movedim":
        pairs = [bound.get("source"), bound.get("destination")]
        source, target = (one if isinstance(one, tuple) else (one,) for one in pairs)
        places = {t % rank: s % rank for s, t in zip(source, target, strict=True)}
        rest = iter(axis for axis in range(rank) if axis not in places.values())
        return tuple(places[i] if i in places else next(rest) for i in range(rank))
    return None


def moved(call: Call) -> Laid | None:
    """How the result holds the batch where a call moves it; None where it stays in its place."""
    before = call.inputs[0] if call.inputs else None
    if before is None or before.axis is None:
        return None
    order = order_of(call)
    if order is not None:
        return Laid(call.seen, before.batch, order.index(before.axis))
    if call.kind in ("select", "unbind"):
        dim = call.bound.get("dim", 0) % len(before.shape)
        return Laid(call.seen, before.batch, before.axis - (dim < before.axis))
    rows = index_rows(call) if call.kind == "getitem" else None
    if rows is not None:
        gone = sum(1 for _, drop in rows[: before.axis] if drop)
        return Laid(call.seen, before.batch, before.axis - gone + new_axes(call, before.axis))
    return None


def _permute(call: Call) -> Layer | None:
    order, before = order_of(call), call.inputs[0]
    if order is None or before.axis is None:
        return None
    if before.times > 1:
        return Permute(order)
    left = [axis for axis in order if axis != before.axis]
    return Permute(tuple(axis - (axis > before.axis) for axis in left))


def _taken(call: Call, axis: int | None, cells: Cells, drop: bool = False) -> Layer | None:
    """Some cells along one axis; with `drop` the axis goes."""
    if axis is None:
        return None
    rows = tuple(cells if place == axis else None for place in range(len(call.shape)))
    left = tuple(n for place, n in enumerate(call.shape) if place != axis)
    return Take(rows, (left or (1,)) if drop else None, call.kind)


def _piece(call: Call) -> Layer | None:
    """One part of a chunk or a split: it stands behind those ahead of it."""
    dim = call.bound.get("dim", 0)
    axis = call.axis(default=0)
    start = sum(shape[dim] for shape in call.before)
    return _taken(call, axis, tuple(range(start, start + call.seen[dim])))


def _unbind(call: Call) -> Layer | None:
    return _taken(call, call.axis(default=0), (call.piece,), drop=True)


def _select(call: Call) -> Layer | None:
    axis, index = call.axis(), call.bound.get("index")
    if axis is None or not whole(index):
        return None
    return _taken(call, axis, (index % call.shape[axis],), drop=True)  # type: ignore[operator]


def _narrow(call: Call) -> Layer | None:
    axis, start, length = call.axis(), call.bound.get("start"), call.bound.get("length")
    if axis is None or not whole(start) or not whole(length):
        return None
    start = start % call.shape[axis]  # type: ignore[operator]
    return _taken(call, axis, tuple(range(start, start + length)))  # type: ignore[operator]


def entries_of(call: Call) -> list[Any]:
    """The entries of an index."""
    given = call.bound.get("index")
    return list(given) if type(given) is tuple else [given]


def index_rows(call: Call) -> list[tuple[Cells | None, bool]] | None:
    """For each axis the cells that an index takes, and whether it goes; None: by a tensor."""
    entries, shape = entries_of(call), call.inputs[0].shape
    named = sum(1 for one in entries if one is not None and not isinstance(one, EllipsisType))
    rest: list[tuple[Cells | None, bool]] = [(None, False)] * (len(shape) - named)
    rows: list[tuple[Cells | None, bool]] = []
    for entry in entries:
        if isinstance(entry, EllipsisType):
            rows, rest = rows + rest, []
        elif entry is not None:
            found = _cells(entry, shape[len(rows)])
            if found is None:
                return None
            rows.append(found)
    return rows + rest


def new_axes(call: Call, axis: int) -> int:
    """How many new axes an index puts in front of one of its axes; none is looked for behind."""
    entries = entries_of(call)
    return sum(1 for entry in entries[: axis + 1] if entry is None) if None in entries else 0


def _getitem(call: Call) -> Layer | None:
    """A slice with constants; what picks among the batch, or by a tensor, is not known."""
    rows, before, after = index_rows(call), call.inputs[0], moved(call)
    if rows is None or before.axis is None or after is None or rows[before.axis] != (None, False):
        return None
    if before.times == 1:
        del rows[before.axis]
    return Take(tuple(cells for cells, _ in rows), after.one or (1,), "slice")


def _cells(entry: Any, length: int) -> tuple[Cells | None, bool] | None:
    """The cells that one entry of an index takes, and whether its axis goes."""
    if whole(entry):
        return (entry % length,), True
    if isinstance(entry, Slice):
        cells = tuple(range(length)[slice(entry.start, entry.stop, entry.step)])
        return (None if len(cells) == length else cells), False
    return None


def _flip(call: Call) -> Layer | None:
    axes = call.axes("dims")
    if axes is None:
        return None
    shape = call.shape
    return Take(
        tuple(tuple(range(n))[::-1] if i in axes else None for i, n in enumerate(shape)),
        None,
        "flip",
    )


def _roll(call: Call) -> Layer | None:
    axes, shifts = call.axes("dims"), call.bound.get("shifts")
    shifts = shifts if isinstance(shifts, tuple) else (shifts,)
    if axes is None or len(axes) != len(shifts) or not all(map(whole, shifts)):
        return None
    moves = dict(zip(axes, shifts, strict=True))
    rows = (
        tuple((cell - moves[i]) % n for cell in range(n)) if i in moves else None
        for i, n in enumerate(call.shape)
    )
    return Take(tuple(rows), None, "roll")


def _repeat(call: Call) -> Layer | None:
    times = call.bound.get("repeats")
    rank = len(call.inputs[0].shape)
    if type(times) is not tuple or len(times) != rank or times[0] != 1 or call.inputs[0].axis != 0:
        return None
    rows = (tuple(range(n)) * t for n, t in zip(call.shape, times[1:], strict=True))
    return Take(tuple(rows), None, "repeat")


def _interleave(call: Call) -> Layer | None:
    axis, times = call.axis(), call.bound.get("repeats")
    if axis is None or not whole(times):
        return None
    cells = tuple(cell for cell in range(call.shape[axis]) for _ in range(times))  # type: ignore[arg-type]
    return _taken(call, axis, cells)


def _cat(call: Call) -> Layer | None:
    axis = call.axis(default=0)
    return Cat(axis) if axis is not None else None


def _stack(call: Call) -> Layer | None:
    dim, before = call.bound.get("dim", 0), call.inputs[0]
    dim += len(before.shape) + 1 if dim < 0 else 0
    if before.axis != 0 or before.times > 1 or dim == 0:
        return None
    return Stack(dim - 1)


def _expand(call: Call) -> Layer | None:
    return Expand(call.out.one) if call.inputs[0].axis == 0 == call.out.axis else None


def _unshuffle(call: Call) -> Layer | None:
    """No call of the vocabulary: its arguments have no names unless they were given."""
    factor = call.bound.get("downscale_factor", call.bound.get("1"))
    return PixelUnshuffle(factor) if isinstance(factor, int) else None


MAKERS: dict[str, Callable[[Call], Layer | None]] = {
    **dict.fromkeys(("view", "reshape", "flatten", "unflatten", "view_as"), _reshape),
    **dict.fromkeys(("squeeze", "unsqueeze"), _reshape),
    **dict.fromkeys(("permute", "transpose", "movedim"), _permute),
    **dict.fromkeys(("chunk", "split"), _piece),
    "unbind": _unbind,
    "select": _select,
    "narrow": _narrow,
    "getitem": _getitem,
    "flip": _flip,
    "roll": _roll,
    "repeat": _repeat,
    "repeat_interleave": _interleave,
    "cat": _cat,
    "stack": _stack,
    "expand": _expand,
    "pixel_unshuffle": _unshuffle,
    "pixel_shuffle": lambda call: PixelShuffle(call.bound["upscale_factor"]),
    "channel_shuffle": lambda call: ChannelShuffle(call.bound["groups"]),
}
