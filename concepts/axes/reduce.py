"""Reduce windows with max or add, one axis after another.

A maximum or a sum over a box is one over its rows and then over its columns: k + k steps in place
of k·k, each over whole slices of the array. The batch is taken in blocks that stay in the cache,
and so is one large image, some rows of the output at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from concepts.axes.arguments import check_nan
from concepts.axes.resample import Adaptive
from concepts.axes.slide import Slide
from concepts.errors import ConceptError

Array = NDArray[np.number]
MOST = 1 << 28  # cells of a result that is larger than what it is made of
BLOCK = 1 << 18  # bytes of input handled at once: small images, so that all stays in the cache
MANY = 1 << 10  # sums from which on a product is the quicker way to them
STRIP = 1 << 22  # bytes of one large image handled at once: fewer, longer steps cost less


def slide_reduce(array: Array, axes: Sequence[Slide], ufunc: np.ufunc) -> Array:
    """(..., *spatial) → (..., *out): `ufunc` over the cells of each window that lie inside."""
    rank = len(axes)
    lead, spatial = array.shape[: array.ndim - rank], array.shape[array.ndim - rank :]
    planes = array.reshape(-1, *spatial)
    check_size(len(planes), [axis.out for axis in axes], array.size)
    pooled = np.empty((len(planes), *(axis.out for axis in axes)), dtype=array.dtype)
    step = max(1, BLOCK // max(1, planes[0].nbytes))
    room = [np.empty(0, array.dtype) for _ in axes]  # memory that is used again is in the cache
    for first in range(0, len(planes), step):
        block, out = planes[first : first + step], pooled[first : first + step]
        for made in strips(block, axes):
            strip = block
            for place, axis in enumerate(axes, start=1):
                part = made if place == 1 else (0, axis.out)
                shape = (*strip.shape[:place], part[1] - part[0], *strip.shape[place + 1 :])
                last = place == rank
                target = out[:, made[0] : made[1]] if last else lent(room, place - 1, shape)
                reduce_axis(strip, axis, place, ufunc, part, target)
                strip = target
    return pooled.reshape(*lead, *pooled.shape[1:])


def lent(room: list[Array], place: int, shape: tuple[int, ...]) -> Array:
    """An array of this shape, in memory that was lent before where that is enough."""
    if room[place].size < prod(shape):
        room[place] = np.empty(prod(shape), room[place].dtype)
    return room[place][: prod(shape)].reshape(shape)


def reduce_numbers(array: Array, axes: Sequence[Slide], ufunc: np.ufunc) -> Array:
    """`slide_reduce` of x, where NaN is refused.

    NaN goes through a sum and a maximum, so it is looked for in what was made, and in what no
    window reads: a whole pass over the input less.
    """
    made = slide_reduce(array, axes, ufunc)
    if array.dtype.kind == "f" and any(np.isnan(a.min()) for a in (made, *unread(array, axes))):
        check_nan("x", array)  # ∞ − ∞ is NaN as well, of numbers
    return made


def unread(array: Array, axes: Sequence[Slide]) -> Iterator[Array]:
    """What holds all cells that no window reads.

    >>> [part.tolist() for part in unread(np.arange(7), [Slide(7, 2, 2)])]
    [[6]]
    """
    if any(axis.dilation > 1 or axis.stride > axis.kernel for axis in axes):
        yield array
        return
    for place, axis in enumerate(axes, start=array.ndim - len(axes)):
        end = (axis.out - 1) * axis.stride - axis.before + axis.kernel
        if end < axis.size:
            yield array[along(place, max(0, end), axis.size, 1)]


def check_size(planes: int, sizes: Sequence[int], given: int, what: str = "output") -> None:
    """Refuse a result that memory may not hold: more than MOST cells, and more than were given."""
    cells = planes * prod(sizes)
    if cells > max(MOST, given):
        raise ConceptError(f"the {what} would have {cells:,} cells: at most {max(MOST, given):,}")


def strips(block: Array, axes: Sequence[Slide]) -> Iterator[tuple[int, int]]:
    """(first, last + 1) of the outputs along the first axis that are made at once.

    >>> list(strips(np.zeros((1, 2048, 64)), [Slide(2048, 2, 2), Slide(64, 2, 2)]))
    [(0, 1024)]
    """
    out = axes[0].out
    many = max(1, -(-block.nbytes // STRIP))
    step = max(1, -(-out // many))
    yield from ((start, min(out, start + step)) for start in range(0, out, step))


def reduce_axis(
    block: Array, axis: Slide, place: int, ufunc: np.ufunc, made: tuple[int, int], out: Array
) -> None:
    """`ufunc` over the taps of one axis, tap by tap, for the windows `made` (first, last + 1)."""
    if ufunc is np.add and tiles(axis, made) and out.size >= MANY and out.dtype.kind == "f":
        add_tiles(block, axis, place, made, out)
        return
    start, end = made
    covered = [
        (max(first, start), min(stop, end)) for first, stop in map(axis.covers, range(axis.kernel))
    ]
    everywhere = [tap for tap, cover in enumerate(covered) if cover == made]
    rest = [tap for tap in range(axis.kernel) if tap not in everywhere[:2]]
    reads = [block[read(axis, place, tap, *made)] for tap in everywhere[:2]]
    begin(out, reads, ufunc)
    for tap in rest:
        first, stop = covered[tap]
        if first < stop:
            target = out[along(place, first - start, stop - start, 1)]
            ufunc(target, block[read(axis, place, tap, first, stop)], out=target)


def tiles(axis: Slide, made: tuple[int, int]) -> bool:
    """Whether these windows lie side by side, each whole inside the input."""
    if axis.dilation > 1 or not axis.stride == axis.kernel > 2:
        return False
    start, stop = (end * axis.kernel - axis.before for end in made)
    return start >= 0 and stop <= axis.size


def add_tiles(block: Array, axis: Slide, place: int, made: tuple[int, int], out: Array) -> None:
    """Sums of windows side by side, as products with ones: all is read once, and in order."""
    size, ones = axis.kernel, np.ones(axis.kernel, block.dtype)
    start, stop = (end * size - axis.before for end in made)
    cells = block[along(place, start, stop, 1)]
    apart = cells.reshape(*cells.shape[:place], made[1] - made[0], size, *cells.shape[place + 1 :])
    if place == cells.ndim - 1:
        np.matmul(apart, ones, out=out)
    else:
        rows = apart.reshape(*apart.shape[: place + 2], -1)
        np.matmul(ones, rows, out=out.reshape(*out.shape[: place + 1], -1))


def begin(out: Array, reads: Sequence[Array], ufunc: np.ufunc) -> None:
    """Fill `out` from up to two taps that every window has; with none, from a neutral value."""
    if len(reads) == 2:
        ufunc(*reads, out=out)
    elif reads:
        np.copyto(out, reads[0])
    else:
        out[...] = neutral(ufunc, out.dtype)


def read(axis: Slide, place: int, tap: int, first: int, stop: int) -> tuple[slice, ...]:
    """What tap number `tap` reads for the windows from `first` up to `stop`."""
    start = first * axis.stride - axis.before + tap * axis.dilation
    return along(place, start, start + (stop - first - 1) * axis.stride + 1, axis.stride)


def along(place: int, start: int, stop: int, step: int) -> tuple[slice, ...]:
    """A slice of one axis, all of those before it."""
    return (*(slice(None),) * place, slice(start, stop, step))


def neutral(ufunc: np.ufunc, dtype: np.dtype[np.number]) -> float | int:
    """What a window starts from: 0 for a sum, the smallest there is for a maximum."""
    if ufunc is np.add:
        return 0
    return -np.inf if dtype.kind == "f" else int(np.iinfo(dtype.name).min)


def adaptive_reduce(array: Array, axes: Sequence[Adaptive], ufunc: np.ufunc) -> Array:
    """(..., *spatial) → (..., *out): `ufunc` over windows of unequal length."""
    lead = array.shape[: array.ndim - len(axes)]
    check_size(prod(lead), [axis.out for axis in axes], array.size)
    for place, axis in enumerate(axes, start=array.ndim - len(axes)):
        if axis.size == axis.out:
            continue
        parts = [
            ufunc.reduce(array[along(place, window[0], window[-1] + 1, 1)], axis=place)
            for window in map(axis.taps, range(axis.out))
        ]
        array = np.stack(parts, axis=place)
    return array
