"""The network from top to bottom, for a narrow screen."""

from __future__ import annotations

from itertools import pairwise

from grader.report.drawing.joints import (
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
from grader.report.drawing.marks import Curve, Drawing, Mark, Words
from grader.report.drawing.stages import Course
from grader.report.drawing.tracks import Link, Tracks, lay_out

NARROW = 330.0  # pixels, what a phone shows
TRACK = 262.0  # pixels from one track to the next
SPINE = 84.0  # where the middle of the first track is
GAP = 38.0  # pixels between two volumes, at the least
ASIDE = 78.0  # from the middle of a volume to the words beside it
EDGE = 10.0


def draw_down(course: Course, name: str, description: str) -> Drawing:
    """The whole network as one drawing, a layer below another."""
    tracks = lay_out(course.stages)
    largest = largest_side(course.stages)
    last = len(course.stages) - 1
    figures = [
        draw_stage(stage, largest, False, course.complete and spot == last)
        for spot, stage in enumerate(course.stages)
    ]
    tops, heights, height = _rows(course, tracks, [figure.height for figure in figures])
    placed = []
    for spot, figure in enumerate(figures):
        layer = tracks.layers[spot]
        x = SPINE + tracks.tracks[spot] * TRACK
        y = tops[layer] + (heights[layer] - figure.height) / 2
        placed.append(Placed(figure, x - figure.width / 2, y))
    marks: list[Mark] = [mark for item in placed for mark in item.marks]
    for link in tracks.links:
        marks += _joint(link, course, tracks, placed, tops, heights)
    width = NARROW
    for spot, stage in enumerate(course.stages):
        marks += _words(stage.shape, placed[spot])
        left = placed[spot].middle[0] + ASIDE
        count = len(stage.steps)
        high = tops[tracks.layers[spot]] - 8 - count * CHIP
        marks += chips(stage.steps, left, high, False)
        width = max((width, *(left + chip_width(step) + EDGE for step in stage.steps)))
    return Drawing(name, description, width, height, tuple(marks))


def _rows(
    course: Course, tracks: Tracks, sizes: list[float]
) -> tuple[list[float], list[float], float]:
    """By layer: where its volumes begin and how high they are; and the height of it all."""
    heights, gaps = [18.0] * tracks.depth, [0.0] * tracks.depth
    for spot, stage in enumerate(course.stages):
        layer = tracks.layers[spot]
        heights[layer] = max(heights[layer], sizes[spot])
        gaps[layer] = max(gaps[layer], len(stage.steps) * CHIP + 18, GAP if stage.sources else 0)
    tops, y = [], EDGE
    for gap, height in zip(gaps, heights, strict=True):
        tops.append(y + gap)
        y += gap + height
    return tops, heights, y + EDGE + 4


def _words(shape: tuple[int, ...], placed: Placed) -> list[Mark]:
    """The size, to the right of the volume."""
    x, y = placed.middle
    if placed.neurons:
        y = placed.neurons[0][1]
    return [Words(x + ASIDE + 7, y + 4, size_label(shape), "size", "start")]


def _joint(
    link: Link,
    course: Course,
    tracks: Tracks,
    placed: list[Placed],
    tops: list[float],
    heights: list[float],
) -> list[Mark]:
    one, two = placed[link.source], placed[link.target]
    first, last = tracks.layers[link.source], tracks.layers[link.target]
    if last == first + 1 and tracks.tracks[link.source] == tracks.tracks[link.target]:
        return join(one, two, course.stages[link.target], False)
    start = (one.middle[0], one.y + one.figure.height + 4)
    end = (two.middle[0], two.y - 5)
    spots: list[Spot] = [start]
    for layer in range(first + 1, last):
        x = SPINE + link.track * TRACK
        spots += [(x, tops[layer]), (x, tops[layer] + heights[layer])]
    marks: list[Mark] = [Curve(a, b, "wire", True) for a, b in pairwise(spots)]
    return marks + arrow(spots[-1], end, False)
