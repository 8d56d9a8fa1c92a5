"""The layers that the lab asks for: how many convolutions and fully connected layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.checks.doors import forward_runs, mended_in, net_constructs
from grader.checks.verdict import (
    Check,
    Verdict,
    called,
    cannot_be_judged,
    check,
    fails,
    holds,
    same_mistake,
)
from grader.checks.words import LAYER, capital, layers
from grader.evidence import Edit, Evidence, Layer, Stage
from grader.finding import Finding
from grader.lab import Asked, Lab, Role
from grader.lab.words import count
from grader.reading.felt import Unfelt
from grader.reading.reading import Reading
from grader.reading.weighted import Weighted

ROLES: tuple[Role, ...] = ("convolution", "linear")
DOORS: tuple[tuple[Check, Stage], ...] = (
    (net_constructs, "construct"),
    (forward_runs, "forward"),
)


@check(requires=[net_constructs])
def convolutions(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """So many convolutional layers run in forward."""
    return _count(reading, evidence, lab, "convolution", _came_to_its_end(reading, evidence))


@check(requires=[forward_runs], so_far=True)
def fully_connected(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """So many fully connected layers run after the convolutions."""
    verdict = _count(reading, evidence, lab, "linear", forward_done=True)
    if verdict.outcome == "fails" and _stands_for_a_convolution(reading, evidence, lab):
        return same_mistake(convolutions, "A layer of the other sort stands there; counted there.")
    return verdict


def _stands_for_a_convolution(reading: Reading, evidence: Evidence, lab: Lab) -> bool:
    """Whether as many convolutions are missing as there are layers too many, or the reverse."""
    flow, asked = reading.run, lab.asked
    if flow is None or convolutions.judge(reading, evidence, lab).outcome != "fails":
        return False
    of_all = sum(len(flow.of_role(role)) - len(asked.of(role)) for role in ROLES)
    return of_all == 0 != len(flow.linears) - len(asked.of("linear"))


def counting(asked: Asked) -> Iterator[Check]:
    """The checks that count layers, of the sorts that are asked for."""
    several = {role: len(asked.of(role)) for role in ROLES}
    exactly = "" if asked.at_least else "exactly "
    wrong = "Fewer than {}" if asked.at_least else "Not {}"
    if number := several["convolution"]:
        what = f"{count(number)} convolutional layer{'s' if number > 1 else ''}"
        yield called(
            convolutions,
            f"{count(number)}-convolution{'s' if number > 1 else ''}",
            capital(f"{exactly}{what} {'run' if number > 1 else 'runs'} in forward"),
            "Declaring `nn.Conv2d` in `__init__` is not enough: `forward` must call it and go on "
            "with what it returns. Each has filters of its own, and the loss feels them.",
            f"{_fewer(wrong, number, what)} in forward",
        )
    if number := several["linear"]:
        what = f"{count(number)} fully connected layer{'s' if number > 1 else ''}"
        where = "after the convolutions" if several["convolution"] else "in forward"
        begins = (
            "After the last convolution the maps are flattened and go"
            if several["convolution"]
            else "The image is flattened and goes"
        )
        each = "each with" if number > 1 else "with"
        feels = "which the loss feels"
        yield called(
            fully_connected,
            f"{count(number)}-fully-connected",
            capital(f"{exactly}{what} {'run' if number > 1 else 'runs'} {where}"),
            f"{begins} through {count(number)} layer{'s' if number > 1 else ''} of `nn.Linear`, "
            f"{each} weights of its own, {feels}.",
            f"{_fewer(wrong, number, what)} {where}",
        )


def _fewer(wrong: str, number: int, what: str) -> str:
    if number == 1 and wrong.startswith("Fewer"):
        return f"No {what.removeprefix('one ')} runs"
    return f"{wrong.format(what)} run"


def _count(
    reading: Reading, evidence: Evidence, lab: Lab, role: Role, forward_done: bool
) -> Verdict:
    flow, asked = reading.run, lab.asked
    found = flow.of_role(role) if flow is not None else ()
    found += tuple(w for w in flow.more_than_asked if w.role == role) if flow is not None else ()
    wanted = len([part for part in asked.parts if part.role == role])
    idle = [one for one in reading.unfelt if one.layer in found]
    ours = made_by_us(evidence)
    names = [
        layer.name
        for layer in found
        if layer not in [one.layer for one in idle] and head(layer) not in ours
    ]
    names += [layer.path for layer in of_role(reading.out_of_sight, role)]
    if len(names) >= wanted and (asked.at_least or len(names) == wanted):
        return holds(f"{', '.join(names)}.")
    if not forward_done:
        return cannot_be_judged(forward_runs, "forward stopped before this could be seen.")
    if len(names) < wanted <= len(names) + len(idle):
        return _not_felt(idle[0], wanted, names, reading, role)
    unused = of_role(reading.unused, role)
    each = "each with weights of its own" if wanted > 1 else "with weights of its own"
    return fails(
        _so_many(names, role, wanted),
        line=_line(evidence, found, unused),
        expected=f"{layers(wanted, role)}, {each}",
        observed=", ".join(names) or "none",
    )


def _so_many(names: list[str], role: str, wanted: int) -> str:
    if not names:
        return f"No {LAYER[role]} reaches the output."
    reach = "reaches" if len(names) == 1 else "reach"
    said = f"{layers(len(names), role)} {reach} the output"
    if len(names) < wanted:
        return f"Only {said} ({', '.join(names)})."
    are = "is" if wanted == 1 else "are"
    return f"{capital(said)} ({', '.join(names)}), and {count(wanted)} {are} asked for."


def head(layer: Weighted) -> str:
    """The attribute of the network that a layer is, or stands in."""
    return layer.op.module.partition(".")[0]


def made_by_us(evidence: Evidence) -> set[str]:
    """Layers that forward calls and the file never makes: put in so that the rest can be judged."""
    return {edit.makes for edit in edits_of(evidence) if edit.makes}


def edits_of(evidence: Evidence) -> list[Edit]:
    """All edits with which the file runs."""
    steps = evidence.repair.steps if evidence.repair is not None else ()
    return [edit for step in steps for edit in step.edits]


def never_made(
    reading: Reading, evidence: Evidence, findings: Sequence[Finding], lab: Lab
) -> Iterator[tuple[str, str]]:
    """A check that misses a layer, and the door at which the file stops for want of that layer.

    Of one container that holds none two checks may miss layers.
    """
    failed = {one.check for one in findings if one.status == "failed"}
    flow = reading.run
    if flow is None:
        return
    for door, stage in DOORS:
        stopped = mended_in(evidence, stage)
        made = {edit.makes for edit in stopped.edits} if stopped is not None else set()
        missed: dict[str, str] = {}  # what was never made -> the first check that misses it
        for asks in counting(lab.asked):
            found = flow.convolutions if asks.sort == convolutions.sort else flow.linears
            among = found or (*flow.convolutions, *flow.linears)  # of which sort is not known
            ours = next((head(layer) for layer in among if head(layer) in made), None)
            if asks.id in failed and ours is not None:
                first = missed.setdefault(ours, asks.id)
                yield (first, asks.id) if first != asks.id else (asks.id, door.id)


def put_aside(
    reading: Reading, evidence: Evidence, findings: Sequence[Finding], lab: Lab
) -> Iterator[tuple[str, ...]]:
    """A layer that nothing calls once our own edit left out its step, and the door of that edit."""
    failed = {one.check for one in findings if one.status == "failed"}
    heads = {one.path.partition(".")[0] for one in reading.unused}
    counts = [asks.id for asks in counting(lab.asked) if asks.id in failed]
    for door, stage in DOORS:
        stopped = mended_in(evidence, stage)
        edits = stopped.edits if stopped is not None else ()
        gone = {head for head in heads for one in edits if f".{head}" in one.was}
        still = {head for head in gone for one in edits if f".{head}" in one.now}
        if {"every-layer-used", door.id} <= failed and heads == gone - still:
            yield door.id, "every-layer-used"
        joined = door.id in failed and "join-too-many" in {one.kind for one in edits}
        if joined and {one.path for one in reading.unused} <= _called_before(evidence):
            yield door.id, *counts  # of two ways that do not fit our edit has left one


def _called_before(evidence: Evidence) -> set[str]:
    """The layers that forward called before it stopped, as it was handed in."""
    seen = evidence.repair.before.train if evidence.repair is not None else None
    return {op.module for op in seen.operations} if seen is not None else set()


def _not_felt(idle: Unfelt, wanted: int, names: list[str], reading: Reading, role: str) -> Verdict:
    images = reading.effects.images if reading.effects is not None else 0
    make = "make" if wanted > 1 else "makes"
    return fails(
        f"{idle.layer.name} is called, and the loss does not feel it: with its weights at 0 the "
        f"loss of {images} images changes by {idle.after:.2g} each, with {idle.most.name} at 0 by "
        f"{idle.most.after:.2g}.",
        line=idle.layer.op.line,
        expected=f"{layers(wanted, role)} that {make} a difference to the loss",
        observed=", ".join(names) or "none",
    )


def of_role(layers: tuple[Layer, ...], role: str) -> list[Layer]:
    """Those of these registered layers that are convolutions, or fully connected ones."""
    word = "Conv" if role == "convolution" else "Linear"
    return [layer for layer in layers if word in layer.class_name]


def _line(evidence: Evidence, found: Sequence[Weighted], unused: list[Layer]) -> int | None:
    if unused:
        declared = dict(evidence.declared)
        return declared.get(unused[0].path.partition(".")[0])
    return found[-1].op.line if found else None


def _came_to_its_end(reading: Reading, evidence: Evidence) -> bool:
    graph = reading.graph
    return bool(evidence.observation.returned) and bool(graph is None or graph.operations)
