"""Pooling of arrays (..., *spatial), in one, two or three dimensions.

Arguments are named and defaulted as in torch.nn.functional. An int kernel (or output size) means
the last two axes; a tuple has one entry for each pooled axis, and those are the last axes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concepts.axes.arguments import Ints, Padding, numbers, table, whole
from concepts.axes.reduce import Array, adaptive_reduce, reduce_numbers, slide_reduce
from concepts.axes.slide import Slide
from concepts.errors import ConceptError
from concepts.pooling.axes import adaptive_axes, pool_axes


def max_pool(
    x: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Padding = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
) -> Array:
    """(..., *spatial) → (..., *pooled): the largest value in each window; integers stay exact.

    Padding holds −∞, never zero, so it never wins. Source: torch.nn.MaxPool2d.

    >>> max_pool([[4, 3, 5, 1], [2, 1, 3, 1], [1, 1, 2, 3], [0, 0, 1, 2]], 2).tolist()
    [[4, 5], [1, 3]]
    >>> max_pool([[4, 3], [2, 1]], 3)
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: kernel_size 3 is larger than the padded input of 2 rows
    """
    array = table("x", x)
    axes = pool_axes(array.shape, kernel_size, stride, padding, dilation, ceil_mode)
    if array.dtype.kind in "iu" and not all(every_window_reads(axis) for axis in axes):
        raise ConceptError(
            "a window covers only padding, so its maximum is −∞, which no integer is: pass floats"
        )
    return reduce_numbers(array, axes, np.maximum)


def every_window_reads(axis: Slide) -> bool:
    """Whether each window covers at least one cell of the input (a dilated one can miss them)."""
    if axis.before == 0 and (axis.dilation == 1 or not axis.ceil):
        return True
    return all(len(axis.reads(cell)) for cell in range(axis.out))


def avg_pool(
    x: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """(..., *spatial) → (..., *pooled): the mean of each window; integers give float64.

    The divisor counts the declared padding unless `count_include_pad` is false, and never the cells
    by which a ceil-mode window hangs over the end. Source: ATen's AvgPoolKernel.cpp.
    Padding "same", which torch's pooling lacks, is never counted, as in TensorFlow.

    >>> avg_pool([[4, 3, 5, 1], [2, 1, 3, 1], [1, 1, 2, 3], [0, 0, 1, 2]], 2).tolist()
    [[2.5, 2.5], [0.5, 2.0]]
    """
    array = as_float(table("x", x))
    axes = pool_axes(array.shape, kernel_size, stride, padding, 1, ceil_mode)
    sums = reduce_numbers(wide(array), axes, np.add)
    counted = count_include_pad and padding != "same"
    even = even_divisor(axes, counted, divisor_override)
    each = divisors(axes, counted, divisor_override).astype(sums.dtype) if even is None else even
    means = np.divide(sums, each, out=sums)
    return means.astype(array.dtype, copy=False)


def even_divisor(
    axes: tuple[Slide, ...], count_include_pad: bool, divisor_override: int | None
) -> float | None:
    """What all windows are divided by, where that is one number: a whole pass over memory less."""
    if divisor_override is not None:
        return None
    counts = [cells_counted(axis, count_include_pad) for axis in axes]
    alike = all((count == count[0]).all() for count in counts)
    return float(np.prod([count[0] for count in counts])) if alike else None


def divisors(
    axes: tuple[Slide, ...], count_include_pad: bool, divisor_override: int | None
) -> NDArray[np.float64]:
    """(*pooled): what each window of an average is divided by."""
    if divisor_override is not None:
        if whole("divisor_override", divisor_override, None) == 0:
            raise ConceptError("divisor_override is 0: it must not be zero")
        return np.full([axis.out for axis in axes], float(divisor_override))
    product = np.ones(())
    for axis in axes:
        product = np.multiply.outer(product, cells_counted(axis, count_include_pad))
    return product


def cells_counted(axis: Slide, count_include_pad: bool) -> NDArray[np.float64]:
    """(out,): along one axis, the cells of each window that an average counts."""
    start = np.arange(axis.out) * axis.stride - axis.before
    end = np.minimum(start + axis.kernel, axis.size + axis.after)
    if not count_include_pad:
        start, end = np.maximum(start, 0), np.minimum(end, axis.size)
    return (end - start).astype(np.float64)


def lp_pool(
    x: ArrayLike,
    norm_type: float,
    kernel_size: Ints,
    stride: Ints | None = None,
    ceil_mode: bool = False,
) -> Array:
    """(..., *spatial) → (..., *pooled): (Σ xᵖ)^(1/p) over each window, p = `norm_type`.

    torch's edge rules, kept: xᵖ is signed, so an odd p can give NaN (refused here); and a ceil-mode
    window that hangs over the end has its sum scaled up to a full window, because torch computes
    it as an average times the kernel's size (torch.nn.functional.lp_pool2d). p = ∞ is the largest
    absolute value.

    >>> lp_pool([[3, 4], [0, 0]], 2, 2).tolist()
    [[5.0]]
    """
    power = checked_power(norm_type)
    array = as_float(numbers("x", x))
    axes = pool_axes(array.shape, kernel_size, stride, 0, 1, ceil_mode)
    if power == np.inf:
        return slide_reduce(np.abs(array), axes, np.maximum)
    with np.errstate(invalid="ignore"):
        sums = slide_reduce(array**power, axes, np.add)
    full = np.prod([axis.kernel for axis in axes])
    sums = sums / divisors(axes, True, None).astype(array.dtype) * array.dtype.type(full)
    return rooted(sums, power)


def checked_power(norm_type: float) -> float:
    """The p of an Lp pooling as a float, if it is a number above 0."""
    if isinstance(norm_type, bool) or not isinstance(norm_type, int | float | np.number):
        raise ConceptError(f"norm_type is {norm_type!r}: it must be a number")
    if not norm_type > 0:
        raise ConceptError(f"norm_type is {norm_type}: it must be above 0")
    return float(norm_type)


def rooted(sums: Array, power: float) -> Array:
    """The p-th root of each window's sum."""
    with np.errstate(invalid="ignore"):
        roots = sums ** (1 / power)
    if np.isnan(roots.min()):
        raise ConceptError(
            f"norm_type {power:g} of negative values leaves a sum without a root:"
            " take the absolute values first"
        )
    return roots


def adaptive_max_pool(x: ArrayLike, output_size: Any) -> Array:
    """(..., *spatial) → (..., *output_size): the largest value in each of `output_size` windows.

    Window i of o over n cells is [⌊i·n/o⌋, ⌈(i+1)·n/o⌉); None keeps an axis as it is.

    >>> adaptive_max_pool([[1, 2, 3, 4, 5]], (1, 3)).tolist()
    [[2, 4, 5]]
    """
    array = numbers("x", x)
    return adaptive_reduce(array, adaptive_axes(array.shape, output_size), np.maximum)


def adaptive_avg_pool(x: ArrayLike, output_size: Any) -> Array:
    """(..., *spatial) → (..., *output_size): the mean of each of `output_size` windows.

    >>> adaptive_avg_pool([[1, 2, 3, 4, 5]], (1, 3)).tolist()
    [[1.5, 3.0, 4.5]]
    """
    array = as_float(numbers("x", x))
    axes = adaptive_axes(array.shape, output_size)
    sums = adaptive_reduce(wide(array), axes, np.add)
    counted = np.ones(())
    for axis in axes:
        counted = np.multiply.outer(counted, [float(len(axis.taps(i))) for i in range(axis.out)])
    return (sums / counted.astype(sums.dtype)).astype(array.dtype, copy=False)


def global_max_pool(x: ArrayLike, rank: int = 2) -> Array:
    """(..., *spatial) → (..., 1, …): the largest value over the last `rank` axes.

    >>> global_max_pool([[1, 2], [3, 4]]).tolist()
    [[4]]
    """
    return adaptive_max_pool(x, (1,) * whole("rank", rank))


def global_avg_pool(x: ArrayLike, rank: int = 2) -> Array:
    """(..., *spatial) → (..., 1, …): the mean over the last `rank` axes.

    >>> global_avg_pool([[1, 2], [3, 4]]).tolist()
    [[2.5]]
    """
    return adaptive_avg_pool(x, (1,) * whole("rank", rank))


def as_float(array: NDArray[np.number]) -> Array:
    """Integers as float64; floats as they are."""
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def wide(array: Array) -> Array:
    """Half precision as float32, in which it is added up: 65,504 is its largest number."""
    return array.astype(np.float32) if array.dtype == np.float16 else array
