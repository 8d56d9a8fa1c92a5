"""What undoes a pooling, a pooling whose windows are drawn, and a convolution in two steps."""

from __future__ import annotations

from dataclasses import dataclass, field

from concepts.axes.arguments import LARGEST, Ints, Padding, per_axis
from concepts.axes.axis import Same
from concepts.axes.fractional import fractional
from concepts.axes.slide_back import SlideBack
from concepts.errors import ConceptError
from concepts.layers.placement import Layer, Placement, Shape, image, windowed
from concepts.layers.windowed import Conv, Depthwise
from concepts.written import axis_words, by


@dataclass(frozen=True)
class Unpool(Layer):
    """Maxima put back where they were found, as torch.nn.MaxUnpool2d; zeros beside them.

    Where that was hangs on the numbers: a cell may hold the maximum of any window that lies on it.
    It reads the maxima and, if they are given, the indices, which see the same.

    >>> Unpool(2).place((8, 7, 7)).shape, Unpool(3, 2).place((8, 7, 7)).shape
    ((8, 14, 14), (8, 15, 15))
    """

    kernel_size: Ints  # cells of the windows of the pooling
    stride: Ints | None = None  # cells; left out, the kernel
    padding: Ints = 0  # cells
    output_size: Ints | None = None  # cells, where the pooling may have left some over
    kind: str = field(default="max_unpool", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = image(self.kind, shapes[:1])
        if len(shapes) > 2 or shapes[-1] != shape:
            raise ConceptError(
                f"max_unpool needs the maxima and their indices, of one shape, and gets"
                f" {' and '.join(map(by, shapes))}"
            )
        rank = len(shape) - 1
        kernels = per_axis("kernel_size", self.kernel_size, rank)
        strides = kernels if self.stride is None else per_axis("stride", self.stride, rank)
        pads = per_axis("padding", self.padding, rank, 0)
        plain = [SlideBack(*one) for one in zip(shape[1:], kernels, strides, pads, strict=True)]
        wanted = [axis.out for axis in plain]
        if self.output_size is not None:
            wanted = list(per_axis("output_size", self.output_size, rank))
        axes = [
            back_to(axis, out, word)
            for axis, out, word in zip(plain, wanted, axis_words(rank), strict=True)
        ]
        placed = windowed(Same(shape[0]), axes)
        return Placement(placed.shape, placed.links * len(shapes), placed.formula)


def back_to(axis: SlideBack, out: int, word: str) -> SlideBack:
    """The axis with `out` cells: less than a stride from what it would have."""
    if out < 1 or (abs(out - axis.out) >= max(axis.stride, 1) and out != axis.out):
        low, high = max(1, axis.out - axis.stride + 1), axis.out + axis.stride - 1
        raise ConceptError(f"max_unpool to {out} {word}s: it must be from {low} to {high}")
    return SlideBack(axis.size, axis.kernel, axis.stride, axis.padding, out - axis.out)


@dataclass(frozen=True)
class FractionalPool(Layer):
    """Max pooling to a given size by windows that are drawn, as torch.nn.FractionalMaxPool2d.

    Without the numbers drawn, a unit sees all cells that it may see.

    >>> FractionalPool(2, 14).place((8, 24, 24)).shape
    (8, 14, 14)
    """

    kernel_size: Ints  # cells of a window
    output_size: Ints  # windows along each axis
    samples: tuple[float, ...] | None = None  # the number drawn for each axis, from 0 up to 1
    kind: str = field(default="fractional_max_pool", init=False)

    def place(self, *shapes: Shape) -> Placement:
        shape = image(self.kind, shapes)
        rank = len(shape) - 1
        drawn = (None,) * rank if self.samples is None else tuple(self.samples)
        if len(drawn) != rank:
            raise ConceptError(f"samples {drawn} has {len(drawn)} entries: {rank} axes need {rank}")
        outs = per_axis("output_size", self.output_size, rank)
        kernels = per_axis("kernel_size", self.kernel_size, rank)
        if max(shape) > LARGEST:
            raise ConceptError(f"{self.kind} of {by(shape)}: at most {LARGEST:,} cells in a row")
        axes = [
            fractional(*one)
            for one in zip(shape[1:], kernels, outs, drawn, axis_words(rank), strict=True)
        ]
        placed = windowed(Same(shape[0]), axes)
        formula = tuple(
            f"{out}, as asked: windows of {k}" for out, k in zip(outs, kernels, strict=True)
        )
        return Placement(placed.shape, placed.links, formula)


@dataclass(frozen=True)
class Separable(Layer):
    """A depthwise convolution and a 1×1 convolution over its channels, in one statement.

    >>> placed = Separable(32, 3).place((8, 28, 28))
    >>> placed.shape, placed.parameters  # 8·(3·3 + 1) + 32·(8 + 1)
    ((32, 26, 26), 368)
    """

    filters: int  # activation maps put out
    kernel_size: Ints  # taps along each axis, of the depthwise one
    stride: Ints = 1  # cells
    padding: Padding = 0  # cells, pairs (before, after), "same" or "valid"
    dilation: Ints = 1  # cells from tap to tap
    bias: bool = True  # whether the filters of both have one
    kind: str = field(default="separable", init=False)

    def place(self, *shapes: Shape) -> Placement:
        image(self.kind, shapes)
        sizes = (self.kernel_size, self.stride, self.padding, self.dilation)
        first = Depthwise(*sizes, bias=self.bias).place(*shapes)
        then = Conv(self.filters, 1, bias=self.bias).place(first.shape)
        (windows,), (over,) = first.links, then.links
        assert isinstance(windows, tuple)
        assert isinstance(over, tuple)
        assert first.counts is not None
        assert then.counts is not None
        link = (over[0], *windows[1:])
        adds = first.counts.multiply_adds + then.counts.multiply_adds
        learned = first.parameters + then.parameters
        return Placement(then.shape, (link,), first.formula, None, learned, adds)
