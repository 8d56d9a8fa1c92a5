"""The small changes with which what goes into layers is added to what they give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.evidence import INPUT, Change, Place, places_of
from grader.graph import Graph, Operation, Ref
from grader.graph.nouns import refs_in
from grader.reading.blocks import joins_of
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.sizes import sizes_of
from grader.reading.weighted import Weighted
from grader.repair.graph.calls import numbered, reading_others, with_call, without

ACTIVE = "active"  # the whole line is lost: the activation behind the sum with it
MOST_LAYERS = 24  # round which a way is looked for: nobody writes so many on purpose
_JOINS = ("mul", "sub", "cat", "stack", "maximum", "minimum", "div", "matmul")
_LAYS_OUT = ("shape", "reduction", "pooling")  # behind which the maps of a block are no more


def sum_changes(reading: Reading) -> list[Change]:
    """All changes of a single step that may make a residual block."""
    flow = reading.run
    if flow is None:
        return []
    places = places_of(flow.graph.operations)
    found = [
        *_cleared(reading, flow, places),
        *_joined_otherwise(flow, places),
        *_other_ways(flow, places),
        *_kept(flow, places),
        *_moved(flow, places),
        *_put_in(flow, places),
    ]
    return list(dict.fromkeys(found))


def _cleared(reading: Reading, flow: Flow, places: dict[int, Place]) -> Iterator[Change]:
    """Nothing on the way round that holds it up: no cut, windows of 1×1."""
    tensors = reading.observation.tensors
    layers = {layer.op.index: layer for layer in flow.layers}
    for join in joins_of(flow, tensors):
        for op in join.in_the_way:
            layer, place = layers.get(op.index), places[op.index]
            if layer is None:
                yield Change("delete", "sum", step=place)
            elif layer.role == "convolution":
                was = sizes_of(layer, flow, tensors)["k"]
                yield Change("set", "size", step=place, setting="k", was=was, now=1)


def _joined_otherwise(flow: Flow, places: dict[int, Place]) -> Iterator[Change]:
    """Two ways that meet in another step than a sum."""
    for op in flow.steps.values():
        if op.kind in _JOINS and len(flow.given(op)) == 2:
            yield Change("exchange", "sum", step=places[op.index])


def _other_ways(flow: Flow, places: dict[int, Place]) -> Iterator[Change]:
    """A sum that is given something else: what goes round more layers, or fewer."""
    for op in flow.steps.values():
        if op.kind != "add":
            continue
        for name in ("other", "input"):
            was = op.bound.get(name)
            if not isinstance(was, Ref):
                continue
            fits = [v for v in _ahead(flow, op) if _shape(flow, v) == flow.graph.shape_out(op)]
            for value in [*fits, *_into_blocks(flow)]:  # of another shape it takes a projection
                if value != was.index:
                    yield Change(
                        "set", "sum", step=places[op.index], setting=name,
                        source=_place(flow, value, places), behind=_place(flow, was.index, places),
                    )  # fmt: skip


def _into_blocks(flow: Flow) -> list[int]:
    """What goes into the layers that the lab has in its blocks."""
    given = (flow.given(first.op) for first, _ in _rounds(flow)[: flow.asked.blocks])
    return [values[0] for values in given if values]


def _kept(flow: Flow, places: dict[int, Place]) -> Iterator[Change]:
    """What layers give and nothing goes on with is added to what does."""
    live = {op.index for op in flow.graph.live()}
    read = {ref for op in flow.graph.operations for ref in op.reads}
    for op in flow.graph.operations:
        dead = op.index not in live and op.outputs and Ref("value", op.outputs[0]) not in read
        for value in _ahead(flow, op) if dead else ():
            if _shape(flow, value) == flow.graph.shape_out(op):
                way = _place(flow, value, places)
                for setting in ("", ACTIVE):
                    yield Change("keep", "sum", None, places[op.index], setting=setting, source=way)


def _moved(flow: Flow, places: dict[int, Place]) -> Iterator[Change]:
    """A sum that stands before layers which what goes in should go round as well."""
    for op in flow.steps.values():
        given = flow.given(op) if op.kind == "add" else []
        for way in given if len(given) == 2 else ():
            for layer in [one for one in flow.layers if one.op.index > op.index][:MOST_LAYERS]:
                for end in _ends(flow, layer):
                    if flow.graph.shape_out(end) == _shape(flow, way):
                        yield Change(
                            "move", "sum", step=places[op.index], behind=places[end.index],
                            layer=places[layer.op.index], source=_place(flow, way, places),
                        )  # fmt: skip


def _put_in(flow: Flow, places: dict[int, Place]) -> Iterator[Change]:
    """A sum behind some layers in a row; first behind what they give before its activation."""
    for first, last in _rounds(flow):
        given = next(iter(flow.given(first.op)), None)
        for end in _ends(flow, last) if given is not None else ():
            yield Change(
                "insert", "sum", layer=places[last.op.index], behind=places[end.index],
                source=_place(flow, given or 0, places),
                fits=int(_shape(flow, given or 0) == flow.graph.shape_out(end)),
            )  # fmt: skip


def _rounds(flow: Flow) -> list[tuple[Weighted, Weighted]]:
    """From which layer to which a way may go round; first those that the lab has in its blocks."""
    layers, parts = flow.layers[:MOST_LAYERS], flow.asked.parts
    asked = []
    for block in range(1, flow.asked.blocks + 1):
        inside = [place for place, part in enumerate(parts) if part.block == block]
        if inside[-1] < len(layers):
            asked.append((layers[inside[0]], layers[inside[-1]]))
    others = [(one, other) for place, one in enumerate(layers) for other in layers[place:]]
    return list(dict.fromkeys([*asked, *others]))


def _ends(flow: Flow, layer: Weighted) -> list[Operation]:
    """Behind which steps of a layer's stretch a sum may stand, the likelier first."""
    chain, op = [layer.op], layer.op
    while len(after := flow.followers[op.index]) == 1 and after[0] in flow.steps:
        op = flow.steps[after[0]]
        if op in [one.op for one in flow.layers] or op.family in _LAYS_OUT:
            break
        chain.append(op)
    before = [op for op in chain if op.family != "activation"]
    active = next((i for i, op in enumerate(chain) if op.family == "activation"), len(chain))
    ends = [chain[active - 1], *reversed(before), chain[-1]]
    return list(dict.fromkeys(ends))


def _ahead(flow: Flow, op: Operation) -> Sequence[int]:
    """The values of the image's that were made before a step, the nearest first."""
    made = (one for one in flow.steps.values() if one.index < op.index and one.outputs)
    mine = [one.outputs[0] for one in made if one.index in flow.of_the_image]
    return [*reversed(mine), 0]


def _shape(flow: Flow, value: int) -> tuple[int, ...]:
    return flow.graph.values[value].shape


def _place(flow: Flow, value: int, places: dict[int, Place]) -> Place:
    maker = flow.graph.makers.get(value)
    return INPUT if maker is None else places[maker.index]


def summed(
    graph: Graph, change: Change, step: Operation | None, behind: int | None, source: int | None
) -> Graph:
    """The graph with a change that makes a sum."""
    if change.verb == "exchange" and step is not None:
        two = [ref for ref in dict.fromkeys(step.reads) if ref.kind == "value"]
        made = replace(step, target=_ADD, args=tuple(two), kwargs=(), reads=tuple(two))
        out = graph.values[step.outputs[0]]
        values = list(graph.values)
        values[step.outputs[0]] = replace(out, shape=graph.values[two[0].index].shape)
        return with_call(replace(graph, values=tuple(values)), made)
    if change.verb == "delete" and step is not None:
        return without(graph, step, next(ref.index for ref in step.reads))
    if source is None:
        return graph
    way = Ref("value", source)
    if change.verb == "set" and step is not None:
        bound = {**step.bound, change.setting: way}
        reads = tuple(ref for value in bound.values() for ref in refs_in(value))
        return with_call(graph, replace(step, args=(), kwargs=tuple(bound.items()), reads=reads))
    if change.verb == "move" and step is not None:
        other = next((r for r in step.reads if r.kind == "value" and r != way), None)
        if other is None or behind is None:
            return graph
        return _with_sum(without(graph, step, other.index), behind, way, behind)
    if change.verb == "keep" and step is not None:
        return _with_sum(graph, step.outputs[0], way, source)
    return graph if behind is None else _with_sum(graph, behind, way, behind)


_ADD = "torch.add"


def _with_sum(graph: Graph, value: int, way: Ref, read: int) -> Graph:
    """With a sum right behind a value; who reads `read` later reads the sum."""
    maker = graph.makers.get(value)
    ahead = maker.index if maker is not None else -1
    new, two = len(graph.values), (Ref("value", value), way)
    near = maker.line if maker is not None else None
    made = Operation(-1, _ADD, two, (), (new,), False, two, (), "", near)
    table = {Ref("value", read): Ref("value", new)}
    before = [one for one in graph.operations if one.index <= ahead]
    after = [reading_others(one, table) for one in graph.operations if one.index > ahead]
    roomy = replace(graph, values=(*graph.values, graph.values[value]))
    output = new if graph.output == read else graph.output
    return numbered(roomy, [*before, made, *after], output)
