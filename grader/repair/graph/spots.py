"""Where something is lacking: the stretch of a run in which a check asks for a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from grader.checks.verdict import Check
from grader.evidence import INPUT, Place, places_of
from grader.graph import Operation
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.standing import without
from grader.reading.ways import END
from grader.repair.graph.asked import (
    ACTIVATION,
    FORM,
    NORM,
    OFF,
    POOLING,
    drawing,
    lacking_dropout,
)

MOST_INSIDE = 60  # steps between two layers: nobody writes so many on purpose


@dataclass(frozen=True)
class Spot:
    """From a layer to what comes next."""

    flow: Flow
    first: Operation  # the layer
    inside: tuple[Operation, ...]  # the steps behind it, before the next layer
    last: Operation  # behind which the step belongs

    @cached_property
    def _places(self) -> dict[int, Place]:
        return places_of(self.flow.graph.operations)

    def place(self, op: Operation) -> Place:
        """The place of a call of this run."""
        return self._places[op.index]

    def place_of(self, value: int) -> Place:
        """The place of the call that made a value."""
        maker = self.flow.graph.makers.get(value)
        return INPUT if maker is None else self.place(maker)

    def shape(self, value: int) -> tuple[int, ...]:
        """Of a value of this run."""
        return self.flow.graph.values[value].shape


def spots(reading: Reading, check: Check) -> list[Spot]:
    """Where a check lacks something, in order."""
    return list(_spots(reading, check))


def _spots(reading: Reading, check: Check) -> Iterator[Spot]:
    if check.sort == ACTIVATION:
        for flow in reading.both:
            hopeless = reading.never_negative(flow)  # no ReLU would cut anything there
            for layer in (one for one in reading.bare_in(flow) if one.op.index not in hopeless):
                start = flow.start(layer, *reading.asked.activations)
                yield replace(_behind(flow, start, flow.next_layers(layer)), first=layer.op)
    elif check.sort in (NORM, POOLING) and reading.run is not None:
        flow = reading.run
        for layer in without(check.word, flow):
            start = flow.start(layer, check.word)
            yield replace(_behind(flow, start, flow.next_layers(layer)), first=layer.op)
    elif check.place is not None and reading.run is not None:
        flow, part = reading.run, check.place
        ends = {second.op.index for _, second in flow.stretches(part)}
        for op in lacking_dropout(reading, flow, part):
            yield _behind(flow, op, ends)
    elif check.sort == OFF and reading.eval is not None:
        drawn = drawing(reading, reading.eval)
        if drawn:
            yield Spot(reading.eval, drawn[0], (*drawn, *_readers(reading.eval, drawn)), drawn[-1])
    elif check.sort == FORM and reading.eval is not None and reading.eval.layers:
        flow = reading.eval
        last = flow.graph.makers.get(flow.graph.output) if flow.graph.output is not None else None
        if last is not None:
            behind = _behind(flow, flow.layers[-1].op, {END})
            yield Spot(flow, behind.first, behind.inside, last)


def _behind(flow: Flow, op: Operation, ends: set[int]) -> Spot:
    reached = sorted(flow.reached_from(op.index, without=ends) - {END})
    return Spot(flow, op, tuple(flow.steps[index] for index in reached[:MOST_INSIDE]), op)


def _readers(flow: Flow, drawn: list[Operation]) -> list[Operation]:
    """The steps in which random numbers meet the image."""
    random = [op.index for op in drawn if op.index not in flow.of_the_image]
    reached = set[int]().union(*(flow.reached_from(index) for index in random)) - {END}
    met = [i for i in sorted(reached) if i in flow.of_the_image and _is_meeting(flow, i)]
    return [flow.steps[index] for index in met if flow.steps[index] not in drawn]


def _is_meeting(flow: Flow, index: int) -> bool:
    return any(source not in flow.of_the_image for source in flow.sources[index])
