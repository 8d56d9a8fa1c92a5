"""The network from left to right, as the sheet draws it; long ones go on in a new row."""

from __future__ import annotations

from itertools import pairwise

from grader.report.drawing.grid import EDGE, Grid, grid_of
from grader.report.drawing.joints import (
    Placed,
    Spot,
    arrow,
    chips,
    draw_stage,
    join,
    largest_side,
    size_label,
)
from grader.report.drawing.marks import Curve, Drawing, Mark, Path, Words
from grader.report.drawing.stages import Course
from grader.report.drawing.tracks import Link, Tracks, lay_out


def draw_across(course: Course, name: str, description: str) -> Drawing:
    """The whole network as one drawing."""
    tracks = lay_out(course.stages)
    largest = largest_side(course.stages)
    last = len(course.stages) - 1
    figures = [
        draw_stage(stage, largest, True, course.complete and spot == last)
        for spot, stage in enumerate(course.stages)
    ]
    grid = grid_of(course, tracks, [(f.width, f.height) for f in figures])
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
        foot = grid.tops[grid.row[layer]] + grid.foot[track]
        marks += chips(stage.steps, middle, foot, True)
    return Drawing(name, description, grid.width, grid.height, tuple(marks))


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
    row, next_row = grid.row_at(start[1]), grid.row_at(end[1])
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
