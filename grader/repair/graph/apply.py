"""A change of a graph, made: a new graph, and nothing is run.

Values keep their ids, so that what was measured of a step that stays can still be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from grader.evidence import (
    ACTIVATIONS,
    FOLLOWS,
    INPUT,
    LAYERS,
    OWN,
    Asked,
    Change,
    Place,
    places_of,
)
from grader.graph import Argument, Graph, Operation, Ref, Value
from grader.repair.graph.layers import came_from

TARGETS: dict[Asked, str] = {
    **{word: f"torch.nn.functional.{word}" for word in ACTIVATIONS},
    "sigmoid": "torch.sigmoid",
    "tanh": "torch.tanh",
    "dropout": "torch.nn.functional.dropout",
    "log_softmax": "torch.nn.functional.log_softmax",
    "softmax": "torch.nn.functional.softmax",
    "conv2d": "torch.conv2d",
    "linear": "torch.nn.functional.linear",
    "apart": "torch.flatten",
}
USUAL_SHARE = 0.5  # torch's own
_Table = Mapping[Ref, Ref]


def changed(graph: Graph, change: Change, active: Asked = "relu") -> Graph:
    """The graph with a change; as it is where the change finds nothing to be made on.

    `active` follows a layer that is put in.
    """
    if change.mode not in (None, graph.mode):
        return graph
    if change.asked in LAYERS and change.verb == "delete":
        return graph  # a layer less that is made: no call changes
    after = _changed(graph, change, active)
    return after if _in_order(after) else graph


def _in_order(graph: Graph) -> bool:
    """Whether each call reads only what was made before it."""
    made = {0}
    for op in graph.operations:
        if any(ref.kind == "value" and ref.index not in made for ref in op.reads):
            return False
        made.update(op.outputs)
    return graph.output is None or graph.output in made


def _changed(graph: Graph, change: Change, active: Asked) -> Graph:
    step = find(graph, change.step) if change.step is not None else None
    behind = _value(graph, change.behind)
    if change.verb == "insert":
        if behind is None or change.asked in LAYERS:
            return graph if behind is None else _layer_in(graph, change, behind, active)
        return _put_in(graph, _made(graph, change, behind), behind)
    if step is None or not step.outputs:
        return graph
    if change.verb == "set":
        return _set(graph, step, change)
    if change.verb == "move":
        return graph if behind is None else _moved(graph, step, behind)
    source = _source(graph, step, change)
    if source is None:
        return graph
    if change.verb == "exchange":
        made = _made(graph, change, source)
        return _swept(graph, _with(graph, replace(made, index=step.index, outputs=step.outputs)))
    if change.verb == "keep":
        return _kept(graph, step, source)
    return _swept(graph, _without(graph, step, source))  # delete, straighten


def find(graph: Graph, place: Place) -> Operation | None:
    """The call at a place of this run."""
    places = places_of(graph.operations)
    return next((op for op in graph.operations if places[op.index] == place), None)


def _value(graph: Graph, place: Place | None) -> int | None:
    if place is None or place == INPUT:
        return None if place is None else 0
    op = find(graph, place)
    return op.outputs[0] if op is not None and op.outputs else None


def _source(graph: Graph, step: Operation, change: Change) -> int | None:
    """The value that goes on in the place of what a step gives, or goes into what comes there.

    A step may stand between it and the other in one run alone: a dropout by hand.
    """
    if change.verb == "straighten" or change.asked == "apart":
        return _value(graph, change.source)
    if change.verb == "keep":
        return (came_from if change.asked in LAYERS else living)(graph, step)
    inner = [step, *(op for op in map(partial(find, graph), change.gone) if op is not None)]
    made = {value for op in inner for value in op.outputs}
    given = {ref.index for op in inner for ref in op.reads if ref.kind == "value"} - made
    shape = graph.shape_out(step)
    fits = [value for value in given if graph.values[value].shape == shape]
    return fits[0] if len(fits) == len(given) == 1 else None


def living(graph: Graph, op: Operation) -> int | None:
    """The nearest value of the same shape on the way back that the network goes on with."""
    live = {one.index for one in graph.live()}
    shape = graph.shape_out(op)
    value: int | None = op.outputs[0]
    while value is not None and graph.values[value].shape == shape:
        maker = graph.makers.get(value)
        if maker is None or maker.index in live:
            return value
        value = next((ref.index for ref in maker.reads if ref.kind == "value"), None)
    return None


def _with(graph: Graph, op: Operation) -> Graph:
    """With another call in the place of one."""
    return replace(
        graph,
        operations=tuple(op if one.index == op.index else one for one in graph.operations),
    )


def _set(graph: Graph, step: Operation, change: Change) -> Graph:
    now = graph.mode == "train" if change.now == FOLLOWS else change.now
    if now == OWN:  # what is made on the spot the flow takes for other weights
        now = Ref("value", len(graph.values))
        graph = replace(graph, values=(*graph.values, Value((), "float32")))
    bound = {**step.bound, change.setting: now}
    return _with(graph, replace(step, args=(), kwargs=tuple(bound.items())))


def _made(graph: Graph, change: Change, value: int) -> Operation:
    """The step that is asked for, working on a value; its own index and outputs come later."""
    given = Ref("value", value)
    settings: dict[Asked, dict[str, Argument]] = {
        "relu": {},
        "dropout": {
            "p": change.now if change.setting == "p" else USUAL_SHARE,
            "training": graph.mode == "train",
        },
        "log_softmax": {"dim": 1},
        "softmax": {"dim": 1},
        "apart": {"start_dim": 1},
    }
    near = change.step or change.behind
    kwargs = tuple(settings.get(change.asked, {}).items())
    return Operation(
        -1, TARGETS[change.asked], (given,), kwargs, (), False,
        (given,), (), change.spare, near.line if near is not None else None,
    )  # fmt: skip


def _layer_in(graph: Graph, change: Change, behind: int, active: Asked) -> Graph:
    """With a layer more, and its activation; its weights count as made on the spot."""
    weight = Ref("value", len(graph.values))
    roomy = replace(graph, values=(*graph.values, Value((), "float32")))
    layer = replace(_made(roomy, change, behind), kwargs=(("weight", weight),))
    after = _put_in(roomy, layer, behind)
    given = len(roomy.values)  # what the layer gives
    return _put_in(after, _made(after, replace(change, asked=active, spare=""), given), given)


def _put_in(graph: Graph, op: Operation, value: int) -> Graph:
    """With a call right behind a value: who read that reads what the call gives."""
    new = len(graph.values)
    table = {Ref("value", value): Ref("value", new)}
    maker = graph.makers.get(value)
    ahead = maker.index if maker is not None else -1
    before = [one for one in graph.operations if one.index <= ahead]
    behind = [_reading(one, table) for one in graph.operations if one.index > ahead]
    return _numbered(
        replace(graph, values=(*graph.values, graph.values[value])),
        [*before, replace(op, outputs=(new,)), *behind],
        new if graph.output == value else graph.output,
    )


def _moved(graph: Graph, step: Operation, behind: int) -> Graph:
    given = next((ref for ref in step.reads if ref.kind == "value"), None)
    if given is None or behind in step.outputs:
        return graph
    rest = _without(graph, step, given.index)
    table = {given: Ref("value", behind)}
    return _put_in(rest, _reading(step, table), behind)


def _without(graph: Graph, step: Operation, source: int) -> Graph:
    """Without a call: who read what it gave reads the source."""
    table = {Ref("value", out): Ref("value", source) for out in step.outputs}
    rest = [_reading(one, table) for one in graph.operations if one.index != step.index]
    return _numbered(graph, rest, source if graph.output in step.outputs else graph.output)


def _kept(graph: Graph, step: Operation, source: int) -> Graph:
    """Who comes later and read the source reads what the step gives."""
    old, new = Ref("value", source), Ref("value", step.outputs[0])
    operations = [
        _reading(one, {old: new}) if one.index > step.index else one for one in graph.operations
    ]
    return _numbered(graph, operations, new.index if graph.output == source else graph.output)


def _swept(before: Graph, after: Graph) -> Graph:
    """Without the calls that only a way round led to, and now nothing does."""
    was, still = ({op.outputs for op in one.live()} for one in (before, after))
    left = [op for op in after.operations if op.outputs in still or op.outputs not in was]
    return _numbered(after, left, after.output)


def _numbered(graph: Graph, operations: Iterable[Operation], output: int | None) -> Graph:
    in_order = tuple(replace(op, index=index) for index, op in enumerate(operations))
    return replace(graph, operations=in_order, output=output)


def _reading(op: Operation, table: _Table) -> Operation:
    """A call that reads other values."""
    if not any(ref in table for ref in op.reads):
        return op
    return replace(
        op,
        args=tuple(_swapped(one, table) for one in op.args),
        kwargs=tuple((name, _swapped(one, table)) for name, one in op.kwargs),
        reads=tuple(table.get(ref, ref) for ref in op.reads),
    )


def _swapped(argument: Argument, table: _Table) -> Argument:
    if isinstance(argument, Ref):
        return table.get(argument, argument)
    if isinstance(argument, tuple):
        return tuple(_swapped(one, table) for one in argument)
    return argument
