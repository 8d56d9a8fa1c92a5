"""The small changes with which the steps behind a layer come in the order that is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from grader.evidence import Change, Place, places_of
from grader.reading.order import Row, out_of_order
from grader.reading.reading import Reading
from grader.repair.graph.layers import straightened_joins


def order_changes(reading: Reading) -> list[Change]:
    """A step in another place among those behind its layer, or one less; or no sum of two ways."""
    flow = reading.run
    if flow is None:
        return []
    places = places_of(flow.graph.operations)
    steps = [change for row in out_of_order(reading) for change in _of(row, places)]
    return [*straightened_joins(reading, flow, "order", places), *steps]


def _of(row: Row, places: dict[int, Place]) -> Iterator[Change]:
    layer = places[row.layer.op.index]
    spots = [layer, *(places[op.index] for _, op in row.steps)]
    for number, (_, op) in enumerate(row.steps, 1):
        for place, behind in enumerate(spots):
            if place not in (number, number - 1):
                yield Change("move", "order", layer, places[op.index], behind=behind)
    for number, (word, op) in enumerate(row.steps):
        if word not in row.asked or word in row.seen[:number]:
            yield Change("delete", "order", layer, places[op.index])
