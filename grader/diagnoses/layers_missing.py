"""Layers: why there are fewer than the lab asks for, by the change with which there are enough."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from math import prod

from concepts.written import several
from grader.checks.layers import edits_of, head, made_by_us
from grader.checks.words import layers
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word, call_of, lines_of
from grader.evidence import Change
from grader.lab import Role
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted
from grader.script.nodes import nothing_in

COUNTED = ("convolutions", "fully-connected")


def _found(case: Case) -> tuple[Flow, tuple[Weighted, ...]] | None:
    """The layers of the sort that the check asks for."""
    flow = case.flow
    if flow is None:
        return None
    return flow, flow.convolutions if case.check == "convolutions" else flow.linears


@diagnosis(*COUNTED, hint="__init__ makes each layer, with its sizes.")
def layer_never_made(case: Case) -> Seen | None:
    """forward calls a layer that __init__ never makes

    A layer has weights, and they are made with it, in __init__.
    """
    found, ours = _found(case), made_by_us(case.evidence)
    if found is None:
        return None
    among = found[1] or (*found[0].convolutions, *found[0].linears)  # of which sort is not known
    layer = next((one for one in among if head(one) in ours), None)
    if layer is None:
        return None
    own = [one.name for one in found[1] if head(one) not in ours]
    edit = next(one for one in edits_of(case.evidence) if one.makes == head(layer))
    empty = edit.kind == "container-empty"
    says = f"`{layer.name}` is called here, and __init__ makes no such layer."
    if empty:
        says = f"`{edit.makes}` is made without a layer in it, and forward calls `{layer.name}`."
    lines = tuple(line for line in (edit.line, layer.op.line) if line is not None)
    return Seen(
        says,
        line=edit.line if empty else layer.op.line,
        lines=lines,
        observed=", ".join(own) or "none",
    )


@diagnosis(
    "fully-connected", hint="Compare its window with the maps that it is given, side by side."
)
def window_does_not_cover_its_maps(case: Case) -> Seen | None:
    """A convolution in a fully connected layer's place does not cover its maps

    A convolution whose window is as large as its maps, without a border, gives one number a filter
    and is a fully connected layer. One that fits in several places is a convolution.
    """
    flow, wanted = case.flow, len(case.lab.asked.of("convolution"))
    if flow is None or flow.linears or len(flow.convolutions) <= wanted:
        return None
    layer = flow.convolutions[wanted]
    sides = flow.graph.shape_out(layer.op)[2:]
    if prod(sides) == 1:
        return None
    return Seen(
        f"`{layer.name}` gives {'×'.join(map(str, sides))} numbers of each filter, so it is a "
        "convolution, and no fully connected layer comes after it.",
        line=case.made_at(layer.op.module) or layer.op.line,
        lines=(layer.op.line,) if layer.op.line else (),
    )


@diagnosis(*COUNTED, "forward-runs", hint="What goes into it, and where?")
def container_without_layers(case: Case) -> Seen | None:
    """A container of layers is empty

    nn.ModuleList, nn.ModuleDict and nn.Sequential hold the layers that they are given, and no
    others.
    """
    script = case.script
    looked_up = case.stopped_by("KeyError", "IndexError") if case.check == "forward-runs" else None
    if case.check == "forward-runs" and looked_up is None:
        return None
    filled = {
        node.func.value.attr
        for node in script.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in _FILLS and isinstance(node.func.value, ast.Attribute)
    }
    for name, value, line in script.stored:
        call = value if isinstance(value, ast.Call) else None
        kind = script.layer_class(call.func) if call is not None else ""
        if call is None or kind not in CONTAINERS or not nothing_in(call) or name in filled:
            continue
        if not any(layer.path.startswith(f"{name}.") for layer in case.seen.layers):
            return Seen(f"`{name}` holds no layer: nothing is put into it.", line=line)
    return None


CONTAINERS = ("ModuleList", "ModuleDict", "Sequential")
_FILLS = ("append", "extend", "insert", "update", "add_module", "register_module", "__setitem__")


@diagnosis(
    *COUNTED,
    hint="Look at what is done to the layer's result, or to its weights, before the next step.",
)
def layer_not_felt(case: Case) -> Seen | None:
    """A layer is called, and makes no difference

    What such a layer gives is so small beside the rest that the loss is the same without it. A
    layer learns as far as the loss feels it.
    """
    found, effects = _found(case), case.reading.effects
    if found is None or effects is None:
        return None
    idle = next((one for one in case.reading.unfelt if one.layer in found[1]), None)
    if idle is None:
        return None
    layer, most = idle.layer, idle.most
    return Seen(
        f"`{layer.name}` is called, and the loss does not feel it: with its weights at 0 the loss "
        f"of {effects.images} images changes by {idle.before:.2g} each before training and by "
        f"{idle.after:.2g} after it. With `{most.name}` at 0 it changes by {most.before:.2g} and "
        f"{most.after:.2g}.",
        line=layer.op.line,
        lines=case.declaration(layer.op.module),
        observed=f"a change of {idle.after:.2g} without {layer.name}",
    )


def _there(case: Case, changes: Sequence[Change]) -> str:
    """What there is of the sort."""
    found = _found(case)
    names = [f"`{layer.name}`" for layer in (found[1] if found is not None else ())]
    return f"only {several(names)}" if names else "none"


def _times(case: Case, changes: Sequence[Change]) -> str:
    op, flow = call_of(case, changes[0].step), case.flow
    layers = flow.layers if flow is not None else ()
    mine = next((one.weights for one in layers if one.op is op), None)
    return str(sum(one.weights == mine for one in layers))


def _nowhere(case: Case, change: Change) -> list[int]:
    """What is missing stands nowhere: the check says where it is looked for."""
    return []


_ROLES: tuple[Role, ...] = ("convolution", "linear")


def _wanted(role: Role) -> Word:
    """ "Of the three convolutions that the lab asks for"."""
    return lambda case, changes: layers(len(case.lab.asked.of(role)), role)


WORDS = {
    "there": _there,
    "times": _times,
    "convolutions": _wanted("convolution"),
    "connected": _wanted("linear"),
}
ROWS = (
    Row("one-layer-called-twice", COUNTED, ("set",),
        "One layer is called twice",
        "Both calls share their weights, so this is one layer. A second one learns other features.",
        "Each layer needs weights of its own.",
        "{steps} is called {times} times, and all calls share their weights.", words=WORDS),
    Row("convolution-missing", ("convolutions",), ("insert",),
        "A convolution is missing",
        "The first convolution finds strokes and edges, the second puts them together into parts "
        "of digits. The lab asks for both.",
        "Add the second one after the first: channels in, channels out.",
        "Of the two convolutions that the lab asks for, the output goes through {there}.",
        fits=lambda case, change: not change.spare, general=True, words=WORDS, lines=_nowhere,
        asks=lambda asked: len(asked.of("convolution")) == 2),
    Row("fully-connected-layer-missing", ("fully-connected",), ("insert",),
        "A fully connected layer is missing",
        "The first fully connected layer puts the features together, the second turns them into a "
        "score for each digit.",
        "After the flattening: a hidden layer, then the ten scores.",
        "Of the two fully connected layers that the lab asks for, {there} follows the "
        "convolutions.",
        fits=lambda case, change: not change.spare, general=True, words=WORDS, lines=_nowhere,
        asks=lambda asked: [len(asked.of(role)) for role in _ROLES] == [2, 2]),
    Row("more-layers-than-asked", COUNTED, ("delete",),
        "There are more layers than the lab asks for",
        "The lab asks for so many layers, and no more.",
        "Compare the layers that forward calls with those of the lab's text, one by one.",
        "{steps} is one more than the lab asks for: without it there are as many as it asks for.",
        lines=lines_of),
    Row("ways-added-without-need", (*COUNTED, "order-of-steps"), ("straighten",),
        "Two ways are added where the lab asks for one",
        "A way round layers that is added to what they give makes another network of it: the lab "
        "asks for one layer behind the other.",
        "Follow one way from the image to the scores, and compare it with the lab's text.",
        "{steps} adds two ways, and the lab asks for what {source} gives alone.",
        lines=lines_of),
    Row("too-few-convolutions", ("convolutions",), ("insert",),
        "There are fewer convolutions than the lab asks for",
        "Each convolution puts what the one before it found together into larger parts.",
        "Each is made with its channels in __init__, and called in forward.",
        "The lab asks for {convolutions}; the output goes through {there}.",
        fits=lambda case, change: not change.spare, general=True, words=WORDS, lines=_nowhere),
    Row("too-few-fully-connected-layers", ("fully-connected",), ("insert",),
        "There are fewer fully connected layers than the lab asks for",
        "Each fully connected layer weighs all that the one before it gives; the last one makes "
        "the scores.",
        "Each is made with its numbers in __init__, and called in forward.",
        "The lab asks for {connected}; the output goes through {there}.",
        fits=lambda case, change: not change.spare, general=True, words=WORDS, lines=_nowhere),
)  # fmt: skip
register(__name__, ROWS)
