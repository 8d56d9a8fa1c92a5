"""Reduce windows with max or add, one axis after another.

A maximum or a sum over a box is one over its rows and then over its columns: k + k steps in place
of k·k, each over whole slices of the array. The batch is taken in blocks that stay in the cache.
"""

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from concepts.axes.resample import Adaptive
from concepts.axes.slide import Slide
from concepts.errors import ConceptError

Array = NDArray[np.number]
MOST = 1 << 28  # cells of a result that is larger than what it is made of
BLOCK = 1 << 18  # bytes of input handled at once: about half of a core's own cache


def slide_reduce(array: Array, axes: Sequence[Slide], ufunc: np.ufunc) -> Array:
    """(..., *spatial) → (..., *out): `ufunc` over the cells of each window that lie inside."""
    rank = len(axes)
    lead, spatial = array.shape[: array.ndim - rank], array.shape[array.ndim - rank :]
    planes = array.reshape(-1, *spatial)
    check_size(len(planes), [axis.out for axis in axes], array.size)
    pooled = np.empty((len(planes), *(axis.out for axis in axes)), dtype=array.dtype)
    step = max(1, BLOCK // max(1, planes[0].nbytes))
    for first in range(0, len(planes), step):
        block = planes[first : first + step]
        for place, axis in enumerate(axes[:-1], start=1):
            block = reduce_axis(block, axis, place, ufunc, None)
        reduce_axis(block, axes[-1], rank, ufunc, pooled[first : first + step])
    return pooled.reshape(*lead, *pooled.shape[1:])


def check_size(planes: int, sizes: Sequence[int], given: int, what: str = "output") -> None:
    """Refuse a result that memory may not hold: more than MOST cells, and more than were given."""
    cells = planes * prod(sizes)
    if cells > max(MOST, given):
        raise ConceptError(f"the {what} would have {cells:,} cells: at most {max(MOST, given):,}")


def reduce_axis(block: Array, axis: Slide, place: int, ufunc: np.ufunc, out: Array | None) -> Array:
    """`ufunc` over the taps of one axis, tap by tap, for all windows at once."""
    if out is None:
        out = np.empty((*block.shape[:place], axis.out, *block.shape[place + 1 :]), block.dtype)
    covered = [axis.covers(tap) for tap in range(axis.kernel)]
    everywhere = [tap for tap, cover in enumerate(covered) if cover == (0, axis.out)]
    rest = [tap for tap in range(axis.kernel) if tap not in everywhere[:2]]
    start_block(block, axis, place, ufunc, out, everywhere[:2])
    for tap in rest:
        first, stop = covered[tap]
        if first < stop:
            target = out[along(place, first, stop, 1)]
            ufunc(target, block[read(axis, place, tap, first, stop)], out=target)
    return out


def start_block(
    block: Array, axis: Slide, place: int, ufunc: np.ufunc, out: Array, taps: list[int]
) -> None:
    """Fill `out` from up to two taps that every window has; with none, from a neutral value."""
    reads = [block[read(axis, place, tap, 0, axis.out)] for tap in taps]
    if len(reads) == 2:
        ufunc(*reads, out=out)
    elif reads:
        np.copyto(out, reads[0])
    else:
        out[...] = neutral(ufunc, block.dtype)


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
