"""The small changes with which a network has the layers that are asked for, the likelier first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from grader.evidence import INPUT, OF_NET, OWN, Asked, Change, Layer, Place, places_of
from grader.graph import Graph, Operation
from grader.lab import Role
from grader.reading.blocks import joins_of
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.weighted import Weighted

MOST_PLACES = 60  # where a layer may be put in: nobody writes so many steps on purpose
_FAMILIES: dict[Asked, tuple[str, ...]] = {
    "conv2d": ("convolution",),
    "linear": ("linear", "matmul"),
    "layer": ("convolution", "linear", "matmul", "normalisation", "activation", "recurrent"),
}
_WITH_A_LAYER = ("activation", "normalisation", "dropout")  # what goes with one that goes
_WORDS: dict[Asked, str] = {"conv2d": "Conv", "linear": "Linear", "layer": ""}


class _Spot(NamedTuple):
    """A value of the run behind which a layer may stand."""

    place: Place
    numbers: int  # channels of its maps, or numbers of its rows


def layer_changes(reading: Reading, asked: Asked) -> list[Change]:
    """All changes of a single layer that may mend a check that asks for layers."""
    flow = reading.run
    if flow is None:
        return []
    places = places_of(flow.graph.operations)
    found = [*_kept(flow, asked, places), *_of_their_own(flow, asked, places)]
    spare = [one for one in reading.unused if _WORDS[asked] in one.class_name]
    if asked == "layer":
        return [*found, *(_left_out(reading, one, flow, places) for one in spare)]
    if too_many(flow, asked):
        found += straightened_joins(reading, flow, asked, places)
        found += _one_less(flow, asked, places)
    spots = list(_spots(flow, asked, places))
    for layer in spare:
        fits = [spot for spot in spots if spot.numbers == _takes(reading, layer) > 0]
        found += [_put_in(asked, spot, layer, spot.numbers) for spot in fits]
        found += [_put_in(asked, spot, layer) for spot in spots]
    return [*found, *(_put_in(asked, spot) for spot in spots)]


def _put_in(asked: Asked, spot: _Spot, layer: Layer | None = None, fits: int = 0) -> Change:
    spare = layer.path if layer is not None else ""
    return Change("insert", asked, behind=spot.place, spare=spare, fits=fits)


def _kept(flow: Flow, asked: Asked, places: dict[int, Place]) -> Iterator[Change]:
    """What a layer gives and nothing goes on with goes on."""
    live = {op.index for op in flow.graph.live()}
    for op in flow.graph.operations:
        if op.index in live or op.family not in _FAMILIES[asked] or not op.outputs:
            continue
        source = came_from(flow.graph, op)
        if source is not None:
            maker = flow.graph.makers.get(source)
            given = INPUT if maker is None else places[maker.index]
            yield Change("keep", asked, step=places[op.index], source=given)


def came_from(graph: Graph, op: Operation) -> int | None:
    """The nearest value on the way back that the network goes on with, of whatever shape."""
    live = {one.index for one in graph.live()}
    while True:
        value = next((ref.index for ref in op.reads if ref.kind == "value"), None)
        maker = graph.makers.get(value) if value is not None else None
        if value is None or maker is None or maker.index in live:
            return value
        op = maker


def too_many(flow: Flow, asked: Asked) -> bool:
    """Whether there are more layers of a sort than the lab asks for."""
    role = _role(asked)
    return len(_own(flow, role)) > sum(part.role == role for part in flow.asked.parts)


def _role(asked: Asked) -> Role:
    return "convolution" if asked == "conv2d" else "linear"


def _own(flow: Flow, role: Role) -> list[Weighted]:
    more = (layer for layer in flow.more_than_asked if layer.role == role)
    return [*flow.of_role(role), *more]


def straightened_joins(
    reading: Reading, flow: Flow, asked: Asked, places: dict[int, Place]
) -> Iterator[Change]:
    """No sum of two ways any more, one of which goes round layers: either goes on alone."""
    if flow.asked.blocks:
        return
    for join in joins_of(flow, reading.observation.tensors):
        for value in flow.given(join.join):
            maker = flow.graph.makers.get(value)
            source = INPUT if maker is None else places[maker.index]
            others = (flow.leading_to(one) for one in flow.given(join.join) if one != value)
            lost = set[int]().union(*others) - flow.leading_to(value)
            gone = tuple(places[index] for index in sorted(lost))
            step = places[join.join.index]
            yield Change("straighten", asked, step=step, source=source, gone=gone)


def _one_less(flow: Flow, asked: Asked, places: dict[int, Place]) -> list[Change]:
    """A layer less, with what stands behind it; first one that gives what it is given."""
    found = []
    for layer in _own(flow, _role(asked)):
        inside = flow.reached_from(layer.op.index, flow.next_layers(layer)) & flow.steps.keys()
        gone = [flow.steps[index] for index in sorted(inside)]
        with_it = tuple(places[op.index] for op in gone if op.family in _WITH_A_LAYER)
        given = next((ref.index for ref in layer.op.reads if ref.kind == "value"), 0)
        fits = flow.graph.values[given].shape == flow.graph.shape_out(layer.op)
        change = Change("delete", asked, step=places[layer.op.index], gone=with_it, fits=int(fits))
        found.append(change)
    return sorted(found, key=lambda one: -one.fits)


def _of_their_own(flow: Flow, asked: Asked, places: dict[int, Place]) -> Iterator[Change]:
    """A call that shares its weights with one before it has weights of its own."""
    first: dict[object, Operation] = {}
    for layer in flow.layers if asked != "layer" else ():
        op = layer.op
        before = first.setdefault(layer.weights, op)
        if before is not op and op.family in _FAMILIES[asked] and "weight" in op.bound:
            yield Change(
                "set", asked, step=places[op.index], source=places[before.index],
                setting="weight", was=before.module, now=OWN,
            )  # fmt: skip


def _left_out(reading: Reading, layer: Layer, flow: Flow, places: dict[int, Place]) -> Change:
    """A layer that is made and not used is not made; `step`: where it is called all the same."""
    own = set(layer.parameters)
    tensors = reading.observation.tensors
    called = (
        places[op.index]
        for op in flow.graph.operations
        if any(ref.kind == "tensor" and tensors[ref.index].name in own for ref in op.reads)
    )
    spots = [*_spots(flow, "conv2d", places), *_spots(flow, "linear", places)]
    takes = _takes(reading, layer)
    fit = next((spot for spot in spots if spot.numbers == takes > 0), None)
    step = next(called, None)
    behind = fit.place if fit is not None and step is None else None
    return Change(
        "delete", "layer", step=step, behind=behind, spare=layer.path or OF_NET,
        fits=takes if behind is not None else 0,
    )  # fmt: skip


def _spots(flow: Flow, asked: Asked, places: dict[int, Place]) -> Iterator[_Spot]:
    """Behind which values a layer of a sort may stand, in order."""
    axes = 4 if asked == "conv2d" else 2
    ahead = flow.convolutions[-1:]  # maps and rows alike: what follows the last of them
    if asked == "conv2d" and not flow.asked.of("linear"):
        ahead = flow.convolutions[-2:-1]  # the last one gives the scores
    behind = ahead[0].op.index if ahead else -1
    graph = flow.graph
    if behind < 0 and len(graph.values[0].shape) == axes:
        yield _Spot(INPUT, graph.values[0].shape[1])
    steps: Sequence[Operation] = [op for op in flow.steps.values() if op.index in flow.from_input]
    for op in [one for one in steps if one.index >= behind][:MOST_PLACES]:
        shape = graph.shape_out(op)
        if len(shape) == axes:
            yield _Spot(places[op.index], shape[1])


def _takes(reading: Reading, layer: Layer) -> int:
    """How many channels or numbers a layer takes; 0 where its weight does not say."""
    weights = [one for one in reading.observation.tensors if one.name in layer.parameters]
    shape = next((one.shape for one in weights if len(one.shape) in (2, 4)), ())
    return shape[1] if shape else 0
