"""Q7: filters, block, applications and outputs of a convolutional layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import prod

from concepts.axes.arguments import LARGEST, whole
from concepts.convolution.axes import conv_axes
from concepts.counting import Counts, count_conv
from concepts.errors import ConceptError
from concepts.written import by, count

Numbers = tuple[float, ...]
Size = int | tuple[int, int]  # of both axes, or rows and columns
PARTS = ("filters", "block", "applications", "outputs_per_application")


@dataclass(frozen=True)
class ConvQuestion:
    """A convolutional layer, as a sheet describes it."""

    in_channels: int = 1  # channels of the input
    out_channels: int = 10  # filters
    kernel_size: Size = 5  # cells along each side of a filter
    input_size: Size = 28  # cells along each side of the input
    stride: Size = 1  # cells
    padding: Size = 0  # cells

    @classmethod
    def of(cls, layer: Mapping[str, Size] | ConvQuestion | None) -> ConvQuestion:
        """From a mapping such as an answer sheet holds; without one, the sheet's first layer."""
        if isinstance(layer, ConvQuestion):
            return layer
        names = [field.name for field in fields(cls)]
        for name in layer or {}:
            if name not in names:
                raise ConceptError(f"the layer has no {name!r}: it has {', '.join(names)}")
        made = cls(**(layer or {}))  # type: ignore[arg-type]  # looked at in the next lines
        for name in names:
            size = getattr(made, name)
            for one in size if isinstance(size, tuple) else (size,):
                whole(name, one, 0 if name == "padding" else 1, LARGEST)
        return made

    @property
    def counts(self) -> Counts:
        """The counts of the layer."""
        pads = [(one, one) for one in self.pads]
        axes = conv_axes(self.sides, self.kernel, self.strides, pads, 1, "zeros")
        return count_conv(self.in_channels, self.out_channels, axes)

    @property
    def kernel(self) -> tuple[int, int]:
        """Rows and columns of a filter."""
        return both(self.kernel_size)

    @property
    def sides(self) -> tuple[int, int]:
        """Rows and columns of the input."""
        return both(self.input_size)

    @property
    def strides(self) -> tuple[int, int]:
        """How far a filter moves downwards, and sideways."""
        return both(self.stride)

    @property
    def pads(self) -> tuple[int, int]:
        """Rows and columns that are added at either end."""
        return both(self.padding)

    @property
    def rooms(self) -> tuple[int, int]:
        """How far a filter can move, downwards and sideways."""
        axes = zip(self.sides, self.pads, self.kernel, strict=True)
        rows, columns = (n + 2 * p - k for n, p, k in axes)
        return rows, columns

    @property
    def places(self) -> tuple[int, int]:
        """Rows and columns of an activation map."""
        rows, columns = (room // s + 1 for room, s in zip(self.rooms, self.strides, strict=True))
        return rows, columns

    @property
    def square(self) -> bool:
        """Whether rows and columns are alike in all of it."""
        return all(len(set(one)) == 1 for one in (self.kernel, self.sides, self.strides, self.pads))

    def text(self) -> str:
        """The layer in words."""
        return (
            f"a convolutional layer with {self.out_channels} filters of"
            f" {by(self.kernel)} on an input of {self.in_channels} ×"
            f" {by(self.sides)}, stride {_size(self.strides)}, padding {_size(self.pads)}"
        )


def both(size: Size) -> tuple[int, int]:
    """A size along both axes.

    >>> both(3), both((3, 5))
    ((3, 3), (3, 5))
    """
    return size if isinstance(size, tuple) else (size, size)


def _size(sizes: tuple[int, int]) -> str:
    return str(sizes[0]) if sizes[0] == sizes[1] else by(sizes)


def expected(part: str, question: ConvQuestion) -> Numbers:
    """The right numbers for one part."""
    value = getattr(question.counts, part)
    return tuple(float(v) for v in value) if isinstance(value, tuple) else (float(value),)


def working(part: str, q: ConvQuestion) -> str:
    """How one part is worked out."""
    rows, columns = q.places
    along = [
        f"⌊({n} + 2·{p} − {k})/{s}⌋ + 1 = {side}"
        for n, p, k, s, side in zip(q.sides, q.pads, q.kernel, q.strides, q.places, strict=True)
    ]
    axes = f"{along[0]} rows of places, {along[1]} columns"
    if q.square:
        axes = f"{along[0]} places along each side"
    return {
        "filters": f"{q.out_channels} activation maps come out: one for each filter",
        "block": f"{count(q.in_channels, 'channel')} of {by(q.kernel)} cells of the input:"
        f" {by(q.counts.block)}",
        "applications": f"{axes}, {rows} · {columns} = {rows * columns}",
        "outputs_per_application": f"{prod(q.counts.block)} products and a bias, added up into one"
        " value of the filter's own activation map: its row i, column j belongs to the block that"
        f" begins at {stored(q)} of the input",
    }[part]


def stored(q: ConvQuestion) -> str:
    """Which block of the input a cell of an activation map belongs to.

    >>> stored(ConvQuestion()), stored(ConvQuestion(stride=2, padding=1))
    ('row i, column j', 'row 2·i − 2, column 2·j − 2')
    """
    row, column = (
        _stored(letter, s, p) for letter, s, p in zip("ij", q.strides, q.pads, strict=True)
    )
    return f"row {row}, column {column}"


def _stored(letter: str, stride: int, padding: int) -> str:
    shift = stride + padding - 1  # cells count from 1
    return f"{stride}·{letter}"[0 if stride > 1 else -1 :] + (f" − {shift}" if shift else "")
