"""A graph as a reader sees it: volumes of numbers, and the steps that lead from one to the next.

A step that leaves the shape as it is (an activation, a dropout) joins the step before it, so that
a net of fifteen calls is a picture of six volumes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.graph import Graph, Operation, Tensor
from grader.reading.network import sample
from grader.report.drawing.steps import Step, step_of

QUIET = frozenset(("contiguous", "clone", "to", "type", "float", "cuda"))  # nothing to see
MOST = 60  # volumes that are drawn; the table lists every call


@dataclass(frozen=True)
class Stage:
    """A volume of numbers, and the steps that made it from the stages before."""

    shape: tuple[int, ...]  # of one sample, without the batch
    steps: tuple[Step, ...]
    sources: tuple[int, ...]  # stages that it reads, by position; () for the input


@dataclass(frozen=True)
class Course:
    """A whole network as stages, in order of execution; stage 0 is the input."""

    stages: tuple[Stage, ...]
    complete: bool  # forward came to its end
    more: int = 0  # calls that are not drawn because there are too many


def course_of(graph: Graph, tensors: tuple[Tensor, ...] = ()) -> Course:
    """The stages of a graph."""
    operations = [op for op in graph.live() if op.outputs and not is_quiet_source(op)]
    readers = _readers(operations, graph.output)
    stages = [Stage(sample(graph.values[0].shape, graph.batch), (), ())]
    home: dict[int, int] = {0: 0}  # value id → stage
    for drawn, op in enumerate(operations):
        values = dict.fromkeys(ref.index for ref in op.reads if ref.kind == "value")
        inputs = [value for value in values if value in home]
        shape = sample(graph.shape_out(op), graph.batch)
        steps = () if op.kind in QUIET else (step_of(op, graph, tensors),)
        spot = home[inputs[0]] if inputs else 0
        if _joins(op, inputs, readers) and stages[spot].shape == shape and (spot or not steps):
            stages[spot] = replace(stages[spot], steps=stages[spot].steps + steps)
        elif len(stages) < MOST:
            sources = tuple(dict.fromkeys(home[value] for value in inputs))
            spot = len(stages)
            stages.append(Stage(shape, steps, sources))
        else:
            return Course(tuple(stages), graph.output is not None, len(operations) - drawn)
        home.update(dict.fromkeys(op.outputs, spot))
    if graph.output is None:
        stop = Step("✕ forward stopped", "bad", None)
        stages[-1] = replace(stages[-1], steps=(*stages[-1].steps, stop))
    return Course(tuple(stages), graph.output is not None)


def is_quiet_source(op: Operation) -> bool:
    """Whether a call only makes zeros or ones to start from, as nn.LSTM does."""
    return op.family == "creation" and not any(ref.kind == "value" for ref in op.reads)


def _joins(op: Operation, inputs: list[int], readers: dict[int, int]) -> bool:
    """Whether a call that keeps the shape needs no volume of its own."""
    alone = len(inputs) == 1 and len(op.outputs) == 1 and readers.get(inputs[0], 0) == 1
    return alone and op.family not in ("convolution", "linear", "pooling")


def _readers(operations: list[Operation], output: int | None) -> dict[int, int]:
    """How many live calls read each value; the result of forward counts as one."""
    count: dict[int, int] = {} if output is None else {output: 1}
    for op in operations:
        for value in {ref.index for ref in op.reads if ref.kind == "value"}:
            count[value] = count.get(value, 0) + 1
    return count
