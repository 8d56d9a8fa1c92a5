"""Counting (Q7): filters, the block each one meets, applications, parameters, multiply–adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from concepts.axes.arguments import Ints, Padding, per_axis
from concepts.axes.padding import named_padding
from concepts.axes.slide import Slide, slide_conv
from concepts.axes.slide_back import SlideBack
from concepts.errors import ConceptError
from concepts.written import axis_words, by, count


@dataclass(frozen=True)
class MultiplyAdds:
    """Multiply–adds of one layer on one image, under each convention in use.

    fvcore and torch's FlopCounterMode count `dense` (torch then doubles it); torchinfo and ptflops
    count `with_bias`. Normalisation, pooling and activations count as none, as in torch's counter.
    """

    dense: int  # every weight at every place it is applied, zeros of the padding included
    with_bias: int  # dense, and one addition of the bias for each value put out
    inside: (
        int  # dense without the taps that fall outside: on padding, or on output that is cut off
    )

    def __add__(self, other: MultiplyAdds) -> MultiplyAdds:
        return MultiplyAdds(
            self.dense + other.dense,
            self.with_bias + other.with_bias,
            self.inside + other.inside,
        )


NONE = MultiplyAdds(0, 0, 0)


@dataclass(frozen=True)
class Counts:
    """What one layer with weights amounts to, for one image."""

    filters: int  # filters in the layer, one activation map each
    block: tuple[int, ...]  # (channels, *cells): the part of the input that a filter meets at once
    applications: int  # how many times the weights of one filter are applied to the input
    outputs_per_application: int  # values put out each time, into the filter's own activation map
    parameters: int  # weights and biases
    parameters_without_bias: int  # weights alone
    multiply_adds: MultiplyAdds  # for one image


def count_conv(
    in_channels: int,
    out_channels: int,
    axes: Sequence[Slide] | None = None,
    groups: int = 1,
    bias: bool = True,
    *,
    kernel_size: Ints | None = None,
    input_size: Ints | None = None,
    stride: Ints = 1,
    padding: Padding = 0,
    dilation: Ints = 1,
) -> Counts:
    """A convolution: each filter meets (in_channels / groups, *kernel) at each output cell.

    `kernel_size` and `input_size` (one number means a square), or `axes`, say how filters lie.
    multiply–adds = output cells · out_channels · block (Dumoulin & Visin 2016, section 2). Raises
    `ConceptError` for arguments that fit no layer.

    >>> count_conv(3, 16, kernel_size=3, input_size=32).parameters
    448
    >>> counts = count_conv(1, 10, (Slide(28, 5), Slide(28, 5)))
    >>> counts.filters, counts.block, counts.applications, counts.parameters
    (10, (1, 5, 5), 576, 260)
    >>> counts.multiply_adds
    MultiplyAdds(dense=144000, with_bias=149760, inside=144000)
    """
    check_groups(in_channels, out_channels, groups)
    if axes is None:
        axes = laid(kernel_size, input_size, stride, padding, dilation)
    block = (in_channels // groups, *(axis.kernel for axis in axes))
    applications = prod(axis.out for axis in axes)
    inside = out_channels * block[0] * prod(axis.taps_inside() for axis in axes)
    return counts(out_channels, block, applications, 1, out_channels * applications, bias, inside)


def laid(
    kernel_size: Ints | None,
    input_size: Ints | None,
    stride: Ints,
    padding: Padding,
    dilation: Ints,
) -> tuple[Slide, ...]:
    """How filters lie on their input along each axis."""
    if kernel_size is None or input_size is None:
        raise ConceptError("count_conv needs kernel_size and input_size, or axes in their place")
    rank = len(input_size) if isinstance(input_size, list | tuple) else 2
    sizes = per_axis("input_size", input_size, rank)
    kernels, strides = per_axis("kernel_size", kernel_size, rank), per_axis("stride", stride, rank)
    dilations = per_axis("dilation", dilation, rank)
    pads = named_padding(padding, sizes, kernels, strides, dilations)
    columns = zip(sizes, kernels, strides, pads, dilations, axis_words(rank), strict=True)
    return tuple(slide_conv(n, k, s, p, d, "zeros", word) for n, k, s, p, d, word in columns)


def count_conv_transpose(
    in_channels: int,
    out_channels: int,
    axes: Sequence[SlideBack],
    groups: int = 1,
    bias: bool = True,
) -> Counts:
    """A transposed convolution: at each input cell a filter writes a whole patch of kernel size.

    Its multiply–adds are counted over its input:
    input cells · in_channels / groups · patch · out_channels.

    >>> counts = count_conv_transpose(8, 4, (SlideBack(7, 2, 2), SlideBack(7, 2, 2)))
    >>> counts.block, counts.applications, counts.outputs_per_application, counts.parameters
    ((8, 1, 1), 49, 4, 132)
    """
    check_groups(in_channels, out_channels, groups)
    block = (in_channels // groups, *(1 for _ in axes))
    patch = prod(axis.kernel for axis in axes)
    applications = prod(axis.size for axis in axes)
    inside = out_channels * block[0] * prod(axis.taps_inside() for axis in axes)
    put_out = out_channels * prod(axis.out for axis in axes)
    return counts(out_channels, block, applications, patch, put_out, bias, inside)


def count_linear(in_features: int, out_features: int, rows: int = 1, bias: bool = True) -> Counts:
    """A fully connected layer: each unit meets all features at once, for each of `rows` rows.

    >>> count_linear(320, 50).parameters
    16050
    """
    inside = rows * in_features * out_features
    return counts(out_features, (in_features,), rows, 1, rows * out_features, bias, inside)


def counts(
    filters: int,
    block: tuple[int, ...],
    applications: int,
    patch: int,
    put_out: int,
    bias: bool,
    inside: int,
) -> Counts:
    """The sums that all three kinds share."""
    weights = filters * prod(block) * patch
    dense = weights * applications
    adds = MultiplyAdds(dense, dense + (put_out if bias else 0), inside)
    parameters = weights + (filters if bias else 0)
    return Counts(filters, block, applications, patch, parameters, weights, adds)


def check_groups(in_channels: int, out_channels: int, groups: int) -> None:
    """Groups must divide both channel counts.

    >>> check_groups(6, 4, 3)
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: 3 groups do not divide 4 output channels: they must divide 6 and 4
    """
    for number, side in ((in_channels, "input"), (out_channels, "output")):
        if number < 1:
            raise ConceptError(f"{number} {side} channels: there must be at least 1")
        if groups < 1 or number % groups:
            raise ConceptError(
                f"{groups} groups do not divide {number} {side} channels:"
                f" they must divide {in_channels} and {out_channels}"
            )


def said(counts: Counts) -> str:
    """The counts in one sentence.

    >>> said(count_conv(1, 10, (Slide(28, 5), Slide(28, 5))))
    '10 filters, each applied 576 times to a block of 1×5×5, putting out 1 value each time'
    """
    values = count(counts.outputs_per_application, "value")
    times = "once" if counts.applications == 1 else f"{counts.applications} times"
    return (
        f"{counts.filters} filters, each applied {times} to a block of {by(counts.block)},"
        f" putting out {values} each time"
    )
