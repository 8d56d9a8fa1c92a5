"""The order of the steps between the layers, where the lab asks for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concepts.written import several
from grader.checks.doors import forward_runs
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
from grader.checks.words import NAMES, the
from grader.evidence import Evidence
from grader.lab import Asked, Lab
from grader.reading.order import out_of_order
from grader.reading.reading import Reading


@check(requires=[forward_runs])
def order_of_steps(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The steps between the layers come in the order that is asked for, and no others."""
    flow = reading.run
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    if any(len(flow.of(part)) < part.number for part in lab.asked.parts):
        return same_mistake(convolutions, "Counted where the layer is missing.", unmet=False)
    wrong = out_of_order(reading)
    if not wrong:
        return holds()
    layer, asked, seen = wrong[0].layer, _listed(wrong[0].asked), _listed(wrong[0].seen)
    return fails(
        f"Behind {layer.name} comes {seen}; asked for is {asked}.",
        line=layer.op.line,
        expected=asked,
        observed=seen,
    )


def _listed(words: Sequence[str]) -> str:
    return " → ".join(NAMES[word] for word in words) or "nothing"


def ordered(asked: Asked) -> Iterator[Check]:
    """The check of the order, where it is asked for."""
    if asked.order != "strict":
        return
    told = [
        f"{the(part, asked)} {'come' if len(part.behind) > 1 else 'comes'} "
        f"{several([NAMES[word] for word in part.behind], 9)}"
        for part in asked.parts
        if part.behind
    ]
    yield called(
        order_of_steps,
        "order-of-steps",
        "The steps between the layers come in the order that is asked for",
        f"Behind {several(told, 9)}, in this order and with nothing else between.",
        "The steps between the layers come in another order than is asked for",
    )
