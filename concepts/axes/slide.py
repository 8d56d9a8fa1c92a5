"""A window that slides along an axis: convolution, pooling, padding, cropping.

Sizes follow torch.nn.Conv2d and MaxPool2d; the ceil rule is ATen's
`pooling_output_shape_pad_lr`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from concepts.axes.axis import Mask, inside
from concepts.errors import ConceptError
from concepts.written import count

FOLDS = {"replicate": "edge", "reflect": "reflect", "circular": "wrap"}  # torch's name → numpy's


@dataclass(frozen=True)
class Slide:
    """Output cell o reads input cells o·stride − before + dilation·j for j = 0 … kernel − 1.

    >>> Slide(28, 5).formula
    '⌊(28 + 2·0 − 1·(5 − 1) − 1)/1⌋ + 1 = 24'
    >>> list(Slide(4, 2, stride=2).taps(1))
    [2, 3]
    """

    size: int  # cells of the input
    kernel: int  # taps
    stride: int = 1  # cells between one window and the next
    before: int = 0  # padding cells ahead of the input
    after: int = 0  # padding cells behind it
    dilation: int = 1  # cells from one tap to the next
    ceil: bool = False  # whether a last window may hang over the end
    edge: str = "zeros"  # what the padding holds: zeros, reflect, replicate or circular

    @property
    def span(self) -> int:
        """Cells from the first tap to the last."""
        return self.dilation * (self.kernel - 1) + 1

    @cached_property
    def raw(self) -> int:
        """Windows before the ceil rule takes one back."""
        room = self.size + self.before + self.after - self.span
        return (-(-room // self.stride) if self.ceil else room // self.stride) + 1

    @cached_property
    def out(self) -> int:
        """Output cells: the last ceil window must start inside the input or its left padding."""
        late = self.ceil and (self.raw - 1) * self.stride >= self.size + self.before
        return self.raw - 1 if late else self.raw

    @property
    def period(self) -> tuple[int, int]:
        return (1, self.stride)

    @property
    def formula(self) -> str:
        pads = f"2·{self.before}" if self.before == self.after else f"{self.before} + {self.after}"
        left, right = "⌈⌉" if self.ceil else "⌊⌋"
        room = f"{self.size} + {pads} − {self.dilation}·({self.kernel} − 1) − 1"
        text = f"{left}({room})/{self.stride}{right} + 1 = {self.raw}"
        late = ", less the last window, which would start past the input"
        return text if self.raw == self.out else f"{text}{late} = {self.out}"

    def taps(self, cell: int) -> Sequence[int]:
        start = cell * self.stride - self.before
        return range(start, start + self.span, self.dilation)

    @cached_property
    def folded(self) -> tuple[int, ...]:
        """The input cell that each cell of the padded input holds."""
        cells = np.arange(self.size)
        mode = FOLDS[self.edge]
        padded = np.pad(cells, (self.before, self.after), mode=mode)  # type: ignore[call-overload]
        return tuple(padded.tolist())

    def reads(self, cell: int) -> Sequence[int]:
        if self.edge == "zeros":
            return inside(self.taps(cell), self.size)
        return tuple(self.folded[tap + self.before] for tap in self.taps(cell))

    def covers(self, tap: int) -> tuple[int, int]:
        """(first, last + 1) of the outputs whose tap number `tap` falls inside the input."""
        place = self.dilation * tap - self.before
        first = max(0, -(place // self.stride))
        return first, max(first, min(self.out, (self.size - 1 - place) // self.stride + 1))

    def pull(self, wanted: Mask) -> Mask:
        if self.edge != "zeros":
            return self._pull_folded(wanted)
        reached = np.zeros((self.size, *wanted.shape[1:]), dtype=bool)
        for tap in range(self.kernel):
            first, stop = self.covers(tap)
            if first < stop:
                start = first * self.stride - self.before + self.dilation * tap
                end = start + (stop - first - 1) * self.stride + 1
                reached[start : end : self.stride] |= wanted[first:stop]
        return reached

    def _pull_folded(self, wanted: Mask) -> Mask:
        """`pull` where the padding repeats cells of the input."""
        padded = Slide(len(self.folded), self.kernel, self.stride, dilation=self.dilation)
        full = padded.pull(wanted)
        reached = np.zeros((self.size, *wanted.shape[1:]), dtype=bool)
        np.logical_or.at(reached, np.asarray(self.folded), full)
        return reached

    def taps_inside(self) -> int:
        """Over all windows, the taps that fall on the input itself (not on zeros around it)."""
        if self.edge != "zeros":
            return self.out * self.kernel
        return sum(stop - first for first, stop in map(self.covers, range(self.kernel)))


def slide_pool(
    size: int, kernel: int, stride: int, pads: tuple[int, int], dilation: int, ceil: bool, word: str
) -> Slide:
    """The windows of a pooling layer along one axis, such as "row"; torch wants 2·padding ≤ kernel.

    >>> slide_pool(4, 2, 2, (2, 2), 1, False, "row")
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: padding 2 exceeds half of kernel_size 2 along the rows: at most 1
    """
    if 2 * max(pads) > kernel:
        raise ConceptError(
            f"padding {max(pads)} exceeds half of kernel_size {kernel} along the {word}s:"
            f" at most {kernel // 2}"
        )
    return fitting(Slide(size, kernel, stride, *pads, dilation, ceil), word)


def slide_conv(
    size: int, kernel: int, stride: int, pads: tuple[int, int], dilation: int, edge: str, word: str
) -> Slide:
    """The windows of a convolution along one axis."""
    check_fold(size, pads, edge, word)
    return fitting(Slide(size, kernel, stride, *pads, dilation, False, edge), word)


def check_fold(size: int, pads: tuple[int, int], edge: str, word: str) -> None:
    """Padding that repeats cells of the input must not outgrow it."""
    most = {"reflect": size - 1, "circular": size}.get(edge, max(pads))
    if max(pads) > most:
        raise ConceptError(
            f"{edge} padding {max(pads)} is too much for an input of {count(size, word)}:"
            f" at most {most}"
        )


def fitting(slide: Slide, word: str) -> Slide:
    """The slide, if at least one window fits."""
    if slide.out >= 1:
        return slide
    padded = slide.size + slide.before + slide.after
    wide = f", {slide.span} cells wide at dilation {slide.dilation}," if slide.dilation > 1 else ""
    raise ConceptError(
        f"kernel_size {slide.kernel}{wide} is larger than the padded input of {count(padded, word)}"
    )
