"""The axes that a convolution works on, from its arguments and the sizes of its input."""

from concepts.axes.arguments import Ints, Padding, padding_pairs, per_axis
from concepts.axes.slide import Slide, same_pads, slide_conv
from concepts.axes.slide_back import SlideBack, slide_back
from concepts.errors import ConceptError

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
    pads = conv_padding(padding, kernels, strides, dilations)
    return tuple(
        slide_conv(size, k, s, p, d, mode, axis)
        for axis, (size, k, s, p, d) in enumerate(
            zip(sizes, kernels, strides, pads, dilations, strict=True)
        )
    )


def conv_padding(
    padding: Padding, kernels: Shape, strides: Shape, dilations: Shape
) -> tuple[tuple[int, int], ...]:
    """(before, after) for each axis; "same" keeps the size and needs stride 1."""
    if padding == "valid":
        return ((0, 0),) * len(kernels)
    if padding == "same":
        if any(stride != 1 for stride in strides):
            raise ConceptError(f'padding "same" with stride {strides}: it needs stride 1')
        return tuple(same_pads(k, d) for k, d in zip(kernels, dilations, strict=True))
    if isinstance(padding, str):
        raise ConceptError(f'padding is {padding!r}: it must be numbers, "same" or "valid"')
    return padding_pairs("padding", padding, len(kernels))


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
    )
    return tuple(
        slide_back(size, k, s, p, e, d, axis)
        for axis, (size, k, s, p, e, d) in enumerate(zip(*columns, strict=True))
    )
