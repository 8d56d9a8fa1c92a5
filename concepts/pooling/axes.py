"""The axes that a pooling works on, from its arguments and the shape of the array."""

from __future__ import annotations

from typing import Any

from concepts.axes.arguments import LARGEST, Ints, Padding, per_axis, rank_of, whole
from concepts.axes.padding import windows
from concepts.axes.resample import Adaptive
from concepts.axes.slide import Slide
from concepts.errors import ConceptError

Shape = tuple[int, ...]


def pool_axes(
    shape: Shape,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Padding = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
) -> tuple[Slide, ...]:
    """One `Slide` for each pooled axis: the last ones of `shape`. An omitted stride is the kernel.

    >>> [axis.out for axis in pool_axes((10, 24, 24), 2)]
    [12, 12]
    """
    rank = rank_of("kernel_size", kernel_size)
    sizes = last_axes(shape, rank, "kernel_size", kernel_size)
    kernels = per_axis("kernel_size", kernel_size, rank)
    strides = kernels if stride is None or stride == () else per_axis("stride", stride, rank)
    return windows(
        sizes, kernels, strides, padding, per_axis("dilation", dilation, rank), ceil_mode
    )


def adaptive_axes(shape: Shape, output_size: Any) -> tuple[Adaptive, ...]:
    """One `Adaptive` for each pooled axis; None in `output_size` keeps that axis's size.

    >>> [(axis.size, axis.out) for axis in adaptive_axes((10, 7, 9), (1, None))]
    [(7, 1), (9, 9)]
    """
    rank = rank_of("output_size", output_size)
    sizes = last_axes(shape, rank, "output_size", output_size)
    wanted = tuple(output_size) if isinstance(output_size, list | tuple) else (output_size,) * rank
    outs = [
        size if entry is None else whole("output_size", entry, 1, LARGEST)
        for size, entry in zip(sizes, wanted, strict=True)
    ]
    return tuple(Adaptive(size, out) for size, out in zip(sizes, outs, strict=True))


def last_axes(shape: Shape, rank: int, name: str, value: object) -> Shape:
    """The last `rank` sizes of `shape`."""
    if len(shape) >= rank:
        return shape[len(shape) - rank :]
    hint = (
        f": for one axis pass ({value},)"
        if rank == 2 and not isinstance(value, list | tuple)
        else ""
    )
    axes = "1 axis" if len(shape) == 1 else f"{len(shape)} axes"
    raise ConceptError(f"{name} {value} pools the last {rank} axes and the input has {axes}{hint}")
