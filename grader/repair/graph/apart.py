"""The small changes with which each image is worked on for itself, the likelier first."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from grader.evidence import FOLLOWS, INPUT, Change, Place, places_of
from grader.graph import Operation
from grader.reading.across import mixing
from grader.reading.flow import Flow

MOST_STEPS = 12  # from a step that mixes images to where its numbers meet the others
_ROWS = ("softmax", "log_softmax", "softmin", "normalize")  # which may run along the rows instead


def apart_changes(flow: Flow) -> list[Change]:
    """All changes of a single step that may keep the images apart."""
    places = places_of(flow.graph.operations)
    mixed = mixing(flow)
    found: dict[Change, None] = {}
    for op in mixed:
        for make in (_set, _laid_out, _deleted, _joined):
            found.update(dict.fromkeys(make(flow, op, places)))
    return list(found)


def _set(flow: Flow, op: Operation, places: dict[int, Place]) -> Iterator[Change]:
    """Along the rows, or by what was learned of the mean."""
    was = op.bound.get("dim")
    if op.kind == "batch_norm":
        yield Change(
            "set", "apart", step=places[op.index], setting="training", was=True, now=FOLLOWS
        )
    elif op.kind in _ROWS:
        yield Change("set", "apart", step=places[op.index], setting="dim", was=was, now=1)


def _deleted(flow: Flow, op: Operation, places: dict[int, Place]) -> Iterator[Change]:
    """A step less, of one that gives as much as it is given."""
    given = _given(flow, op)
    if op.family == "reduction" and op.kind not in ("cumsum", "sort"):
        return  # what it gives has lost the images
    if len(given) == 1 and flow.graph.values[given[0]].shape == flow.graph.shape_out(op):
        source = _place(flow, given[0], places)
        yield Change("delete", "apart", step=places[op.index], source=source)


def _laid_out(flow: Flow, op: Operation, places: dict[int, Place]) -> Iterator[Change]:
    """Maps laid out image by image, in the place of steps that move numbers about."""
    given, graph, gone = _given(flow, op), flow.graph, list[Place]()
    if len(given) != 1 or op.family != "shape":
        return
    shape = graph.values[given[0]].shape
    while op.family == "shape" and len(gone) < MOST_STEPS:
        if gone and graph.shape_out(op) == (shape[0], prod(shape[1:])):
            source = _place(flow, given[0], places)
            yield Change(
                "exchange", "apart", step=places[op.index], source=source, gone=tuple(gone)
            )
        after = [index for index in flow.followers[op.index] if index in flow.steps]
        if len(after) != 1:
            return
        gone.append(places[op.index])
        op = flow.steps[after[0]]


def _joined(flow: Flow, op: Operation, places: dict[int, Place]) -> Iterator[Change]:
    """What is mixed left out where it meets the images' own numbers: these go on alone."""
    behind = flow.reached_from(op.index)
    for index in sorted(behind & flow.steps.keys())[:MOST_STEPS]:
        join = flow.steps[index]
        others = [value for value in _given(flow, join) if not _from(flow, value, op, behind)]
        same = [v for v in others if flow.graph.values[v].shape == flow.graph.shape_out(join)]
        if same and len(_given(flow, join)) > 1:
            source = _place(flow, same[0], places)
            gone = tuple(places[i] for i in (op.index, *sorted(behind)) if op.index <= i < index)
            yield Change("straighten", "apart", step=places[index], source=source, gone=gone)
            return


def _from(flow: Flow, value: int, op: Operation, behind: set[int]) -> bool:
    maker = flow.graph.makers.get(value)
    return maker is not None and (maker.index == op.index or maker.index in behind)


def _given(flow: Flow, op: Operation) -> list[int]:
    """The values of the image's that it is given."""
    makers = flow.graph.makers
    values = dict.fromkeys(ref.index for ref in op.reads if ref.kind == "value")
    return [v for v in values if v == 0 or ((m := makers.get(v)) and m.index in flow.of_the_image)]


def _place(flow: Flow, value: int, places: dict[int, Place]) -> Place:
    maker = flow.graph.makers.get(value)
    return INPUT if maker is None else places[maker.index]
