"""Sizes that are asked for: of windows, strides, filters and rows, and how many weights in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
from grader.lab import Asked, Lab, Part
from grader.reading.reading import Reading
from grader.reading.sizes import UNEVEN, sizes_of, sizes_off


@check(requires=[forward_runs])
def layer_sizes(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The layers have the sizes that are asked for."""
    flow, asked = reading.run, lab.asked
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    if any(len(flow.of(part)) < part.number for part in asked.parts):
        return same_mistake(convolutions, "Counted where the layer is missing.", unmet=False)
    tensors = evidence.observation.tensors
    wrong = sizes_off(flow, tensors)
    if not wrong:
        return holds()
    part, layer = wrong[0]
    is_, wanted = in_words(sizes_of(layer, flow, tensors), part), in_words(dict(part.sizes), part)
    are = "is" if wanted.startswith("a ") else "are"
    return fails(
        f"{layer.name} has {is_}, and {wanted} {are} asked for.",
        line=layer.op.line,
        expected=wanted,
        observed=is_,
    )


def in_words(sizes: Mapping[str, int | None], part: Part) -> str:
    """The sizes that are asked for: "windows of 5×5 and a stride of 2"."""
    said = []
    for letter, _ in part.sizes:
        size = sizes.get(letter)
        shown = "another for each axis" if size == UNEVEN else str(size)
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
            [f"{the(part, asked)} has {in_words(dict(part.sizes), part)}" for part in with_sizes],
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
