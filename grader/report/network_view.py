"""What the network computes, ready to be shown: the drawing and a word on what is not in it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.graph import Graph, Mode
from grader.reading.reading import Reading
from grader.report.drawing.across import draw_across
from grader.report.drawing.down import draw_down
from grader.report.drawing.marks import Drawing
from grader.report.drawing.stages import Course, course_of
from grader.script import Submission


@dataclass(frozen=True)
class NetworkView:
    """The network as it ran."""

    class_name: str
    across: Drawing  # for wide screens and paper
    down: Drawing  # for narrow ones
    mode: Mode
    batch: int
    complete: bool
    unused: tuple[str, ...]  # "F.relu at line 33": calls whose result nobody uses
    more: int  # calls that are not drawn


def network_view(reading: Reading, submission: Submission) -> NetworkView | None:
    """None where forward never ran a single call."""
    graph, observation = reading.graph, reading.observation
    if graph is None or not graph.operations:
        return None
    course = course_of(graph, observation.tensors)
    name = observation.loading.class_name if observation.loading else "Net"
    words = _described(course)
    return NetworkView(
        class_name=name,
        across=draw_across(course, f"{name} as it ran", words),
        down=draw_down(course, f"{name} as it ran", words),
        mode=graph.mode,
        batch=graph.batch,
        complete=course.complete,
        unused=tuple(_unused(graph, submission)),
        more=course.more,
    )


def _described(course: Course) -> str:
    """The drawing in words, for those who hear the page."""
    first = course.stages[0].shape
    said = [f"Input {_by(first)}"]
    for stage in course.stages[1:]:
        steps = ", ".join(step.label for step in stage.steps) or "a step"
        said.append(f"{steps} gives {_by(stage.shape)}")
    end = "." if course.complete else "; there forward stopped."
    return "; ".join(said) + end


def _by(shape: tuple[int, ...]) -> str:
    return " by ".join(map(str, shape)) or "one number"


def _unused(graph: Graph, submission: Submission) -> list[str]:
    """Calls on which the result does not depend, each with its place."""
    live = {op.index for op in graph.live()}
    dead = [
        op
        for op in graph.operations
        if op.index not in live and op.outputs and op.reads and not op.writes
    ]  # a call that writes counts a batch, as batch norm does: it is no loose end
    return [
        f"{op.spelled} at {submission.place(op.line)}" if op.line else op.spelled for op in dead[:8]
    ]
