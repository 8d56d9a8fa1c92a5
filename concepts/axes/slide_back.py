"""The transpose of a sliding window: each input cell writes a patch of output cells.

Sizes follow torch.nn.ConvTranspose2d.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from concepts.axes.axis import Mask, inside
from concepts.errors import ConceptError


@dataclass(frozen=True)
class SlideBack:
    """A transposed convolution: input cell i writes to cells i·stride − padding + dilation·j.

    Read backwards, output cell o reads every i = (o + padding − dilation·j) / stride that is whole.

    >>> SlideBack(4, 3, stride=2, padding=1, extra=1).formula
    '(4 − 1)·2 − 2·1 + 1·(3 − 1) + 1 + 1 = 8'
    >>> SlideBack(4, 1, stride=2).taps(1)
    ()
    """

    size: int  # cells of the input
    kernel: int  # taps
    stride: int = 1  # output cells between one input cell's patch and the next
    padding: int = 0  # output cells cut off at either end
    extra: int = 0  # torch's output_padding: cells added at the end
    dilation: int = 1  # output cells from one tap to the next

    @property
    def out(self) -> int:
        grown = (self.size - 1) * self.stride + self.dilation * (self.kernel - 1)
        return grown - 2 * self.padding + self.extra + 1

    @property
    def period(self) -> tuple[int, int]:
        return (self.stride, 1)

    @property
    def formula(self) -> str:
        return (
            f"({self.size} − 1)·{self.stride} − 2·{self.padding}"
            f" + {self.dilation}·({self.kernel} − 1) + {self.extra} + 1 = {self.out}"
        )

    def taps(self, cell: int) -> Sequence[int]:
        places = (cell + self.padding - self.dilation * tap for tap in reversed(range(self.kernel)))
        return tuple(place // self.stride for place in places if place % self.stride == 0)

    def reads(self, cell: int) -> Sequence[int]:
        return inside(self.taps(cell), self.size)

    def writes(self, tap: int) -> tuple[int, int, int]:
        """(first, last + 1, output of the first) of the input cells whose `tap` lands inside."""
        place = self.dilation * tap - self.padding
        first = max(0, -(place // self.stride))
        stop = max(first, min(self.size, (self.out - 1 - place) // self.stride + 1))
        return first, stop, first * self.stride + place

    def pull(self, wanted: Mask) -> Mask:
        reached = np.zeros((self.size, *wanted.shape[1:]), dtype=bool)
        for tap in range(self.kernel):
            first, stop, start = self.writes(tap)
            if first < stop:
                end = start + (stop - first - 1) * self.stride + 1
                reached[first:stop] |= wanted[start : end : self.stride]
        return reached

    def taps_inside(self) -> int:
        """Over all input cells, the taps that land in the output, not in what is cut off."""
        return sum(stop - first for first, stop, _ in map(self.writes, range(self.kernel)))


def slide_back(
    size: int, kernel: int, stride: int, padding: int, extra: int, dilation: int, word: str
) -> SlideBack:
    """A transposed convolution along one axis; output_padding stays below stride or dilation."""
    if extra >= max(stride, dilation):
        raise ConceptError(
            f"output_padding {extra} along the {word}s must be smaller than the stride {stride}"
            f" or the dilation {dilation}"
        )
    back = SlideBack(size, kernel, stride, padding, extra, dilation)
    if back.out < 1:
        raise ConceptError(f"padding {padding} cuts off all {word}s of the output: {back.formula}")
    return back
