"""Convolution and transposed convolution of arrays, with the working of one output cell.

Parameter names and weight layouts are torch's: (out_channels, in_channels / groups, *kernel) for
`conv`, (in_channels, out_channels / groups, *kernel) for `conv_transpose`; the rank is that of the
weight.
"Convolution" is cross-correlation, as in every deep-learning library: the kernel is not flipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from concepts.axes.arguments import Ints, Padding, numbers, whole
from concepts.axes.reduce import check_size
from concepts.axes.slide import FOLDS, Slide
from concepts.axes.slide_back import SlideBack
from concepts.convolution.axes import back_axes, conv_axes
from concepts.counting import check_groups
from concepts.errors import ConceptError
from concepts.written import count

Array = NDArray[np.floating[Any]]
Index = tuple[slice | int, ...]
ALL = slice(None)


def conv(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Padding = 0,
    dilation: Ints = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Array:
    """(..., in_channels, *spatial) → (..., out_channels, *spatial'): slide each filter over x.

    y[f, o] = bias[f] + Σ weight[f, c, j] · x[c, o·stride − padding + j·dilation]
    (Dumoulin & Visin 2016; torch.nn.Conv2d). Integers give float64.

    >>> conv([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], [[[[1, 0], [0, -1]]]]).tolist()
    [[[-4.0, -4.0], [-4.0, -4.0]]]
    """
    array, kernel, offset = operands(x, weight, bias)
    rank = kernel.ndim - 2
    sizes = array.shape[array.ndim - rank :]
    axes = conv_axes(sizes, kernel.shape[2:], stride, padding, dilation, padding_mode)
    check_layout(array, kernel.shape[1] * whole("groups", groups), kernel.shape[0], groups, rank)
    planes = array.reshape(-1, *array.shape[array.ndim - rank - 1 :])
    check_size(len(planes) * kernel.shape[0], [axis.out for axis in axes], array.size)
    around = [axis.size + axis.before + axis.after for axis in axes]
    check_size(planes.shape[0] * planes.shape[1], around, array.size, "padded input")
    planes = padded(planes, axes)
    out = np.zeros((len(planes), kernel.shape[0], *(a.out for a in axes)), planes.dtype)
    for taps in product(*(range(axis.kernel) for axis in axes)):
        here: Index = (ALL, ALL, *tap_slices(axes, taps))
        weights: Index = (ALL, ALL, *taps)
        out += apart(planes[here], kernel[weights], groups)
    return finished(array, out, offset, kernel.shape[0], rank)


def conv_transpose(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Array:
    """(..., in_channels, *spatial) → (..., out_channels, *spatial'): each cell writes a patch.

    y[f, i·stride − padding + j·dilation] += x[c, i] · weight[c, f, j]
    (torch.nn.ConvTranspose2d); patches that overlap add up. Integers give float64.

    >>> conv_transpose([[[1, 2]]], [[[[1, 10]]]], stride=2).tolist()
    [[[1.0, 10.0, 2.0, 20.0]]]
    """
    array, kernel, offset = operands(x, weight, bias)
    rank = kernel.ndim - 2
    sizes = array.shape[array.ndim - rank :]
    filters = kernel.shape[1] * whole("groups", groups)
    axes = back_axes(sizes, kernel.shape[2:], stride, padding, output_padding, dilation)
    check_layout(array, kernel.shape[0], filters, groups, rank)
    planes = array.reshape(-1, *array.shape[array.ndim - rank - 1 :])
    check_size(len(planes) * filters, [axis.out for axis in axes], array.size)
    out = np.zeros((len(planes), filters, *(axis.out for axis in axes)), planes.dtype)
    turned = regrouped(kernel, groups)
    for taps in product(*(range(axis.kernel) for axis in axes)):
        reads, writes = write_slices(axes, taps)
        here: Index = (ALL, ALL, *reads)
        weights: Index = (ALL, ALL, *taps)
        there: Index = (ALL, ALL, *writes)
        out[there] += apart(planes[here], turned[weights], groups)
    return finished(array, out, offset, filters, rank)


def operands(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None
) -> tuple[Array, Array, Array | None]:
    """Input, weight and bias as floats of one type."""
    array, kernel = numbers("x", x), numbers("weight", weight, 3)
    if kernel.ndim > 5:
        raise ConceptError(f"weight has shape {kernel.shape}: it needs 2 axes and 1 to 3 more")
    if array.ndim < kernel.ndim - 1:
        raise ConceptError(
            f"x has shape {array.shape} and weight {kernel.shape}: x needs at least"
            f" {kernel.ndim - 1} axes, the channels and {kernel.ndim - 2} more"
        )
    offset = None if bias is None else numbers("bias", bias)
    dtype = np.result_type(array, kernel)
    if dtype.kind != "f":
        dtype = np.dtype(np.float64)
    offset_ = None if offset is None else offset.astype(dtype)
    return array.astype(dtype), kernel.astype(dtype), offset_


def check_layout(array: Array, channels: int, filters: int, groups: int, rank: int) -> None:
    """The input has the channels that the weight is made for, and the groups divide both."""
    found = array.shape[array.ndim - rank - 1]
    check_groups(found, filters, groups)
    if found != channels:
        raise ConceptError(
            f"x has {found} channels and the weight, with {count(groups, 'group')},"
            f" is for {channels}"
        )


def padded(planes: Array, axes: Sequence[Slide]) -> Array:
    """(batch, channels, *spatial) with the padding around it."""
    pads = [(0, 0), (0, 0), *((axis.before, axis.after) for axis in axes)]
    edge = axes[0].edge
    if edge == "zeros":
        return np.pad(planes, pads)
    return np.pad(planes, pads, mode=FOLDS[edge])  # type: ignore[call-overload,no-any-return]


def tap_slices(axes: Sequence[Slide], taps: Sequence[int]) -> tuple[slice, ...]:
    """Of the padded input, the cells that meet one tap of the kernel, for all windows."""
    starts = [axis.dilation * tap for axis, tap in zip(axes, taps, strict=True)]
    return tuple(
        slice(start, start + (axis.out - 1) * axis.stride + 1, axis.stride)
        for axis, start in zip(axes, starts, strict=True)
    )


def write_slices(
    axes: Sequence[SlideBack], taps: Sequence[int]
) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """(input cells, output cells) that one tap of the kernel links."""
    reads, writes = [], []
    for axis, tap in zip(axes, taps, strict=True):
        first, stop, start = axis.writes(tap)
        reads.append(slice(first, stop))
        writes.append(slice(start, start + (stop - first - 1) * axis.stride + 1, axis.stride))
        if first >= stop:
            writes[-1] = slice(0, 0)
    return tuple(reads), tuple(writes)


def apart(seen: Array, weights: Array, groups: int) -> Array:
    """(batch, channels, *cells) × (filters, channels / groups) → (batch, filters, *cells)."""
    batch, channels, *cells = seen.shape
    grouped = seen.reshape(batch, groups, channels // groups, -1)
    kernel = weights.reshape(groups, weights.shape[0] // groups, weights.shape[1])
    return np.matmul(kernel, grouped).reshape(batch, weights.shape[0], *cells)  # type: ignore[no-any-return]


def regrouped(kernel: Array, groups: int) -> Array:
    """(in, out / groups, *k) → (out, in / groups, *k), group by group."""
    channels, filters, *cells = kernel.shape
    split = kernel.reshape(groups, channels // groups, filters, *cells)
    return split.swapaxes(1, 2).reshape(groups * filters, channels // groups, *cells)


def finished(array: Array, out: Array, offset: Array | None, filters: int, rank: int) -> Array:
    """The result with its bias and with the leading axes of the input."""
    if offset is not None:
        if offset.shape != (filters,):
            raise ConceptError(
                f"bias has shape {offset.shape}: {filters} filters need {(filters,)}"
            )
        out += offset.reshape(-1, *(1,) * rank)
    return out.reshape(*array.shape[: array.ndim - rank - 1], *out.shape[1:])
