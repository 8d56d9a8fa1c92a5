"""A graph behind a change: each call in order, with what must follow refitted."""

from __future__ import annotations

from dataclasses import replace

from grader.experiment.variants.calls import compacted, with_sizes
from grader.experiment.variants.changes import Changes, Misfit, Shape
from grader.experiment.variants.layers import (
    Numbered,
    connected,
    convolved,
    normalised,
    numbered,
    windowed,
)
from grader.experiment.variants.plain import plain_shape
from grader.experiment.variants.regroup import regrouped
from grader.experiment.variants.sizes import Run, Sizes, named
from grader.graph import Graph, Operation, Ref, Slice, Tensor, Value
from grader.graph.nouns import refs_in

MOST_PASSES = 12  # a pass more for each call between a parameter and the weight that it becomes


def followed(
    graphs: tuple[Graph, Graph], tensors: tuple[Tensor, ...], changes: Changes
) -> tuple[tuple[Graph, Graph], tuple[Tensor, ...], tuple[str, ...]]:
    """Both runs and the tensors with every size that follows, and what had to, in words.

    Raises `Misfit`.
    """
    sizes = Sizes(tensors)
    both = [(graph, numbered(graph)) for graph in map(compacted, graphs)]
    for _ in range(MOST_PASSES):
        before = dict(sizes.wanted)
        sizes.wishes.clear()
        sizes.said.clear()
        first, second = (_pass(graph, sizes, changes, layers) for graph, layers in both)
        if sizes.wanted == before:
            return (first, second), sizes.now(), tuple(sizes.said)
    raise Misfit("its sizes depend on one another in a circle")


def _pass(graph: Graph, sizes: Sizes, changes: Changes, layers: Numbered) -> Graph:
    run = Run(graph, sizes, changes.batch or graph.batch)
    for op in graph.operations:
        if _is_changed(op, changes, layers) or not run.same(op):
            _follow(op, run, changes, layers)
        else:
            _read_as_it_was(op, run)
    shapes = run.shapes
    values = tuple(Value(shape, was.dtype) for shape, was in zip(shapes, graph.values, strict=True))
    return replace(graph, batch=run.batch, values=values, operations=tuple(run.operations))


def _is_changed(op: Operation, changes: Changes, layers: Numbered) -> bool:
    number = layers.convolutions.get(op.index)
    if number is not None and (number in changes.channels or number in changes.kernels):
        return True
    return layers.hidden.get(op.index) in changes.hidden


def _read_as_it_was(op: Operation, run: Run) -> None:
    """It needs its tensors as they are: another call that needs others is a conflict."""
    if op.family in ("convolution", "linear", "matmul", "normalisation"):
        for ref in refs_in((op.args, *(value for _, value in op.kwargs))):
            if ref.kind == "tensor":
                run.want(op, ref, run.old(ref))
    run.keep(op)


def _follow(op: Operation, run: Run, changes: Changes, layers: Numbered) -> None:
    if op.family == "convolution":
        return convolved(op, run, changes, layers)
    if op.kind in ("linear", "addmm") or (op.kind == "matmul" and _by_a_matrix(op, run)):
        return connected(op, run, changes, layers)
    if op.family == "normalisation" and op.kind not in ("normalize", "local_response_norm"):
        return normalised(op, run)
    if op.family == "pooling":
        return windowed(op, run, "its window")
    if op.kind in ("view", "reshape"):
        return _viewed(op, run)
    _refuse_cuts(op, run)
    if op.family in ("arithmetic", "activation"):
        _fit_beside(op, run)
    now, was = plain_shape(op, run.new), plain_shape(op, run.old)
    if was is None or any(run.graph.values[out].shape != was for out in op.outputs):
        raise Misfit(f"{named(op)} is not followed behind a change")
    if now is None:
        shapes = " and ".join("×".join(map(str, run.new(ref)[1:])) for ref in _data(op))
        raise Misfit(f"{shapes} do not fit together at {named(op)}")
    run.give(op, now)
    return None


def _data(op: Operation) -> list[Ref]:
    return list(refs_in((op.args, *(value for _, value in op.kwargs))))


def _by_a_matrix(op: Operation, run: Run) -> bool:
    other = op.bound.get("other")
    return isinstance(other, Ref) and len(run.old(other)) == 2 and "rmatmul" not in op.target


def _viewed(op: Operation, run: Run) -> None:
    """A view lays the same axes together as before, whatever numbers were written."""
    first = op.bound.get("input")
    if not isinstance(first, Ref) or len(op.outputs) != 1:
        raise Misfit(f"{named(op)} is not followed behind a change")
    was = run.graph.values[op.outputs[0]].shape
    now = regrouped(run.old(first), was, run.new(first))
    if now is None:
        raise Misfit(
            f"{named(op)} splits an axis of {'×'.join(map(str, run.new(first)[1:]))} in a way that "
            "does not go with other sizes"
        )
    told, gave_way = with_sizes(op, now)
    if gave_way and now[1:] != was[1:]:
        run.sizes.said[f"{named(op)} lays out {_last(now)} in place of {_last(was)}"] = None
    run.give(told, now)


def _last(shape: Shape) -> str:
    return "×".join(f"{size:,}" for size in shape[1:])


def _refuse_cuts(op: Operation, run: Run) -> None:
    """A slice that begins or ends at a number, along an axis that has another size now."""
    if op.kind != "getitem":
        return
    first, index = op.bound.get("input"), op.bound.get("index")
    items = index if isinstance(index, tuple) else (index,)
    if not isinstance(first, Ref) or not any(isinstance(one, Slice) for one in items):
        return
    changed = [a != b for a, b in zip(run.old(first), run.new(first), strict=True)]
    for axis, one in enumerate(items):
        cut = isinstance(one, Slice) and (one.start, one.stop, one.step) != (None, None, None)
        if cut and axis < len(changed) and changed[axis]:
            raise Misfit(f"{named(op)} cuts at a fixed place, which does not follow")


def _fit_beside(op: Operation, run: Run) -> None:
    """Numbers of the network's own that stand beside maps: a scale for each channel, a bias."""
    refs = _data(op)
    pairs = [(run.old(ref), run.new(ref)) for ref in refs if ref.kind == "value"]
    changed = [(a, b) for a, b in pairs if a != b]
    if not changed:
        return
    was, now = max(changed, key=lambda pair: len(pair[0]))
    for ref in refs:
        own = run.old(ref)
        if ref.kind != "tensor" or not own or len(own) > len(was):
            continue
        if op.kind == "prelu":
            run.want(op, ref, own if own == (1,) else now[1:2])
            continue
        tail = list(zip(own, was[-len(own) :], now[-len(own) :], strict=True))
        run.want(op, ref, tuple(new if mine == old != 1 else mine for mine, old, new in tail))
