"""The layers that the lab asks for: two convolutions, two fully connected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.checks.doors import forward_runs, mended_in, net_constructs
from grader.checks.verdict import Check, Verdict, cannot_be_judged, check, fails, holds
from grader.evidence import Evidence, Layer, Stage
from grader.finding import Finding
from grader.lab import Lab
from grader.reading.felt import Unfelt
from grader.reading.reading import Reading
from grader.reading.weighted import Weighted

DOORS: tuple[tuple[Check, Stage], ...] = (
    (net_constructs, "construct"),
    (forward_runs, "forward"),
)


@check(requires=[net_constructs])
def two_convolutions(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Two convolutional layers run in forward

    Declaring `nn.Conv2d` in `__init__` is not enough: `forward` must call it and go on with
    what it returns. Each has filters of its own, and the loss feels them.
    """
    return _count(reading, evidence, "convolution", _came_to_its_end(reading, evidence))


@check(requires=[forward_runs])
def two_fully_connected(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Two fully connected layers run after the convolutions

    After the last convolution the maps are flattened and go through two layers of `nn.Linear`,
    each with weights of its own, which the loss feels.
    """
    return _count(reading, evidence, "linear", forward_done=True)


def _count(reading: Reading, evidence: Evidence, role: str, forward_done: bool) -> Verdict:
    flow = reading.run
    found: tuple[Weighted, ...] = ()
    if flow is not None:
        found = flow.convolutions if role == "convolution" else flow.linears
    idle = [one for one in reading.unfelt if one.layer in found]
    ours = made_by_us(evidence)
    names = [
        layer.name
        for layer in found
        if layer not in [one.layer for one in idle] and layer.op.module not in ours
    ]
    names += [layer.path for layer in _of_role(reading.out_of_sight, role)]
    if len(names) >= 2:
        return holds(f"{', '.join(names)}.")
    if not forward_done:
        return cannot_be_judged(forward_runs, "forward stopped before this could be seen.")
    what = "convolution" if role == "convolution" else "fully connected layer"
    if len(names) + len(idle) >= 2:
        return _not_felt(idle[0], what, names, reading)
    unused = _of_role(reading.unused, role)
    return fails(
        f"Only one {what} reaches the output ({names[0]})."
        if names
        else f"No {what} reaches the output.",
        line=_line(evidence, found, unused),
        expected=f"two {what}s, each with weights of its own",
        observed=", ".join(names) or "none",
    )


def made_by_us(evidence: Evidence) -> set[str]:
    """Layers that forward calls and the file never makes: put in so that the rest can be judged."""
    steps = evidence.repair.steps if evidence.repair is not None else ()
    return {edit.makes for step in steps for edit in step.edits if edit.makes}


def never_made(
    reading: Reading, evidence: Evidence, findings: Sequence[Finding]
) -> Iterator[tuple[str, str]]:
    """A check that misses a layer, and the door at which the file stops for want of that layer."""
    failed = {one.check for one in findings if one.status == "failed"}
    flow = reading.run
    if flow is None:
        return
    for door, stage in DOORS:
        stopped = mended_in(evidence, stage)
        made = {edit.makes for edit in stopped.edits} if stopped is not None else set()
        for asks, layers in (
            (two_convolutions, flow.convolutions),
            (two_fully_connected, flow.linears),
        ):
            if asks.id in failed and any(layer.op.module in made for layer in layers):
                yield asks.id, door.id


def put_aside(
    reading: Reading, evidence: Evidence, findings: Sequence[Finding]
) -> Iterator[tuple[str, str]]:
    """A layer that nothing calls once our own edit left out its step, and the door of that edit."""
    failed = {one.check for one in findings if one.status == "failed"}
    heads = {one.path.partition(".")[0] for one in reading.unused}
    for door, stage in DOORS:
        stopped = mended_in(evidence, stage)
        edits = stopped.edits if stopped is not None else ()
        gone = {head for head in heads for one in edits if f".{head}" in one.was}
        still = {head for head in gone for one in edits if f".{head}" in one.now}
        if {"every-layer-used", door.id} <= failed and heads == gone - still:
            yield door.id, "every-layer-used"


def _not_felt(idle: Unfelt, what: str, names: list[str], reading: Reading) -> Verdict:
    images = reading.effects.images if reading.effects is not None else 0
    return fails(
        f"{idle.layer.name} is called, and the loss does not feel it: with its weights at 0 the "
        f"loss of {images} images changes by {idle.after:.2g} each, with {idle.most.name} at 0 by "
        f"{idle.most.after:.2g}.",
        line=idle.layer.op.line,
        expected=f"two {what}s that make a difference to the loss",
        observed=", ".join(names) or "none",
    )


def _of_role(layers: tuple[Layer, ...], role: str) -> list[Layer]:
    word = "Conv" if role == "convolution" else "Linear"
    return [layer for layer in layers if word in layer.class_name]


def _line(evidence: Evidence, found: tuple[Weighted, ...], unused: list[Layer]) -> int | None:
    if unused:
        declared = dict(evidence.declared)
        return declared.get(unused[0].path.partition(".")[0])
    return found[-1].op.line if found else None


def _came_to_its_end(reading: Reading, evidence: Evidence) -> bool:
    graph = reading.graph
    return bool(evidence.observation.returned) and bool(graph is None or graph.operations)
