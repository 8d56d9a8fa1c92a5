"""Where the volumes of a network stand when it is drawn from left to right, row by row."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass

from grader.report.drawing.joints import CHIP, Spot, chip_width, size_label
from grader.report.drawing.stages import Course
from grader.report.drawing.tracks import Tracks

WIDEST = 1080.0  # pixels of a row, where there are several
SQUEEZED = 1260.0  # pixels of a single row, which is then shown smaller
GAP = 48.0  # pixels between two volumes, at the least
ABOVE = 24.0  # room for the size above a volume
EDGE = 14.0  # margin of the drawing


@dataclass(frozen=True)
class Grid:
    """Where rows, columns and tracks are."""

    row: tuple[int, ...]  # by layer
    left: tuple[float, ...]  # by layer: where its gap begins
    gap: tuple[float, ...]  # by layer: width of the gap before its volumes
    column: tuple[float, ...]  # by layer: width of its volumes
    axis: tuple[float, ...]  # by track: height of the middle of its volumes within a row
    foot: tuple[float, ...]  # by track: where its labels begin within a row
    tops: tuple[float, ...]  # by row: where it begins
    height: float  # of all rows
    width: float  # of the widest row

    def centre(self, layer: int, track: int) -> Spot:
        """The middle of the place of a layer on a track."""
        x = self.left[layer] + self.gap[layer] + self.column[layer] / 2
        return (x, self.tops[self.row[layer]] + self.axis[track])

    def row_at(self, y: float) -> int:
        """The row in which a height lies."""
        return bisect(self.tops, y) - 1


def grid_of(course: Course, tracks: Tracks, sizes: list[tuple[float, float]]) -> Grid:
    """The columns and rows that hold every box, as narrow and as low as they go."""
    depth = tracks.depth
    column, gap = [0.0] * depth, [0.0] * depth
    tall = [ABOVE] * tracks.width
    deep = [0.0] * tracks.width
    for spot, stage in enumerate(course.stages):
        layer, track = tracks.layers[spot], tracks.tracks[spot]
        column[layer] = max(column[layer], sizes[spot][0], len(size_label(stage.shape)) * 5.6)
        wide = max((chip_width(step) + 10 for step in stage.steps), default=0.0)
        gap[layer] = max(gap[layer], wide, GAP if stage.sources else 0.0)
        tall[track] = max(tall[track], sizes[spot][1])
        deep[track] = max(deep[track], len(stage.steps) * CHIP)
    row, left, width = _rows(gap, column)
    axis, foot, y = [], [], EDGE
    for track in range(tracks.width):
        axis.append(y + ABOVE + tall[track] / 2)
        foot.append(y + ABOVE + tall[track] + 12)
        y = foot[-1] + deep[track] + 12
    below = [base + labels + 12 for base, labels in zip(foot, deep, strict=True)]
    tops, height = _tops(tracks, row, below)
    return Grid(
        tuple(row), tuple(left), tuple(gap), tuple(column), tuple(axis), tuple(foot), tops,
        height, width,
    )  # fmt: skip


def _tops(tracks: Tracks, row: list[int], below: list[float]) -> tuple[tuple[float, ...], float]:
    """Where each row begins, each as high as the tracks that it uses; and the height of all."""
    used = [0] * (row[-1] + 1)
    for layer, track in zip(tracks.layers, tracks.tracks, strict=True):
        used[row[layer]] = max(used[row[layer]], track)
    for link in tracks.links:
        for layer in range(tracks.layers[link.source] + 1, tracks.layers[link.target]):
            used[row[layer]] = max(used[row[layer]], link.track)
    tops, y = [], 0.0
    for track in used:
        tops.append(y)
        y += below[track]
    return tuple(tops), y


def _rows(gap: list[float], column: list[float]) -> tuple[list[int], list[float], float]:
    """By layer its row and where it begins; and the width. Rows are about equally long."""
    sizes = [before + size for before, size in zip(gap, column, strict=True)]
    if sum(sizes) + 2 * EDGE <= SQUEEZED:
        row = [0] * len(sizes)
    else:
        row = _packed(sizes, WIDEST)
        limits = range(int(max(sizes)), int(WIDEST), 20)
        row = next((r for r in (_packed(sizes, n) for n in limits) if r[-1] == row[-1]), row)
    left: list[float] = []
    x, widest = EDGE, 0.0
    for layer, size in enumerate(sizes):
        x = EDGE if layer and row[layer] > row[layer - 1] else x
        left.append(x)
        x += size
        widest = max(widest, x)
    return row, left, widest + EDGE


def _packed(sizes: list[float], limit: float) -> list[int]:
    """The row of each size where rows hold at most `limit` pixels.

    >>> _packed([4, 4, 4, 9], 10)
    [0, 0, 1, 2]
    """
    row: list[int] = []
    at, used = 0, 0.0
    for size in sizes:
        if used and used + size > limit:
            at, used = at + 1, 0.0
        row.append(at)
        used += size
    return row
