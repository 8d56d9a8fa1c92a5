"""A change of a graph, made: a new graph, and nothing is run.

Values keep their ids, so that what was measured of a step that stays can still be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from grader.evidence import (
    ACTIVATIONS,
    FOLLOWS,
    INPUT,
    LAYERS,
    OWN,
    POOLINGS,
    Asked,
    Change,
    Place,
    places_of,
)
from grader.graph import Argument, Graph, Operation, Ref, Value
from grader.repair.graph.calls import numbered, put_in, reading_others, with_call, without
from grader.repair.graph.layers import came_from
from grader.repair.graph.shapes import with_shapes
from grader.repair.graph.sums import ACTIVE, summed

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
    "batch_norm": "torch.nn.functional.batch_norm",
    "max": "torch.nn.functional.max_pool2d",
    "avg": "torch.nn.functional.avg_pool2d",
    "pool": "torch.nn.functional.max_pool2d",
    "global_max": "torch.nn.functional.adaptive_max_pool2d",
    "global_avg": "torch.nn.functional.adaptive_avg_pool2d",
}
USUAL_SHARE = 0.5  # torch's own
_SETTINGS: dict[Asked, dict[str, Argument]] = {
    "log_softmax": {"dim": 1},
    "softmax": {"dim": 1},
    "apart": {"start_dim": 1},
    **{word: {"kernel_size": 2} for word in ("max", "avg", "pool")},
    **{word: {"output_size": 1} for word in ("global_max", "global_avg")},
}


def changed(graph: Graph, change: Change, then: Sequence[Asked] = ("relu",)) -> Graph:
    """The graph with a change; as it is where the change finds nothing to be made on.

    `then`: what follows a layer that is put in.
    """
    if change.mode not in (None, graph.mode):
        return graph
    if change.asked == "layer" and change.verb == "delete":
        return graph  # a layer less that is made: no call changes
    after = _changed(graph, change, then)
    return with_shapes(graph, after) if _in_order(after) else graph


def _in_order(graph: Graph) -> bool:
    """Whether each call reads only what was made before it."""
    made = {0}
    for op in graph.operations:
        if any(ref.kind == "value" and ref.index not in made for ref in op.reads):
            return False
        made.update(op.outputs)
    return graph.output is None or graph.output in made


def _changed(graph: Graph, change: Change, then: Sequence[Asked]) -> Graph:
    step = find(graph, change.step) if change.step is not None else None
    behind = _value(graph, change.behind)
    if change.asked == "sum":
        after = summed(graph, change, step, behind, _value(graph, change.source))
        return _active(after, graph, change, then) if change.setting == ACTIVE else after
    if change.asked == "size":
        return graph if step is None else _of_size(graph, step, change)
    if change.asked in LAYERS and change.verb == "delete":
        return _without_layer(graph, change)
    if change.verb == "insert":
        if behind is None or change.asked in LAYERS:
            return graph if behind is None else _layer_in(graph, change, behind, then)
        return put_in(graph, _made(graph, change, behind), behind)
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
        return _swept(
            graph, with_call(graph, replace(made, index=step.index, outputs=step.outputs))
        )
    if change.verb == "keep":
        return _kept(graph, step, source)
    return _swept(graph, without(graph, step, source))  # delete, straighten


def _active(after: Graph, before: Graph, change: Change, then: Sequence[Asked]) -> Graph:
    """With the activation that is asked for behind what was put in last."""
    if len(after.values) == len(before.values):
        return after
    made = len(after.values) - 1
    word = next(one for one in then if one in ACTIVATIONS)
    return put_in(after, _made(after, replace(change, asked=word), made), made)


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
        return (came_from if change.asked in (*LAYERS, *POOLINGS) else living)(graph, step)
    inner = [step, *(op for op in map(partial(find, graph), change.gone) if op is not None)]
    made = {value for op in inner for value in op.outputs}
    given = {ref.index for op in inner for ref in op.reads if ref.kind == "value"} - made
    shape = graph.shape_out(step)
    any_shape = change.asked in POOLINGS or step.family == "pooling"
    fits = [value for value in given if any_shape or graph.values[value].shape == shape]
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


def _set(graph: Graph, step: Operation, change: Change) -> Graph:
    now = graph.mode == "train" if change.now == FOLLOWS else change.now
    if now == OWN:  # what is made on the spot the flow takes for other weights
        now = Ref("value", len(graph.values))
        graph = replace(graph, values=(*graph.values, Value((), "float32")))
    bound = {**step.bound, change.setting: now}
    return with_call(graph, replace(step, args=(), kwargs=tuple(bound.items())))


def _without_layer(graph: Graph, change: Change) -> Graph:
    """Without a layer, and what stands behind it."""
    gone = [find(graph, place) for place in (change.step, *change.gone) if place is not None]
    for was in gone:
        op = next((one for one in graph.operations if was and one.outputs == was.outputs), None)
        given = (ref.index for ref in op.reads if ref.kind == "value") if op is not None else ()
        if op is not None and (into := next(iter(given), None)) is not None:
            graph = without(graph, op, into)
    return graph


def _of_size(graph: Graph, step: Operation, change: Change) -> Graph:
    """With another size of a layer; how large its windows are its weights say, and no call."""
    if change.setting == "n":
        out = graph.values[step.outputs[0]]
        axis = 1 if step.family == "convolution" else len(out.shape) - 1
        shape = tuple(change.now if i == axis else n for i, n in enumerate(out.shape))
        values = list(graph.values)
        values[step.outputs[0]] = replace(out, shape=shape)  # type: ignore[arg-type]
        return replace(graph, values=tuple(values))
    return graph if change.setting == "k" else _set(graph, step, change)


def _made(graph: Graph, change: Change, value: int) -> Operation:
    """The step that is asked for, working on a value; its own index and outputs come later."""
    given = Ref("value", value)
    settings = dict(_SETTINGS.get(change.asked, {}))
    if change.asked in ("dropout", "batch_norm"):
        settings["training"] = graph.mode == "train"
    if change.asked == "dropout":
        settings["p"] = change.now if change.setting == "p" else USUAL_SHARE
    near = change.step or change.behind
    kwargs = tuple(settings.items())
    return Operation(
        -1, TARGETS[change.asked], (given,), kwargs, (), False,
        (given,), (), change.spare, near.line if near is not None else None,
    )  # fmt: skip


def _layer_in(graph: Graph, change: Change, behind: int, then: Sequence[Asked]) -> Graph:
    """With a layer more, and what follows it; its weights count as made on the spot."""
    weight = Ref("value", len(graph.values))
    roomy = replace(graph, values=(*graph.values, Value((), "float32")))
    layer = replace(_made(roomy, change, behind), kwargs=(("weight", weight),))
    after = put_in(roomy, layer, behind)
    for word in then:
        given = len(after.values) - 1  # what the layer gives, or the step before
        after = put_in(after, _made(after, replace(change, asked=word, spare=""), given), given)
    return after


def _moved(graph: Graph, step: Operation, behind: int) -> Graph:
    given = next((ref for ref in step.reads if ref.kind == "value"), None)
    if given is None or behind in step.outputs:
        return graph
    rest = without(graph, step, given.index)
    table = {given: Ref("value", behind)}
    return put_in(rest, reading_others(step, table), behind)


def _kept(graph: Graph, step: Operation, source: int) -> Graph:
    """Who comes later and read the source reads what the step gives."""
    old, new = Ref("value", source), Ref("value", step.outputs[0])
    operations = [
        reading_others(one, {old: new}) if one.index > step.index else one
        for one in graph.operations
    ]
    return numbered(graph, operations, new.index if graph.output == source else graph.output)


def _swept(before: Graph, after: Graph) -> Graph:
    """Without the calls that only a way round led to, and now nothing does."""
    was, still = ({op.outputs for op in one.live()} for one in (before, after))
    left = [op for op in after.operations if op.outputs in still or op.outputs not in was]
    return numbered(after, left, after.output)
