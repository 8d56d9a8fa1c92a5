"""The axes that a convolution works on, from its arguments and the sizes of its input."""

from __future__ import annotations

from concepts.axes.arguments import Ints, Padding, per_axis
from concepts.axes.padding import named_padding
from concepts.axes.slide import Slide, slide_conv
from concepts.axes.slide_back import SlideBack, slide_back
from concepts.errors import ConceptError
from concepts.written import axis_words

Shape = tuple[int, ...]


def conv_axes(
    sizes: Shape, kernel_size: Ints, stride: Ints, padding: Padding, dilation: Ints, mode: str
) -> tuple[Slide, ...]:
    """One `Slide` for each spatial axis of a convolution.

    >>> [axis.out for axis in conv_axes((28, 28), 5, 1, "same", 1, "zeros")]
    [28, 28]
    """
    rank = len(sizes)
    if mode not in ("zeros", "reflect", "replicate", "circular"):
        raise ConceptError(
            f"padding_mode is {mode!r}: it must be one of zeros, reflect, replicate, circular"
        )
    kernels, strides = per_axis("kernel_size", kernel_size, rank), per_axis("stride", stride, rank)
    dilations = per_axis("dilation", dilation, rank)
    pads = named_padding(padding, sizes, kernels, strides, dilations)
    return tuple(
        slide_conv(size, k, s, p, d, mode, word)
        for size, k, s, p, d, word in zip(
            sizes, kernels, strides, pads, dilations, axis_words(rank), strict=True
        )
    )


def back_axes(
    sizes: Shape, kernel_size: Ints, stride: Ints, padding: Ints, extra: Ints, dilation: Ints
) -> tuple[SlideBack, ...]:
    """One `SlideBack` for each spatial axis of a transposed convolution."""
    rank = len(sizes)
    columns = (
        sizes,
        per_axis("kernel_size", kernel_size, rank),
        per_axis("stride", stride, rank),
        per_axis("padding", padding, rank, least=0),
        per_axis("output_padding", extra, rank, least=0),
        per_axis("dilation", dilation, rank),
        axis_words(rank),
    )
    return tuple(
        slide_back(size, k, s, p, e, d, word)
        for size, k, s, p, e, d, word in zip(*columns, strict=True)
    )
