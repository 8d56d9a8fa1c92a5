"""Layers with windows: convolution, transposed convolution, pooling, upsampling, padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from concepts.axes.arguments import LARGEST, Ints, Padding, padding_pairs, per_axis, whole
from concepts.axes.axis import Axis, Groups, Same, Whole, Windows
from concepts.axes.padding import windows
from concepts.axes.resample import Adaptive, resample
from concepts.axes.slide import Slide, check_fold, fitting
from concepts.convolution.axes import back_axes, conv_axes
from concepts.counting import count_conv, count_conv_transpose
from concepts.errors import ConceptError
from concepts.layers.placement import Layer, Placement, Shape, image, only, windowed
from concepts.written import axis_words


@dataclass(frozen=True)
class Conv(Layer):
    """A convolution in 1, 2 or 3 dimensions, named and defaulted as torch.nn.Conv2d.

    >>> Conv(10, 5).place((1, 28, 28)).shape
    (10, 24, 24)
    """

    filters: int  # activation maps put out
    kernel_size: Ints  # taps along each axis
    stride: Ints = 1  # cells
    padding: Padding = 0  # cells, pairs (before, after), "same" or "valid"
    dilation: Ints = 1  # cells from tap to tap
    groups: int = 1  # independent groups of channels
    bias: bool = True  # whether each filter has one
    padding_mode: str = "zeros"  # zeros, reflect, replicate or circular
    in_channels: int | None = None  # channels it was made for, where that is known
    kind: str = field(default="conv", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = image(self.kind, shapes)
        check_channels(self.kind, self.in_channels, shape)
        axes = conv_axes(
            shape[1:], self.kernel_size, self.stride, self.padding, self.dilation, self.padding_mode
        )
        counts = count_conv(shape[0], whole("filters", self.filters), axes, self.groups, self.bias)
        return windowed(channels(shape[0], self.filters, self.groups), axes, counts)


def channels(size: int, out: int, groups: int) -> Axis:
    """How filters read channels: all of them, or those of their group."""
    return Whole(size, out) if groups == 1 else Groups(size, out, groups)


def check_channels(kind: str, declared: int | None, shape: Shape) -> None:
    """A layer that was declared for a number of channels must get that many."""
    if declared is not None and declared != shape[0]:
        raise ConceptError(
            f"{kind} is made for {declared} input channels and gets {shape[0]}:"
            f" in_channels must be {shape[0]}"
        )


@dataclass(frozen=True)
class Depthwise(Layer):
    """A convolution in which each channel has filters of its own, as many as `multiplier` says.

    >>> Depthwise(3).place((8, 28, 28)).parameters
    80
    """

    kernel_size: Ints  # taps along each axis
    stride: Ints = 1  # cells
    padding: Padding = 0  # cells, pairs (before, after), "same" or "valid"
    dilation: Ints = 1  # cells from tap to tap
    multiplier: int = 1  # filters of each channel
    bias: bool = True  # whether each filter has one
    kind: str = field(default="depthwise", init=False)

    def place(self, *shapes: Shape) -> Placement:
        channels = image(self.kind, shapes)[0]
        filters = channels * whole("multiplier", self.multiplier)
        sizes = (self.kernel_size, self.stride, self.padding, self.dilation)
        return Conv(filters, *sizes, channels, self.bias).place(*shapes)


@dataclass(frozen=True)
class ConvTranspose(Layer):
    """A transposed convolution, named and defaulted as torch.nn.ConvTranspose2d.

    >>> ConvTranspose(8, 2, 2).place((16, 7, 7)).shape
    (8, 14, 14)
    """

    filters: int  # activation maps put out
    kernel_size: Ints  # cells of the patch that each input cell writes
    stride: Ints = 1  # output cells between patches
    padding: Ints = 0  # output cells cut off at either end
    output_padding: Ints = 0  # output cells added at the end
    groups: int = 1  # independent groups of channels
    bias: bool = True  # whether each filter has one
    dilation: Ints = 1  # output cells from tap to tap
    in_channels: int | None = None  # channels it was made for, where that is known
    kind: str = field(default="conv_transpose", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = image(self.kind, shapes)
        check_channels(self.kind, self.in_channels, shape)
        axes = back_axes(
            shape[1:],
            self.kernel_size,
            self.stride,
            self.padding,
            self.output_padding,
            self.dilation,
        )
        filters = whole("filters", self.filters)
        counts = count_conv_transpose(shape[0], filters, axes, self.groups, self.bias)
        return windowed(channels(shape[0], filters, self.groups), axes, counts)


@dataclass(frozen=True)
class Pool(Layer):
    """Max, average or Lp pooling, named and defaulted as torch.nn.MaxPool2d.

    >>> Pool("max", 2).place((10, 24, 24)).shape
    (10, 12, 12)
    """

    method: str  # max, avg or lp
    kernel_size: Ints  # cells
    stride: Ints | None = None  # cells; left out, the kernel
    padding: Padding = 0  # cells, at most half the kernel, pairs (before, after), "same" or "valid"
    dilation: Ints = 1  # cells from tap to tap
    ceil_mode: bool = False  # whether a last window may hang over the end

    @property
    def kind(self) -> str:  # type: ignore[override]  # read only, as everywhere
        return f"{self.method}_pool"

    def place(self, *shapes: Shape) -> Placement:
        if self.method not in ("max", "avg", "lp"):
            raise ConceptError(f"pooling by {self.method!r}: it must be max, avg or lp")
        shape = image(self.kind, shapes)
        rank = len(shape) - 1
        kernels = per_axis("kernel_size", self.kernel_size, rank)
        strides = kernels if self.stride is None else per_axis("stride", self.stride, rank)
        dilations = per_axis("dilation", self.dilation, rank)
        axes = windows(shape[1:], kernels, strides, self.padding, dilations, self.ceil_mode)
        return windowed(Same(shape[0]), axes)


@dataclass(frozen=True)
class AdaptivePool(Layer):
    """Adaptive pooling to a given size; to size 1 it is global pooling.

    >>> AdaptivePool("avg", 1).place((512, 7, 7)).shape
    (512, 1, 1)
    """

    method: str  # max or avg
    output_size: int | Sequence[int | None] | None  # cells; None keeps an axis as it is

    @property
    def kind(self) -> str:  # type: ignore[override]  # read only, as everywhere
        return f"adaptive_{self.method}_pool"

    def place(self, *shapes: Shape) -> Placement:
        shape = image(self.kind, shapes)
        sizes = shape[1:]
        wanted = self.output_size
        entries = wanted if isinstance(wanted, list | tuple) else (wanted,) * len(sizes)
        if len(entries) != len(sizes):
            raise ConceptError(
                f"output_size {wanted} has {len(entries)} entries: {len(sizes)} axes need as many"
            )
        axes = [
            Adaptive(size, size if out is None else whole("output_size", out, 1, LARGEST))
            for size, out in zip(sizes, entries, strict=True)
        ]
        return windowed(Same(shape[0]), axes)


@dataclass(frozen=True)
class Pad(Layer):
    """Cells added around the input; a negative number cuts cells off.

    >>> Pad(((0, 1), (2, 2))).place((3, 8, 8)).shape, Pad(((1, 1), (0, 0))).place((3, 8)).shape
    ((3, 9, 12), (5, 8))
    """

    padding: Padding  # cells, or pairs (before, after), for each spatial axis, or for every axis
    mode: str = "zeros"  # zeros, reflect, replicate or circular
    kind: str = field(default="pad", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = only(self.kind, shapes)
        given = self.padding
        every = isinstance(given, list | tuple) and len(given) == len(shape) > 1
        sizes = shape if every or len(shape) == 1 else shape[1:]
        pairs = padding_pairs("padding", given, len(sizes), None)
        words = ("channel", *axis_words(len(sizes) - 1)) if every else axis_words(len(sizes))
        for size, pads, word in zip(sizes, pairs, words, strict=True):
            check_fold(size, pads, self.mode, word)
        axes: list[Windows] = [
            fitting(Slide(size, 1, 1, before, after, edge=self.mode), word)
            if (before, after) != (0, 0)
            else Same(size)
            for size, (before, after), word in zip(sizes, pairs, words, strict=True)
        ]
        if len(axes) == len(shape):
            return windowed(axes[0], axes[1:])
        return windowed(Same(shape[0]), axes)


FLAT_MODES = {"bilinear": "linear", "trilinear": "linear", "bicubic": "cubic"}


@dataclass(frozen=True)
class Upsample(Layer):
    """Upsampling as torch.nn.functional.interpolate: to a size, or by a factor.

    >>> Upsample(scale_factor=2).place((8, 7, 7)).shape
    (8, 14, 14)
    """

    size: Ints | None = None  # cells
    scale_factor: float | Sequence[float] | None = None  # times
    mode: str = "nearest"  # nearest, nearest-exact, linear (bilinear, trilinear) or cubic (bicubic)
    align_corners: bool = False  # whether the end cells lie on the end cells
    kind: str = field(default="upsample", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = image(self.kind, shapes)
        mode = FLAT_MODES.get(self.mode, self.mode)
        rank = len(shape) - 1
        outs = self.size if isinstance(self.size, list | tuple) else (self.size,) * rank
        scale = self.scale_factor
        scales = scale if isinstance(scale, list | tuple) else (scale,) * rank
        if len(outs) != rank or len(scales) != rank:
            raise ConceptError(
                f"upsample to {self.size or scale}: {rank} axes need 1 entry or {rank}"
            )
        axes = [
            resample(size, out, factor, mode, self.align_corners)
            for size, out, factor in zip(shape[1:], outs, scales, strict=True)
        ]
        return windowed(Same(shape[0]), axes)
