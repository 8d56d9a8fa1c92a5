"""Sizes that are asked for: of windows, strides, filters and rows, and how many weights in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concepts.written import several
from grader.checks.doors import forward_runs, net_constructs
from grader.checks.layers import convolutions
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
from grader.checks.words import capital, the
from grader.evidence import Evidence
from grader.graph import Tensor
from grader.lab import Asked, Lab, Part
from grader.reading.blocks import window_of
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.weighted import Weighted


@check(requires=[forward_runs])
def layer_sizes(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The layers have the sizes that are asked for."""
    flow, asked = reading.run, lab.asked
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    tensors = evidence.observation.tensors
    for role in ("convolution", "linear"):
        parts = [part for part in asked.parts if part.role == role]
        own = flow.convolutions if role == "convolution" else flow.linears
        if len(own) < len(parts):
            return same_mistake(convolutions, "Counted where the layer is missing.", unmet=False)
        wrong = _first_wrong(parts, own, flow, tensors)
        if wrong is not None:
            part, layer = wrong
            is_ = _in_words(_sizes(layer, flow, tensors), part)
            return fails(
                f"{layer.name} has {is_}, and {_in_words(dict(part.sizes), part)} is asked for.",
                line=layer.op.line,
                expected=_in_words(dict(part.sizes), part),
                observed=is_,
            )
    return holds()


def _first_wrong(
    parts: Sequence[Part], own: Sequence[Weighted], flow: Flow, tensors: Sequence[Tensor]
) -> tuple[Part, Weighted] | None:
    """The first part for which no layer is left with its sizes; more layers may stand between."""
    spare, place = len(own) - len(parts), 0
    for part in parts:
        first = own[place]
        while not _fits(part, _sizes(own[place], flow, tensors)):
            if not spare:
                return part, first
            place, spare = place + 1, spare - 1
        place += 1
    return None


def _fits(part: Part, sizes: dict[str, int | None]) -> bool:
    """What no weight and no argument says is not held against anyone."""
    return all(sizes.get(letter) in (size, None) for letter, size in part.sizes)


def _sizes(layer: Weighted, flow: Flow, tensors: Sequence[Tensor]) -> dict[str, int | None]:
    out = flow.graph.shape_out(layer.op)
    number = out[1] if len(out) > 1 else None
    if layer.role == "linear":
        return {"n": out[-1] if out else None}
    window, bound = window_of(layer, tensors), layer.op.bound
    return {
        "n": number,
        "k": _one(window),
        "s": _one(bound.get("stride")),
        "p": _one(bound.get("padding")),
    }


def _one(size: object) -> int | None:
    """The size of all axes; 0, which is none, where they differ."""
    if isinstance(size, tuple):
        numbers = set(size)
        if not numbers:
            return None
        size = numbers.pop() if len(numbers) == 1 else -1
    return size if isinstance(size, int) else None


def _in_words(sizes: dict[str, int | None] | dict[str, int], part: Part) -> str:
    """ "windows of 5×5 and a stride of 2": those that are asked for."""
    said = []
    for letter, _ in part.sizes:
        size = sizes.get(letter)
        shown = "another for each axis" if size == -1 else str(size)
        if letter == "k":
            said.append(f"windows of {shown}×{shown}")
        elif letter == "n":
            said.append(f"{shown} {'filters' if part.role == 'convolution' else 'numbers'}")
        else:
            said.append(f"a {'stride' if letter == 's' else 'padding'} of {shown}")
    return several(said)


@check(requires=[net_constructs])
def parameter_budget(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The network has no more parameters than are allowed."""
    most = lab.asked.max_parameters or 0
    tensors = [one for one in evidence.observation.tensors if one.kind == "parameter"]
    if not tensors:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    number = sum(one.elements for one in tensors)
    largest = max(tensors, key=lambda one: one.elements)
    said = f"{number:,} parameters; the most, {largest.elements:,}, are in {largest.name}."
    if number <= most:
        return holds(said)
    return fails(
        said, expected=f"at most {most:,} parameters", observed=f"{number:,} parameters",
        line=dict(evidence.declared).get(largest.name.partition(".")[0]),
    )  # fmt: skip


def sized(asked: Asked) -> Iterator[Check]:
    """The checks of sizes, where any is asked for."""
    with_sizes = [part for part in asked.parts if part.sizes]
    if with_sizes:
        listed = several(
            [f"{the(part, asked)} has {_in_words(dict(part.sizes), part)}" for part in with_sizes],
            9,
        )
        yield called(
            layer_sizes,
            "layer-sizes",
            "The layers have the sizes that are asked for",
            f"{capital(listed)}.",
            "A layer has another size than is asked for",
        )
    if asked.max_parameters is not None:
        most = f"{asked.max_parameters:,}"
        yield called(
            parameter_budget,
            "parameter-budget",
            f"The network has at most {most} parameters",
            "A fully connected layer behind large maps has the most: pool before it, or give it "
            "fewer numbers. `cnngrade count` shows the sum for any layer.",
            f"The network has more than {most} parameters",
        )
