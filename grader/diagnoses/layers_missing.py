"""Layers: missing, or one called twice."""

from __future__ import annotations

from grader.checks.layers import made_by_us
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.reading.flow import Flow
from grader.reading.weighted import Weighted


def _found(case: Case) -> tuple[Flow, tuple[Weighted, ...]] | None:
    """The layers of the sort that the check asks for."""
    flow = case.flow
    if flow is None:
        return None
    return flow, flow.convolutions if case.check == "two-convolutions" else flow.linears


@diagnosis(
    "two-convolutions", "two-fully-connected", hint="__init__ makes each layer, with its sizes."
)
def layer_never_made(case: Case) -> Seen | None:
    """forward calls a layer that __init__ never makes

    A layer has weights, and they are made with it, in __init__.
    """
    found, ours = _found(case), made_by_us(case.evidence)
    layer = next((one for one in (found[1] if found else ()) if one.op.module in ours), None)
    if found is None or layer is None:
        return None
    own = [one.name for one in found[1] if one.op.module not in ours]
    return Seen(
        f"`{layer.name}` is called here, and __init__ makes no such layer.",
        line=layer.op.line,
        observed=", ".join(own) or "none",
    )


@diagnosis("two-convolutions", "two-fully-connected", hint="Each layer needs weights of its own.")
def one_layer_called_twice(case: Case) -> Seen | None:
    """One layer is called twice

    Both calls share their weights, so this is one layer. A second one learns other features.
    """
    found = _found(case)
    if found is None or len(found[1]) != 1:
        return None
    flow, (layer,) = found[0], found[1]
    calls = [other.op for other in flow.layers if other.weights == layer.weights]
    if len(calls) < 2:
        return None
    return Seen(
        f"`{layer.name}` is called {len(calls)} times, and all calls share their weights.",
        line=calls[1].line,
        lines=tuple(op.line for op in calls if op.line and op is not calls[1]),
        observed=f"{layer.name}, {len(calls)} times",
    )


@diagnosis(
    "two-convolutions",
    "two-fully-connected",
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


@diagnosis(
    "two-convolutions",
    hint="Add the second one after the first: channels in, channels out.",
    general=True,
)
def convolution_missing(case: Case) -> Seen | None:
    """A convolution is missing

    The first convolution finds strokes and edges, the second puts them together into parts of
    digits. The lab asks for both.
    """
    found = _found(case)
    if found is None:
        return None
    names = ", ".join(f"`{layer.name}`" for layer in found[1])
    return Seen(
        f"Of the two convolutions that the lab asks for, the output goes through "
        f"{'only ' + names if names else 'none'}.",
        observed=names.replace("`", "") or "none",
    )


@diagnosis(
    "two-fully-connected",
    hint="After the flattening: a hidden layer, then the ten scores.",
    general=True,
)
def fully_connected_layer_missing(case: Case) -> Seen | None:
    """A fully connected layer is missing

    The first fully connected layer puts the features together, the second turns them into a
    score for each digit.
    """
    found = _found(case)
    if found is None:
        return None
    names = ", ".join(f"`{layer.name}`" for layer in found[1])
    return Seen(
        f"Of the two fully connected layers that the lab asks for, "
        f"{'only ' + names + ' follows' if names else 'none follows'} the convolutions.",
        observed=names.replace("`", "") or "none",
    )
