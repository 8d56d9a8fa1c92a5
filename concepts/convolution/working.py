"""The working of one output cell of a convolution: which products make it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from numpy.typing import ArrayLike

from concepts.axes.arguments import Ints, Padding
from concepts.axes.slide import Slide
from concepts.axes.slide_back import SlideBack
from concepts.convolution.axes import back_axes, conv_axes
from concepts.convolution.conv import Array, conv, conv_transpose, operands
from concepts.errors import ConceptError
from concepts.notebook import lines
from concepts.written import Number, by, equals, term

Cell = tuple[int, ...]


@dataclass(frozen=True)
class Product:
    """One multiplication: an input cell and the weight that it meets."""

    cell: Cell | None  # index of the input cell (channel, *place); None for padding
    weight: Cell  # index of the weight (filter, channel of its group, *tap), as torch lays it out
    value: Number  # what the input cell holds; 0 for padding
    factor: Number  # the weight


@dataclass(frozen=True)
class ConvWorking:
    """How one output cell of a convolution comes about."""

    output: Cell  # index of the output cell (filter, *place)
    products: tuple[Product, ...]  # channel by channel, row by row
    padding: int  # products with a zero of the padding
    bias: Number | None  # of the filter
    result: Number  # the value of the output cell
    arithmetic: str  # "1·1 + 2·0 + 4·0 + 5·(-1) = -4"
    formulas: tuple[str, ...]  # the output size along each axis, with the numbers put in

    def _repr_html_(self) -> str:
        """The formulas, then the sum, for a notebook."""
        return lines((*self.formulas, f"[{', '.join(map(str, self.output))}]: {self.arithmetic}"))


def explain_conv(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Padding = 0,
    dilation: Ints = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    *,
    cell: Sequence[int],
    values: Array | None = None,
) -> ConvWorking:
    """The products behind output cell (filter, *place) of `conv` on one image (channels, *spatial).

    `values`: what `conv` gave for the same arguments, where that is at hand.

    >>> x = [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
    >>> explain_conv(x, [[[[1, 0], [0, -1]]]], cell=(0, 0, 0)).arithmetic
    '1·1 + 2·0 + 4·0 + 5·(-1) = -4'
    """
    array, kernel, offset = one_image(x, weight, bias)
    if values is None:
        values = conv(x, weight, bias, stride, padding, dilation, groups, padding_mode)
    place = checked_cell(cell, values.shape)
    axes = conv_axes(array.shape[1:], kernel.shape[2:], stride, padding, dilation, padding_mode)
    block = kernel.shape[1]
    first = place[0] // (kernel.shape[0] // groups) * block  # first channel of the filter's group
    products = []
    for channel in range(block):
        for taps in product(*(range(axis.kernel) for axis in axes)):
            spots = tuple(
                held(axis, index, tap)
                for axis, index, tap in zip(axes, place[1:], taps, strict=True)
            )
            index = (place[0], channel, *taps)
            products.append(pair(array, kernel, (first + channel, *spots), index))
    return working(place, products, offset, values, tuple(axis.formula for axis in axes))


def held(axis: Slide, window: int, tap: int) -> int:
    """The input position under one tap; repeated cells of the input count as themselves."""
    spot = window * axis.stride - axis.before + axis.dilation * tap
    return spot if axis.edge == "zeros" else axis.folded[spot + axis.before]


def explain_conv_transpose(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    *,
    cell: Sequence[int],
    values: Array | None = None,
) -> ConvWorking:
    """The products behind output cell (filter, *place) of `conv_transpose` on one image.

    `values`: what `conv_transpose` gave for the same arguments, where that is at hand.

    >>> explain_conv_transpose([[[1, 2]]], [[[[1, 10]]]], stride=(1, 1), cell=(0, 0, 1)).arithmetic
    '2·1 + 1·10 = 12'
    """
    array, kernel, offset = one_image(x, weight, bias)
    if values is None:
        values = conv_transpose(x, weight, bias, stride, padding, output_padding, groups, dilation)
    place = checked_cell(cell, values.shape)
    axes = back_axes(array.shape[1:], kernel.shape[2:], stride, padding, output_padding, dilation)
    block, filters = kernel.shape[0] // groups, kernel.shape[1]
    first = place[0] // filters * block
    products = []
    for channel in range(first, first + block):
        for taps in product(*(range(axis.kernel) for axis in axes)):
            found = [
                writer(axis, at, tap) for axis, at, tap in zip(axes, place[1:], taps, strict=True)
            ]
            spots = tuple(spot for spot in found if spot is not None)
            if len(spots) == len(found):
                index = (channel, place[0] % filters, *taps)
                products.append(pair(array, kernel, (channel, *spots), index))
    return working(place, products, offset, values, tuple(axis.formula for axis in axes))


def writer(axis: SlideBack, cell: int, tap: int) -> int | None:
    """The input cell whose `tap` writes to an output cell, if there is one."""
    spot, rest = divmod(cell + axis.padding - axis.dilation * tap, axis.stride)
    return spot if rest == 0 and 0 <= spot < axis.size else None


def one_image(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None
) -> tuple[Array, Array, Array | None]:
    """The operands, if x is a single image."""
    array, kernel, offset = operands(x, weight, bias)
    if array.ndim != kernel.ndim - 1:
        raise ConceptError(
            f"x has shape {array.shape}: the working needs one image (channels, *spatial),"
            f" {kernel.ndim - 1} axes"
        )
    return array, kernel, offset


def checked_cell(cell: Sequence[int], shape: Cell) -> Cell:
    """An output cell, inside the output."""
    place = tuple(int(index) for index in cell)
    if len(place) == len(shape) and all(0 <= i < n for i, n in zip(place, shape, strict=True)):
        return place
    raise ConceptError(f"cell {place} is not in the output, whose shape is {by(shape)}")


def pair(array: Array, kernel: Array, cell: Cell, index: Cell) -> Product:
    """One product; cells outside the input hold 0."""
    inside = all(0 <= i < n for i, n in zip(cell, array.shape, strict=True))
    if not inside:
        return Product(None, index, 0, kernel[index].item())
    return Product(cell, index, array[cell].item(), kernel[index].item())


def working(
    place: Cell,
    products: Sequence[Product],
    bias: Array | None,
    values: Array,
    formulas: tuple[str, ...],
) -> ConvWorking:
    """Everything put together, with the sum written out."""
    offset = None if bias is None else bias[place[0]].item()
    terms = [f"{term(one.value)}·{term(one.factor)}" for one in products]
    if offset is not None:
        terms.append(term(offset))
    result = values[place].item()
    padded = sum(1 for one in products if one.cell is None)
    return ConvWorking(
        place,
        tuple(products),
        padded,
        offset,
        result,
        f"{' + '.join(terms) or '0'} {equals(result)}",
        formulas,
    )
