"""A volume of numbers as a figure: planes for feature maps, neurons for vectors."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.report.drawing.marks import Dot, Mark, Path, Rect, Words

SIDE = 92.0  # pixels of the longest side of the largest feature map
SMALLEST = 7.0  # pixels of a side that can still be seen
PLANES = 12  # of a stack that are drawn
NEURONS = 11  # of a vector that are drawn
PITCH = 11.0  # pixels from one neuron to the next


@dataclass(frozen=True)
class Front:
    """The front plane of a stack, on which a window is drawn."""

    x: float
    y: float
    width: float
    height: float
    rows: int
    columns: int


@dataclass(frozen=True)
class Figure:
    """A drawn volume; its marks lie from (0, 0) to (width, height)."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    front: Front | None = None
    neurons: tuple[tuple[float, float], ...] = ()  # centres


def figure_of(
    shape: tuple[int, ...], hue: str, largest: int, upright: bool, digits: bool, dropped: float
) -> Figure:
    """Draw a volume of one sample.

    `largest` is the longest side of any feature map of the network, in cells: sizes compare
    within a drawing. `upright` vectors stand, others lie. `dropped` is the share of neurons that
    a dropout blanks in this run.
    """
    if len(shape) == 3:
        return _stack(shape, hue, largest)
    if len(shape) == 2:
        return _stack((1, *shape), hue, max(largest, *shape))
    if len(shape) <= 1:
        return _vector(shape[0] if shape else 1, hue, upright, digits, dropped)
    return _stack((math.prod(shape[:-2]), *shape[-2:]), hue, max(largest, *shape[-2:]))


def _stack(shape: tuple[int, ...], hue: str, largest: int) -> Figure:
    """C×H×W: planes one behind another, the sides in proportion, the depth by the logarithm."""
    channels, rows, columns = shape
    scale = SIDE / max(largest, 1)
    width, height = max(columns * scale, SMALLEST), max(rows * scale, SMALLEST)
    count = max(min(channels, PLANES), 1)
    depth = 0.0 if count == 1 else 10.0 * math.log2(1 + min(channels, 512)) * 0.9
    dx = depth / max(count - 1, 1)
    dy = dx * 0.62
    planes = tuple(Rect(i * dx, i * dy, width, height, f"plane h-{hue}", 1.0) for i in range(count))
    front = Front((count - 1) * dx, (count - 1) * dy, width, height, max(rows, 1), max(columns, 1))
    return Figure(width + front.x, height + front.y, planes, front)


def _vector(size: int, hue: str, upright: bool, digits: bool, dropped: float) -> Figure:
    """N numbers: a column (or a row) of neurons, with a gap where not all are drawn."""
    whole = size <= NEURONS or digits
    count = size if whole else min(NEURONS, 4 + int(math.log2(size)))
    slots = count if whole else count + 1
    gap = None if whole else slots // 2
    places = [i * PITCH + PITCH / 2 for i in range(slots)]
    marks: list[Mark] = []
    centres: list[tuple[float, float]] = []
    for i, along in enumerate(places):
        if i == gap:
            marks += [Dot(*_turn(along + d, PITCH / 2, upright), 0.9, "gap") for d in (-3, 0, 3)]
            continue
        centre = _turn(along, PITCH / 2, upright)
        off = " off" if (i * 7919 % 100) / 100 < dropped else ""
        centres.append(centre)
        marks.append(Dot(*centre, 3.9, f"neuron h-{hue}{off}"))
        if digits:
            x, y = _turn(along, PITCH + 9, upright)
            marks.append(Words(x, y + 3.5, str(i), "digit"))
    long, thick = slots * PITCH, PITCH + (14 if digits else 0)
    width, height = (thick, long) if upright else (long, thick)
    return Figure(width, height, tuple(marks), None, tuple(centres))


def _turn(along: float, across: float, upright: bool) -> tuple[float, float]:
    return (across, along) if upright else (along, across)


def window_on(front: Front, window: tuple[int, int]) -> Path:
    """The place of a sliding window on a feature map, to scale."""
    height = max(min(window[0] / front.rows, 1.0) * front.height, 3.0)
    width = max(min(window[1] / front.columns, 1.0) * front.width, 3.0)
    x = front.x + (front.width - width) * 0.62
    y = front.y + (front.height - height) * 0.34
    return Path(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), "window", True)


def cell_on(front: Front) -> Path:
    """The cell of the next feature map that the window makes."""
    height, width = front.height / front.rows, front.width / front.columns
    x = front.x + (front.width - width) * 0.62
    y = front.y + (front.height - height) * 0.34
    size_y, size_x = max(height, 2.2), max(width, 2.2)
    return Path(((x, y), (x + size_x, y), (x + size_x, y + size_y), (x, y + size_y)), "cell", True)
