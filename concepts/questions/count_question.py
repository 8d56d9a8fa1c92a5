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
PARTS = ("filters", "block", "applications", "outputs_per_application")


@dataclass(frozen=True)
class ConvQuestion:
    """A convolutional layer on a square image, as a sheet describes it."""

    in_channels: int = 1  # channels of the input
    out_channels: int = 10  # filters
    kernel_size: int = 5  # cells along each side of a filter
    input_size: int = 28  # cells along each side of the input
    stride: int = 1  # cells
    padding: int = 0  # cells

    @classmethod
    def of(cls, layer: Mapping[str, int] | ConvQuestion | None) -> ConvQuestion:
        """From a mapping such as an answer sheet holds; without one, the sheet's first layer."""
        if isinstance(layer, ConvQuestion):
            return layer
        names = [field.name for field in fields(cls)]
        for name in layer or {}:
            if name not in names:
                raise ConceptError(f"the layer has no {name!r}: it has {', '.join(names)}")
        made = cls(**(layer or {}))
        for name in names:
            whole(name, getattr(made, name), 0 if name == "padding" else 1, LARGEST)
        return made

    @property
    def counts(self) -> Counts:
        """The counts of the layer."""
        sizes = (self.input_size,) * 2
        axes = conv_axes(sizes, self.kernel_size, self.stride, self.padding, 1, "zeros")
        return count_conv(self.in_channels, self.out_channels, axes)

    @property
    def side(self) -> int:
        """Cells along each side of an activation map."""
        return (self.input_size + 2 * self.padding - self.kernel_size) // self.stride + 1

    def text(self) -> str:
        """The layer in words."""
        return (
            f"a convolutional layer with {self.out_channels} filters of"
            f" {by((self.kernel_size,) * 2)} on an input of {self.in_channels} ×"
            f" {by((self.input_size,) * 2)}, stride {self.stride}, padding {self.padding}"
        )


def expected(part: str, question: ConvQuestion) -> Numbers:
    """The right numbers for one part."""
    value = getattr(question.counts, part)
    return tuple(float(v) for v in value) if isinstance(value, tuple) else (float(value),)


def working(part: str, q: ConvQuestion) -> str:
    """How one part is worked out."""
    k, side = q.kernel_size, q.side
    axis = f"⌊({q.input_size} + 2·{q.padding} − {k})/{q.stride}⌋ + 1 = {side}"
    return {
        "filters": f"{q.out_channels} activation maps come out: one for each filter",
        "block": f"{count(q.in_channels, 'channel')} of {by((k, k))} cells of the input:"
        f" {by(q.counts.block)}",
        "applications": f"{axis} places along each side, {side} · {side} = {side * side}",
        "outputs_per_application": f"{prod(q.counts.block)} products and a bias, added up into one"
        " value of the filter's own activation map: its row i, column j belongs to the block that"
        f" begins at {stored(q)} of the input",
    }[part]


def stored(q: ConvQuestion) -> str:
    """Which block of the input a cell of an activation map belongs to.

    >>> stored(ConvQuestion()), stored(ConvQuestion(stride=2, padding=1))
    ('row i, column j', 'row 2·i − 2, column 2·j − 2')
    """
    shift = q.stride + q.padding - 1  # cells count from 1
    before, after = f"{q.stride}·" if q.stride > 1 else "", f" − {shift}" if shift else ""
    return f"row {before}i{after}, column {before}j{after}"
