"""The network from left to right, as the sheet draws it; long ones go on in a new row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from grader.report.joints import (
    CHIP,
    Placed,
    Spot,
    arrow,
    chip_width,
    chips,
    draw_stage,
    join,
    largest_side,
    size_label,
)
from grader.report.marks import Curve, Drawing, Mark, Path, Words
from grader.report.stages import Course
from grader.report.tracks import Link, Tracks, lay_out

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
    height: float  # of one row
    width: float  # of the widest row

    def centre(self, layer: int, track: int) -> Spot:
        """The middle of the place of a layer on a track."""
        x = self.left[layer] + self.gap[layer] + self.column[layer] / 2
        return (x, self.row[layer] * self.height + self.axis[track])


def draw_across(course: Course, name: str, description: str) -> Drawing:
    """The whole network as one drawing."""
    tracks = lay_out(course.stages)
    largest = largest_side(course.stages)
    last = len(course.stages) - 1
    figures = [
        draw_stage(stage, largest, True, course.complete and spot == last)
        for spot, stage in enumerate(course.stages)
    ]
    grid = _grid(course, tracks, [(f.width, f.height) for f in figures])
    placed = []
    for spot, figure in enumerate(figures):
        x, y = grid.centre(tracks.layers[spot], tracks.tracks[spot])
        placed.append(Placed(figure, x - figure.width / 2, y - figure.height / 2))
    marks: list[Mark] = []
    for figure_marks in (item.marks for item in placed):
        marks += figure_marks
    for link in tracks.links:
        marks += _joint(link, course, tracks, grid, placed)
    for spot, stage in enumerate(course.stages):
        layer, track = tracks.layers[spot], tracks.tracks[spot]
        x, _ = placed[spot].middle
        marks.append(Words(x, placed[spot].y - 8, size_label(stage.shape), "size"))
        middle = grid.left[layer] + grid.gap[layer] / 2
        foot = grid.row[layer] * grid.height + grid.foot[track]
        marks += chips(stage.steps, middle, foot, True)
    rows = max(grid.row) + 1
    return Drawing(name, description, grid.width, rows * grid.height, tuple(marks))


def _grid(course: Course, tracks: Tracks, sizes: list[tuple[float, float]]) -> Grid:
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
    return Grid(
        tuple(row), tuple(left), tuple(gap), tuple(column), tuple(axis), tuple(foot), y,
        width,
    )  # fmt: skip


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


def _joint(
    link: Link, course: Course, tracks: Tracks, grid: Grid, placed: list[Placed]
) -> list[Mark]:
    """One connection: direct where the layers follow, along its track where it skips some."""
    one, two = placed[link.source], placed[link.target]
    first, last = tracks.layers[link.source], tracks.layers[link.target]
    straight = tracks.tracks[link.source] == tracks.tracks[link.target]
    if last == first + 1 and grid.row[first] == grid.row[last] and straight:
        return join(one, two, course.stages[link.target], True)
    start = (one.x + one.figure.width + 4, one.middle[1])
    end = (two.x - 5, two.middle[1])
    spots = [start]
    for layer in range(first + 1, last):
        x, y = grid.centre(layer, link.track)
        half = grid.column[layer] / 2
        spots += [(x - half, y), (x + half, y)]
    return _run([*spots, end], grid)


def _run(spots: list[Spot], grid: Grid) -> list[Mark]:
    """A line through the spots; where it leaves a row it goes on at the start of the next."""
    marks: list[Mark] = []
    for start, end in pairwise(spots[:-1]):
        marks += _piece(start, end, grid, False)
    return marks + _piece(spots[-2], spots[-1], grid, True)


def _piece(start: Spot, end: Spot, grid: Grid, headed: bool) -> list[Mark]:
    row, next_row = int(start[1] // grid.height), int(end[1] // grid.height)
    if row != next_row:
        stub = start[0] + 26
        stop = (EDGE - 10, end[1])
        return [
            *arrow(start, (stub, start[1]), True),
            *(arrow(stop, end, True) if headed else [Path((stop, end), "wire")]),
        ]
    if headed:
        return arrow(start, end, True)
    return [Curve(start, end, "wire")]
