"""Layers with weights behind a change: their weights are refitted, what they give follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.experiment.variants.calls import with_argument
from grader.experiment.variants.changes import Changes, Misfit, Shape
from grader.experiment.variants.sizes import Run, named
from grader.graph import Argument, Graph, Operation, Ref
from grader.reading.flow import Flow
from grader.reading.network import computed


@dataclass(frozen=True)
class Numbered:
    """Which calls are the layers that a setting names, by index of the call."""

    convolutions: Mapping[int, int]
    hidden: Mapping[int, int]  # fully connected layers but the last
    covering: frozenset[int]  # convolutions whose filter covers its whole input


def numbered(graph: Graph) -> Numbered:
    """The layers in the order in which `forward` meets them, a repeated one once."""
    flow = Flow(graph)
    ways = [layer.weights for layer in flow.convolutions]
    hidden = [layer.weights for layer in flow.linears[:-1]]
    roles = {layer.op.index: (layer.role, layer.weights) for layer in flow.layers}
    return Numbered(
        {i: ways.index(w) for i, (role, w) in roles.items() if role == "convolution" and w in ways},
        {i: hidden.index(w) for i, (role, w) in roles.items() if w in hidden},
        frozenset(
            layer.op.index
            for layer in flow.layers
            if layer.role == "linear" and layer.op.family == "convolution"
        ),
    )


def convolved(op: Operation, run: Run, changes: Changes, layers: Numbered) -> None:
    """A convolution, with other channels or another kernel where it is one of those that change."""
    x, weight = op.bound.get("input"), op.bound.get("weight")
    if not isinstance(x, Ref) or not isinstance(weight, Ref) or "transpose" in op.kind:
        raise Misfit(f"{named(op)} is a convolution that is not followed")
    before, data, old = run.old(x), run.new(x), run.old(weight)
    rank = len(old) - 2
    if len(data) != rank + 2:
        raise Misfit(f"{named(op)} is given maps without a batch, which are not followed")
    groups = int(op.bound["groups"])  # type: ignore[arg-type]
    number = layers.convolutions.get(op.index)
    out = changes.channels.get(number, old[0]) if number is not None else old[0]
    if groups == before[1] and groups > 1:  # each channel by itself
        groups = data[1]
        out = out if number in changes.channels else old[0] // before[1] * groups
    if data[1] % groups or out % groups:
        raise Misfit(
            f"{named(op)} works in {groups} groups, into which {data[1]} channels and {out} "
            "filters do not go"
        )
    kernel = tuple(old[2:])
    if op.index in layers.covering and kernel == before[2:]:
        kernel = data[2:]
    if number is not None and number in changes.kernels:
        kernel = (changes.kernels[number],) * rank
    told = op if groups == op.bound["groups"] else with_argument(op, "groups", groups)
    if changes.keep_size and kernel != tuple(old[2:]) and number in changes.kernels:
        told = with_argument(told, "padding", _keeping(told, kernel))
    shape = (out, data[1] // groups, *kernel)
    run.want(op, weight, shape)
    run.want(op, op.bound.get("bias"), (out,))
    windowed(told, run, f"a kernel of {'×'.join(map(str, kernel))}")


def _keeping(op: Operation, kernel: Shape) -> Argument:
    """The padding with which a convolution keeps the size of its maps."""
    stride, dilation = op.bound["stride"], op.bound["dilation"]
    steps = stride if isinstance(stride, tuple) else (stride,)
    spread = dilation[0] if isinstance(dilation, tuple) else dilation
    if any(step != 1 for step in steps):
        raise Misfit(f"{named(op)} steps by {steps[0]}: no padding keeps the size of its maps")
    if kernel[0] % 2 == 0:
        raise Misfit(f"no padding alike on all sides keeps the size behind a kernel of {kernel[0]}")
    return int(spread) * (kernel[0] - 1) // 2  # type: ignore[arg-type]


def windowed(op: Operation, run: Run, what: str) -> None:
    """A call whose windows slide over maps: its shape is what `concepts` works out."""
    graph, tensors = run.so_far(), run.sizes.now()
    found = computed(op, graph, tensors)
    first = op.bound.get("input")
    if found is None:
        if isinstance(first, Ref) and computed(op, run.graph, run.sizes.tensors) is not None:
            maps = "×".join(map(str, run.new(first)[2:]))
            raise Misfit(
                f"the maps shrink to nothing at {named(op)}: {what} does not fit on maps of {maps}"
            )
        raise Misfit(f"{named(op)} is not followed behind a change")
    run.give(op, (run.batch, *found[0]))


def connected(op: Operation, run: Run, changes: Changes, layers: Numbered) -> None:
    """A fully connected layer, as `F.linear` or as a product with a matrix."""
    x, weight, turned = _factors(op, run)
    data, old = run.new(x), run.old(weight)
    number = layers.hidden.get(op.index)
    into, out = (old[0], old[1]) if turned else (old[1], old[0])
    if run.old(x)[-1:] != (into,):
        raise Misfit(f"{named(op)} is a product that is not followed")
    if number is not None:
        out = changes.hidden.get(number, out)
    shape = (data[-1], out) if turned else (out, data[-1])
    run.want(op, weight, shape)
    bias = op.bound.get("bias") or (op.bound.get("input") if op.kind == "addmm" else None)
    if isinstance(bias, Ref):
        was = run.old(bias)
        run.want(op, bias, (*was[:-1], out) if was and was[-1] != 1 else was)
    if data[-1] != into:
        run.sizes.said[f"{named(op)} takes {data[-1]:,} numbers in place of {into:,}"] = None
    run.give(op, (*data[:-1], out))


def _factors(op: Operation, run: Run) -> tuple[Ref, Ref, bool]:
    """Data, weight, and whether the weight has its inputs along its first axis."""
    bound = op.bound
    if op.kind == "linear":
        x, weight, turned = bound.get("input"), bound.get("weight"), False
    elif op.kind == "addmm":
        x, weight, turned = bound.get("mat1"), bound.get("mat2"), True
    else:
        x, weight, turned = bound.get("input"), bound.get("other"), True
    if not isinstance(x, Ref) or not isinstance(weight, Ref) or len(run.old(weight)) != 2:
        raise Misfit(f"{named(op)} is a product that is not followed")
    return x, weight, turned


def normalised(op: Operation, run: Run) -> None:
    """A normalisation with numbers of its own for each channel, or for each cell."""
    x = op.bound.get("input")
    if not isinstance(x, Ref):
        raise Misfit(f"{named(op)} is not followed behind a change")
    data, told = run.new(x), op
    shape: Shape = (data[1],) if len(data) > 1 else data
    if op.kind in ("layer_norm", "rms_norm"):
        axes = op.bound["normalized_shape"]
        rank = len(axes) if isinstance(axes, tuple) else 1
        shape = data[-rank:]
        told = with_argument(op, "normalized_shape", shape)
    elif op.kind == "group_norm":
        told = _in_groups(op, run.old(x)[1], data[1])
    elif op.kind not in ("batch_norm", "instance_norm"):
        raise Misfit(f"{named(op)} is not followed behind a change")
    for name in ("running_mean", "running_var", "weight", "bias"):
        run.want(op, op.bound.get(name), shape)
    run.give(told, data)


def _in_groups(op: Operation, before: int, channels: int) -> Operation:
    groups = op.bound["num_groups"]
    groups = channels if groups == before else groups
    if channels % int(groups):  # type: ignore[arg-type]
        raise Misfit(f"{named(op)} has {groups} groups, into which {channels} channels do not go")
    return with_argument(op, "num_groups", groups)
