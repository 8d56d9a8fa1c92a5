"""Padding by name, and the windows of a pooling that it leads to."""

from __future__ import annotations

from collections.abc import Sequence

from concepts.axes.arguments import Padding, padding_pairs
from concepts.axes.slide import Slide, fitting, slide_pool
from concepts.errors import ConceptError
from concepts.written import axis_words


def same_pads(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Padding "same": ⌈size / stride⌉ windows, the odd cell of padding at the end.

    At stride 1, dilation·(kernel − 1) cells, as torch has it; torch has no other stride, and
    TensorFlow and Keras have this.

    >>> same_pads(9, 4, 1, 1), same_pads(9, 3, 1, 2), same_pads(8, 3, 2, 1)
    ((1, 2), (2, 2), (0, 1))
    """
    windows = -(-size // stride)
    total = max((windows - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    return total // 2, total - total // 2


def named_padding(
    padding: Padding,
    sizes: Sequence[int],
    kernels: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
) -> tuple[tuple[int, int], ...]:
    """(before, after) for each axis, from numbers, "same" or "valid".

    >>> named_padding("same", (28, 28), (5, 3), (1, 1), (1, 1))
    ((2, 2), (1, 1))
    """
    if padding == "valid":
        return ((0, 0),) * len(kernels)
    if padding == "same":
        return tuple(map(same_pads, sizes, kernels, strides, dilations))
    if isinstance(padding, str):
        raise ConceptError(f'padding is {padding!r}: it must be numbers, "same" or "valid"')
    return padding_pairs("padding", padding, len(kernels))


def windows(
    sizes: Sequence[int],
    kernels: Sequence[int],
    strides: Sequence[int],
    padding: Padding,
    dilations: Sequence[int],
    ceil_mode: bool,
) -> tuple[Slide, ...]:
    """One `Slide` for each axis; only padding "same" may be more than half of a (dilated) kernel.

    >>> [axis.out for axis in windows((7, 7), (3, 3), (2, 2), "same", (1, 1), False)]
    [4, 4]
    """
    pads = named_padding(padding, sizes, kernels, strides, dilations)
    columns = zip(sizes, kernels, strides, pads, dilations, axis_words(len(kernels)), strict=True)
    if padding == "same":
        return tuple(
            fitting(Slide(size, k, s, before, after, d, ceil_mode), word)
            for size, k, s, (before, after), d, word in columns
        )
    return tuple(
        slide_pool(size, k, s, p, d, ceil_mode, word) for size, k, s, p, d, word in columns
    )
