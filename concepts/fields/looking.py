"""What the units of a layer see, from what those see that it reads, link by link."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from concepts.axes.axis import Axis, Same, Whole
from concepts.axes.pick import Repeat, Table, Upto
from concepts.fields.blocks import moved, reshaped, size_of
from concepts.fields.extents import NOTHING, Extents, hull, through
from concepts.fields.sight import (
    FAR,
    Along,
    Numbers,
    Palette,
    Sight,
    Spans,
    UnevenError,
    alike,
    check_table,
    level,
    simplified,
    tabulated,
    tidied,
)
from concepts.layers.placement import Chain, Link, Permuted, Regroup, Shape, Unknown, shape_after
from concepts.layers.shaping import Part


def read(sight: Sight, link: Link, shape: Shape, pixels: int) -> Sight:
    """What units see that read a node of this shape by `link`; `pixels`: of the input's axis."""
    if isinstance(link, Chain):
        for one in link.links:
            sight, shape = read(sight, one, shape, pixels), shape_after(one, shape)
        return sight
    if isinstance(link, Unknown):
        return everything(sight, shape, pixels, len(link.after))
    if isinstance(link, Permuted):
        return permuted(sight, link)
    if isinstance(link, Regroup):
        return regrouped(sight, link, pixels)
    if isinstance(sight, Along):
        found = along_axes(sight, link, pixels)
        if found is not None:
            return found
        sight = tabulated(sight, shape, pixels)
    return table_axes(sight, link)


def everything(sight: Sight, shape: Shape, pixels: int, rank: int) -> Along:
    """All cells see what any of them sees, inside the input."""
    if isinstance(sight, Spans):
        low, high = int(sight.low.min()), int(sight.high.max())
        return alike(None, Extents(1, 0, ((low, high) if low <= high else None,)), rank)
    units = 1 if sight.place is None else shape[sight.place]
    found = [hull(kind, units, pixels).spans[0] for kind in sight.kinds]
    seen = [span for span in found if span]
    span = (min(a for a, _ in seen), max(b for _, b in seen)) if seen else None
    return alike(None, Extents(1, 0, (span,)), rank)


def permuted(sight: Sight, link: Permuted) -> Sight:
    """After a change in the order of the axes."""
    if isinstance(sight, Spans):
        return Spans(np.transpose(sight.low, link.order), np.transpose(sight.high, link.order))
    place = None if sight.place is None else link.order.index(sight.place)
    return Along(place, sight.kinds, np.transpose(sight.of, link.order))


def regrouped(sight: Sight, link: Regroup, pixels: int) -> Sight:
    """After a reshape: in the pattern where that stays one, else cell by cell."""
    before, after = link.before, link.after
    if isinstance(sight, Along):
        found = along_regroup(sight, link, pixels)
        if found is not None:
            return found
        sight = tabulated(sight, before, pixels)
    low, high = np.broadcast_arrays(sight.low, sight.high)
    check_table((size_of(low, before, after),))
    return simplified(reshaped(low, before, after), reshaped(high, before, after))


def along_regroup(sight: Along, link: Regroup, pixels: int) -> Along | None:
    """The same, where the axis that runs along the input's stays one; else None."""
    before, after, place = link.before, link.after, sight.place
    kinds = sight.kinds
    target = None
    if place is not None and before[place] > 1:
        stands = moved(place, before, after)
        if stands is None:
            return None
        target, times = stands
        if times > 1:
            made = [through(kind, Repeat(before[place], times), pixels) for kind in kinds]
            kinds = tuple(one for one in made if one is not None)
            if len(kinds) < len(made):
                return None
    elif place is not None:
        kinds = tuple(Extents(1, 0, (kind.span(0),)) for kind in kinds)
    of = reshaped(sight.of, before, after)
    if target is not None and of.shape[target] > 1:
        return None
    return Along(target, kinds, of)


def along_axes(sight: Along, axes: Sequence[Axis], pixels: int) -> Along | None:
    """Axis by axis, where what units see goes on in a pattern; else None."""
    palette, of, place = Palette(sight.kinds), sight.of, sight.place
    try:
        for number, axis in enumerate(axes):
            if number != place:
                of = other_axis(of, axis, number, palette)
    except UnevenError:
        return None
    if place is None:
        return tidied(None, palette, of)
    kept = Palette()
    numbers: list[int] = []
    used = set(np.unique(of).tolist())
    for number, kind in enumerate(palette.kinds):
        made = through(kind, axes[place], pixels) if number in used else NOTHING
        if made is None:
            return None
        numbers.append(kept.number(made))
    found = tidied(place, kept, np.array(numbers, np.int64)[of])
    still = all(kind.period == 1 and kind.shift == 0 for kind in found.kinds)
    return Along(None if still else place, found.kinds, found.of)


def other_axis(of: Numbers, axis: Axis, number: int, palette: Palette) -> Numbers:
    """The kinds of a layer's cells along an axis that does not run along the input's."""
    lacking = isinstance(axis, Part | Table)  # cells that read nothing, which matters
    if isinstance(axis, Same) or (of.shape[number] == 1 and not lacking):
        return of
    of = spread(of, axis.size, number)
    if isinstance(axis, Whole):
        return palette.over(of, number)
    if isinstance(axis, Part):
        return beside(of, axis, number, palette.number(NOTHING))
    if isinstance(axis, Table) and axis.single is not None:
        return level(of[along(number, axis.single)])
    lanes = []
    for cell in range(axis.out):
        reads = list(axis.reads(cell))
        if reads:
            lane = of[along(number, reads)]
            lanes.append(palette.over(lane, number) if len(reads) > 1 else lane)
        else:
            nothing = palette.number(NOTHING)
            lanes.append(np.full_like(of[along(number, [0])], nothing))
    return level(np.concatenate(lanes, number))


def along(
    number: int, cells: Sequence[int] | NDArray[np.intp]
) -> tuple[slice | NDArray[np.intp], ...]:
    """An index of some cells along one axis; `take` would copy a broadcast array each time."""
    return (*(slice(None),) * number, np.asarray(cells, np.intp))


def beside(array: Numbers, axis: Part, number: int, none: int) -> Numbers:
    """The cells of one branch at their place, and `none` where those of the others stand."""
    found = np.full((*array.shape[:number], axis.out, *array.shape[number + 1 :]), none)
    places = (slice(None),) * number
    found[(*places, slice(axis.offset, axis.offset + axis.size))] = array
    return found


def spread(array: Numbers, size: int, number: int) -> Numbers:
    """The array with its full size along one axis."""
    shape = (*array.shape[:number], size, *array.shape[number + 1 :])
    return np.broadcast_to(array, shape)


def table_axes(sight: Spans, axes: Sequence[Axis]) -> Sight:
    """A table read axis by axis."""
    low, high = np.broadcast_arrays(sight.low, sight.high)
    for number, axis in enumerate(axes):
        lacking = isinstance(axis, Part | Table)
        if isinstance(axis, Same) or (low.shape[number] == 1 and not lacking):
            continue
        low, high = spread(low, axis.size, number), spread(high, axis.size, number)
        check_table((*low.shape[:number], axis.out, *low.shape[number + 1 :]))
        low = read_axis(low, axis, number, np.minimum, FAR)
        high = read_axis(high, axis, number, np.maximum, -FAR)
    return simplified(low, high)


def read_axis(array: Numbers, axis: Axis, number: int, ufunc: np.ufunc, none: int) -> Numbers:
    """The least or the largest number of the cells that each output cell reads."""
    if isinstance(axis, Whole):
        return np.asarray(ufunc.reduce(array, axis=number, keepdims=True))
    if isinstance(axis, Upto):
        return np.asarray(ufunc.accumulate(array, axis=number))
    if isinstance(axis, Part):
        return beside(array, axis, number, none)
    lanes = []
    for cell in range(axis.out):
        reads = list(axis.reads(cell))
        if reads:
            lanes.append(ufunc.reduce(array[along(number, reads)], axis=number, keepdims=True))
        else:
            lanes.append(np.full_like(array[along(number, [0])], none))
    return np.concatenate(lanes, number)
