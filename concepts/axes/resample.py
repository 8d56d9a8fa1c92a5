"""Axes whose windows are set by the two sizes: adaptive pooling and upsampling.

Adaptive windows: ATen's `start_index` and `end_index` (AdaptivePooling.h). Upsampling: ATen's
`area_pixel_compute_source_index` and `nearest_idx` (UpSample.h).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd

import numpy as np

from concepts.axes.arguments import LARGEST
from concepts.axes.axis import Mask, inside, pull_cells
from concepts.errors import ConceptError

MODES = ("nearest", "nearest-exact", "linear", "cubic")


@dataclass(frozen=True)
class Adaptive:
    """Output cell i of `out` reads input cells ⌊i·size/out⌋ to ⌈(i + 1)·size/out⌉ − 1.

    >>> [list(Adaptive(5, 3).taps(i)) for i in range(3)]
    [[0, 1], [1, 2, 3], [3, 4]]
    """

    size: int  # cells of the input
    out: int  # cells of the output

    @property
    def period(self) -> tuple[int, int]:
        common = gcd(self.size, self.out)
        return self.out // common, self.size // common

    @property
    def formula(self) -> str:
        n, o = self.size, self.out
        if o == 1:
            return f"1, one window over all {n}"
        return f"{o}, window i from ⌊i·{n}/{o}⌋ up to ⌈(i + 1)·{n}/{o}⌉"

    def taps(self, cell: int) -> Sequence[int]:
        return range(cell * self.size // self.out, -(-(cell + 1) * self.size // self.out))

    reads = taps

    def pull(self, wanted: Mask) -> Mask:
        return pull_cells(self, wanted)


@dataclass(frozen=True)
class Resample:
    """Upsampling as torch.nn.functional.interpolate: a cell reads its source's neighbours.

    An input cell whose weight is exactly zero is not read.

    >>> up = Resample(4, 8, "linear")
    >>> [up.reads(i) for i in range(4)]
    [(0,), (0, 1), (0, 1), (1, 2)]
    """

    size: int  # cells of the input
    out: int  # cells of the output
    mode: str  # nearest, nearest-exact, linear or cubic
    corners: bool = False  # torch's align_corners: the end cells lie on the end cells
    scale: float | None = None  # the factor that was asked for, where one was

    @property
    def step(self) -> Fraction:
        """Input cells for each output cell."""
        if self.corners:
            return Fraction(self.size - 1, self.out - 1) if self.out > 1 else Fraction(0)
        if self.scale is None:
            return Fraction(self.size, self.out)
        return 1 / Fraction(self.scale).limit_denominator(1000)

    @property
    def period(self) -> tuple[int, int]:
        return self.step.denominator, self.step.numerator

    @property
    def formula(self) -> str:
        if self.scale is None:
            return f"{self.out}, as asked"
        return f"⌊{self.size}·{self.scale:g}⌋ = {self.out}"

    def taps(self, cell: int) -> Sequence[int]:
        if self.mode.startswith("nearest"):
            return (self._nearest(cell),)
        if self.corners:
            source = cell * self.step
        else:
            source = (cell + Fraction(1, 2)) * self.step - Fraction(1, 2)
        low = floor(source)
        if source == low:
            return (low,)
        return (low, low + 1) if self.mode == "linear" else range(low - 1, low + 3)

    def _nearest(self, cell: int) -> int:
        """torch multiplies in float32, which can land one cell lower than exact arithmetic does."""
        if not 0 <= cell < self.out:
            return floor(
                (cell + (Fraction(1, 2) if self.mode == "nearest-exact" else 0)) * self.step
            )
        if self.mode == "nearest" and self.out == 2 * self.size:
            return cell // 2
        exact = 1 / self.scale if self.scale else self.size / self.out
        ratio = np.float32(exact)
        if self.mode == "nearest":
            return min(int(np.floor(np.float32(cell) * ratio)), self.size - 1)
        # torch multiplies and subtracts in one step (FMA), so with one rounding
        source = max(np.float32((cell + 0.5) * float(ratio) - 0.5), np.float32(0))
        return min(int(np.floor(np.float32(float(source) + 0.5))), self.size - 1)

    def reads(self, cell: int) -> Sequence[int]:
        taps = self.taps(cell)
        if self.mode == "cubic":
            return tuple(min(max(tap, 0), self.size - 1) for tap in taps)
        return inside(taps, self.size)

    def pull(self, wanted: Mask) -> Mask:
        return pull_cells(self, wanted)


def resample(size: int, out: int | None, scale: float | None, mode: str, corners: bool) -> Resample:
    """One axis of an upsampling, from the output size or the factor, whichever was given.

    >>> resample(5, None, 1.5, "nearest", False).out
    7
    """
    if mode not in MODES:
        raise ConceptError(f"mode is {mode!r}: it must be one of {', '.join(MODES)}")
    if corners and mode not in ("linear", "cubic"):
        raise ConceptError(f"align_corners has no meaning for mode {mode!r}: use linear or cubic")
    if (out is None) == (scale is None):
        raise ConceptError("an upsampling needs either an output size or a scale factor")
    if scale is not None:
        if not 0 < scale < float("inf"):
            raise ConceptError(f"scale factor is {scale}: it must be above 0")
        out = floor(size * scale)
    if out is None or out < 1:
        raise ConceptError(
            f"scale factor {scale} leaves nothing of {size} cells: it must be larger"
        )
    if out > LARGEST:
        raise ConceptError(f"{size} cells cannot become {out}: at most {LARGEST}")
    return Resample(size, out, mode, corners, scale)
