"""The order of the steps between the layers, where the lab asks for one."""

from __future__ import annotations

from collections.abc import Iterator

from concepts.written import several
from grader.checks.doors import forward_runs
from grader.checks.layers import convolutions
from grader.checks.verdict import Check, Verdict, called, cannot_be_judged, check, fails, holds
from grader.checks.words import NAMES, the
from grader.evidence import Evidence
from grader.lab import Asked, Lab, Part
from grader.lab.asked import ACTIVATIONS, POOLINGS
from grader.reading.flow import END, Flow
from grader.reading.reading import Reading
from grader.reading.standing import normalises_batches, pools
from grader.reading.weighted import Weighted


@check(requires=[forward_runs])
def order_of_steps(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The steps between the layers come in the order that is asked for, and no others."""
    flow = reading.run
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    for part in lab.asked.parts:
        layer = next(iter(flow.of(part)[part.number - 1 : part.number]), None)
        if layer is None:
            continue  # counted where the layer is missing
        seen = _seen(reading, flow, layer, part)
        missing = [word for word in part.behind if word not in seen]  # each has a check of its own
        asked = [word for word in part.behind if word not in missing]
        if seen != asked:
            return fails(
                f"Behind {layer.name} comes {_listed(seen)}; asked for is {_listed(asked)}.",
                line=layer.op.line,
                expected=_listed(asked),
                observed=_listed(seen),
            )
    return holds()


def _listed(words: list[str]) -> str:
    return " → ".join(NAMES[word] for word in words) or "nothing"


def _seen(reading: Reading, flow: Flow, layer: Weighted, part: Part) -> list[str]:
    """The steps behind a layer that are of the sorts that can be asked for, in order."""
    ends = flow.next_layers(layer)
    between = flow.reached_from(layer.op.index, without=ends) - {END}
    norms, drops = normalises_batches(flow), reading.drops(flow)
    found = []
    for index in sorted(between):
        op = flow.steps[index]
        words = [word for word in (*part.behind, *POOLINGS) if word in POOLINGS]
        pooled = next((word for word in words if pools(op, flow, word)), None)
        active = next(
            (
                word
                for word in (*part.behind, *ACTIVATIONS)
                if word in ACTIVATIONS and reading.activates(op, flow, word)
            ),
            None,
        )
        if index in norms:
            found.append("batch_norm")
        elif pooled is not None:
            found.append(pooled)
        elif drops(op):
            found.append("dropout")
        elif active is not None:
            found.append(active)
    return found


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
