"""The drawing follows the graph: volumes, steps, tracks, rows."""

from __future__ import annotations

from typing import Any

import pytest

from grader.reading.network import network_of_graph
from grader.report.drawing.across import draw_across
from grader.report.drawing.down import draw_down
from grader.report.drawing.grid import SQUEEZED
from grader.report.drawing.marks import Rect, Words
from grader.report.drawing.stages import MOST, course_of
from grader.report.drawing.tracks import lay_out
from grader.report.drawing.volume import Front, window_on


def labels(drawing: Any) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, Words)]


def test_steps_that_keep_the_shape_join_their_volume(nets: Any) -> None:
    net = nets["classic"]()
    course = course_of(net.graph(), tuple(net.tensors))
    assert [stage.shape for stage in course.stages] == [
        (1, 28, 28), (10, 24, 24), (10, 12, 12), (20, 8, 8), (20, 4, 4), (320,), (50,), (10,)
    ]  # fmt: skip
    assert [step.label for step in course.stages[2].steps] == ["max pool 2×2", "ReLU"]
    assert [step.label for step in course.stages[6].steps] == ["fc1", "ReLU", "dropout 0.5"]
    assert course.complete


@pytest.mark.parametrize(("name", "width"), [("classic", 1), ("branched", 2), ("deep", 1)])
def test_branches_have_tracks_of_their_own(nets: Any, name: str, width: int) -> None:
    net = nets[name]()
    stages = course_of(net.graph(), tuple(net.tensors)).stages
    tracks = lay_out(stages)
    assert tracks.width == width
    places = list(zip(tracks.layers, tracks.tracks, strict=True))
    assert len(set(places)) == len(places), "two volumes at one place"
    assert len(tracks.links) == sum(len(stage.sources) for stage in stages)
    for link in tracks.links:
        assert tracks.layers[link.source] < tracks.layers[link.target]
        between = range(tracks.layers[link.source] + 1, tracks.layers[link.target])
        assert not {(layer, link.track) for layer in between} & set(places)


@pytest.mark.parametrize("name", ["classic", "branched", "deep"])
@pytest.mark.parametrize("draw", [draw_across, draw_down])
def test_everything_is_inside_the_drawing(nets: Any, name: str, draw: Any) -> None:
    net = nets[name]()
    course = course_of(net.graph(), tuple(net.tensors))
    drawing = draw(course, "Net", "words")
    for mark in drawing.marks:
        if isinstance(mark, Rect):
            assert 0 <= mark.x <= mark.x + mark.width <= drawing.width, mark
            assert 0 <= mark.y <= mark.y + mark.height <= drawing.height, mark
    said = labels(drawing)
    for stage in course.stages:
        assert " × ".join(map(str, stage.shape)) in said
        assert all(step.label in said for step in stage.steps)
    if draw is draw_across:
        assert drawing.width <= SQUEEZED


def test_sizes_follow_the_shapes(nets: Any) -> None:
    net = nets["classic"]()
    drawing = draw_across(course_of(net.graph(), tuple(net.tensors)), "Net", "words")
    planes = [m for m in drawing.marks if isinstance(m, Rect) and m.css.startswith("plane")]
    sides = sorted({round(plane.width, 1) for plane in planes}, reverse=True)
    assert [round(side / sides[0] * 28) for side in sides] == [28, 24, 12, 8, 4]


@pytest.mark.parametrize(
    ("window", "size"),
    [((1, 7), (10, 49)), ((5, 1), (50, 7)), ((3, 3), (30, 21)), ((99, 99), (100, 140))],
)
def test_a_window_has_its_rows_and_columns_to_scale(
    window: tuple[int, int], size: tuple[float, float]
) -> None:
    front = Front(5, 8, width=140, height=100, rows=10, columns=20)
    corners = window_on(front, window).points
    across, down = ([point[axis] for point in corners] for axis in (0, 1))
    assert (max(down) - min(down), max(across) - min(across)) == pytest.approx(size)
    assert min(across) >= front.x
    assert max(across) <= front.x + front.width
    assert min(down) >= front.y
    assert max(down) <= front.y + front.height


def test_a_run_that_stopped_and_a_run_that_is_too_long(nets: Any, make_net: Any) -> None:
    net = nets["classic"]()
    stopped = course_of(net.graph(complete=False), tuple(net.tensors))
    assert not stopped.complete
    assert stopped.stages[-1].steps[-1].hue == "bad"
    net = make_net()
    for i in range(MOST + 40):
        net.conv(f"conv{i}", 4, 3, 1, padding=1)
    course = course_of(net.graph(), tuple(net.tensors))
    assert len(course.stages) == MOST
    assert course.more == 41
    assert draw_across(course, "Net", "words").width <= SQUEEZED


def test_the_bridge_to_concepts_gives_what_was_seen(nets: Any) -> None:
    for make in nets.values():
        net = make()
        graph = net.graph()
        network = network_of_graph(graph, tuple(net.tensors))
        steps = network.steps((1, 28, 28))
        seen = [value.shape[1:] for value in graph.values]
        assert [step.placed.shape for step in steps] == seen
        assert not [s.node.name for s in steps if s.node.layer.kind == "opaque"]
