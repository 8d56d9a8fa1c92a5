"""Arguments as torch takes them (an int, or one entry for each axis), made one entry for each axis.

Every function raises `ConceptError` with the name and the value of the argument that is wrong.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concepts.errors import ConceptError

Ints = int | Sequence[int]
Pair = tuple[int, int]
Padding = int | str | Sequence[int] | Sequence[Sequence[int]]


LARGEST = 1_000_000  # cells of a kernel, a stride, a padding: more is a slip, and would take ages


def whole(name: str, value: object, least: int | None = 1, most: int | None = None) -> int:
    """`value` as an int no less than `least` and no more than `most`.

    >>> whole("stride", 0)
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: stride is 0: it must be at least 1
    >>> whole("stride", 1.5)
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: stride is 1.5: it must be a whole number
    """
    number = value if type(value) is int else index(name, value)  # nearly always an int
    if least is not None and number < least:
        raise ConceptError(f"{name} is {number}: it must be at least {least}")
    if most is not None and number > most:
        raise ConceptError(f"{name} is {number}: it must be at most {most}")
    return number


def index(name: str, value: object) -> int:
    """A whole number of any type, numpy's among them, as an int."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, SupportsIndex):
        raise ConceptError(f"{name} is {value!r}: it must be a whole number")
    return operator.index(value)


def per_axis(name: str, value: Ints, rank: int, least: int | None = 1) -> tuple[int, ...]:
    """One int for each of `rank` axes.

    >>> per_axis("stride", 2, 2), per_axis("stride", (2, 1), 2)
    ((2, 2), (2, 1))
    >>> per_axis("stride", (2, 1, 1), 2)
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: stride (2, 1, 1) has 3 entries: 2 axes need 1 entry or 2
    """
    if not isinstance(value, list | tuple):
        return (whole(name, value, least, LARGEST),) * rank
    if len(value) not in (1, rank):
        entries = "1 entry" if len(value) == 1 else f"{len(value)} entries"
        needs = "1 axis needs 1 entry" if rank == 1 else f"{rank} axes need 1 entry or {rank}"
        raise ConceptError(f"{name} {tuple(value)} has {entries}: {needs}")
    entries_ = tuple(whole(name, entry, least, LARGEST) for entry in value)
    return entries_ if len(entries_) == rank else entries_ * rank


def rank_of(name: str, value: Ints) -> int:
    """How many axes `value` speaks of: an int means the last two, a tuple one for each entry.

    >>> rank_of("kernel_size", 2), rank_of("kernel_size", (2,)), rank_of("kernel_size", (2, 2, 3))
    (2, 1, 3)
    """
    if not isinstance(value, list | tuple):
        return 2
    if not 1 <= len(value) <= 3:
        entries = f"{name} {tuple(value)} has {len(value)} entries"
        raise ConceptError(f"{entries}: 1, 2 or 3 axes can be pooled")
    return len(value)


def padding_pairs(name: str, value: Padding, rank: int, least: int | None = 0) -> tuple[Pair, ...]:
    """Padding as (before, after) for each axis, in the order of the axes.

    >>> padding_pairs("padding", 1, 2), padding_pairs("padding", ((0, 1), (2, 2)), 2)
    (((1, 1), (1, 1)), ((0, 1), (2, 2)))
    """
    if isinstance(value, str):
        raise ConceptError(f"{name} is {value!r}: it must be numbers here")
    if isinstance(value, int) or not any(isinstance(entry, list | tuple) for entry in value):
        sides = per_axis(name, value, rank, least)  # type: ignore[arg-type]  # just looked
        return tuple((side, side) for side in sides)
    if len(value) not in (1, rank):
        raise ConceptError(f"{name} {value} has {len(value)} entries: {rank} axes need {rank}")
    pairs = tuple(one_pair(name, entry, least) for entry in value)
    return pairs if len(pairs) == rank else pairs * rank


def one_pair(name: str, entry: object, least: int | None) -> Pair:
    """(before, after) of one axis."""
    if not isinstance(entry, list | tuple):
        return (whole(name, entry, least, LARGEST),) * 2
    if len(entry) == 2:
        before, after = (whole(name, side, least, LARGEST) for side in entry)
        return before, after
    raise ConceptError(
        f"{name} holds {entry!r}: an axis needs one number or a pair (before, after)"
    )


def numbers(name: str, value: ArrayLike, least_rank: int = 1) -> NDArray[np.number]:
    """`value` as an array of ints or floats with no NaN and no empty axis.

    >>> numbers("x", [[1, 2], [3]])
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: the rows of x have 2 and 1 entries: all must be equally long
    >>> numbers("x", [[1, float("nan")]])
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: x holds NaN at (0, 1): every cell must be a number
    """
    array = table(name, value, least_rank)
    check_nan(name, array)
    return array


def table(name: str, value: ArrayLike, least_rank: int = 1) -> NDArray[np.number]:
    """The same, where NaN is looked for later, in what is made of it."""
    if isinstance(value, list | tuple) and (switch := first_switch(value)) is not None:
        raise ConceptError(f"{name} holds {switch}: every cell must be a number")
    try:
        array = np.asarray(value)
    except ValueError:
        raise ConceptError(ragged(name, value)) from None
    if array.dtype.kind == "O" and odd_one(array) == "object":
        raise ConceptError(
            f"{name} holds a whole number above 2⁶⁴: write it as a float, as in 1e20"
        )
    if array.dtype.kind not in "iuf":
        raise ConceptError(f"{name} holds {odd_one(array)!r}: every cell must be a number")
    if array.ndim < least_rank:
        raise ConceptError(f"{name} has shape {array.shape}: it needs at least {least_rank} axes")
    if array.size == 0:
        raise ConceptError(
            f"{name} has shape {array.shape}, so it is empty: it needs at least one cell"
        )
    return array


def check_nan(name: str, array: NDArray[np.number]) -> None:
    """Refuse an array that holds NaN, and say where."""
    # min() carries NaN to the end and is far cheaper than isnan() on a large batch
    if array.dtype.kind == "f" and array.size and np.isnan(array.min()):
        place = tuple(int(i) for i in np.argwhere(np.isnan(array))[0])
        raise ConceptError(f"{name} holds NaN at {place}: every cell must be a number")


def first_switch(value: Sequence[object]) -> bool | None:
    """The first True or False in nested lists, which numpy would take for 1 or 0."""
    for one in value if {list, tuple} & set(map(type, value)) else ():
        if isinstance(one, list | tuple) and (found := first_switch(one)) is not None:
            return found
    if bool in set(map(type, value)):
        return next(one for one in value if isinstance(one, bool))
    return None


def ragged(name: str, value: ArrayLike) -> str:
    """The sentence for rows of unequal length."""
    rows = list(value)  # type: ignore[arg-type]  # numpy took it for a sequence
    lengths = [len(row) if isinstance(row, list | tuple) else 1 for row in rows]
    different = sorted(set(lengths), key=lengths.index)
    if len(different) == 1:
        return f"{name} is not a full table of numbers: all must be equally long"
    shown = " and ".join(str(length) for length in different)
    return f"the rows of {name} have {shown} entries: all must be equally long"


def odd_one(array: NDArray[np.generic]) -> object:
    """The first cell that is no number, or the type when there is no cell."""
    for cell in array.ravel().tolist():
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return cell
    return str(array.dtype)
