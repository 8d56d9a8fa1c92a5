"""Batch norms and poolings, behind the layers where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from concepts.written import several
from grader.checks.doors import forward_runs
from grader.checks.layers import convolutions, fully_connected
from grader.checks.verdict import (
    Check,
    Sort,
    Verdict,
    cannot_be_judged,
    fails,
    holds,
    not_seen,
    same_mistake,
)
from grader.checks.words import NAMES, a, all_of, capital
from grader.evidence import Evidence
from grader.finding import Finding
from grader.lab import Asked, Lab
from grader.lab.asked import POOLINGS
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.standing import over_the_images, without
from grader.reading.weighted import Weighted

_ADVICE = {
    "batch_norm": "`nn.BatchNorm2d` is made with as many channels as come out of its "
    "convolution, `nn.BatchNorm1d` with as many numbers. Before or after the activation is both "
    "fine.",
    "max": "`nn.MaxPool2d` or `F.max_pool2d`, before or after the activation.",
    "avg": "`nn.AvgPool2d` or `F.avg_pool2d`, before or after the activation.",
    "pool": "`nn.MaxPool2d` or `nn.AvgPool2d`, before or after the activation.",
    "global_max": "`nn.AdaptiveMaxPool2d(1)` leaves the largest number of each map.",
    "global_avg": "`nn.AdaptiveAvgPool2d(1)` leaves the mean of each map.",
}


def _stands(word: str, reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    flow, asked = reading.run, lab.asked
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    lacking = without(word, flow)
    if lacking:
        return _fails(word, lacking[0], flow)
    for part in asked.wants(word):
        if len(flow.of(part)) < len(asked.of(part.role)):
            charged = convolutions if part.role == "convolution" else fully_connected
            return same_mistake(charged, "Counted where the layer is missing.", unmet=False)
    return holds()


BATCH_NORM = Sort("batch-norm", _stands, (forward_runs,))
POOLING = Sort("pooling", _stands, (forward_runs,))


def standing(asked: Asked) -> Iterator[Check]:
    """A check for each sort of step, other than activations and dropouts, that is asked for."""
    for word in ("batch_norm", *POOLINGS):
        parts = asked.wants(word)
        if not parts:
            continue
        where, name = all_of(parts, asked), NAMES[word]
        one = (BATCH_NORM if word == "batch_norm" else POOLING).at(
            word,
            name.replace(" ", "-"),
            capital(f"{a(name)} follows {where}"),
            _ADVICE[word],
            capital(f"no {name} follows {where.replace('each', 'a')}"),
        )
        yield replace(one, word=word)


def pooled_over_images(
    reading: Reading, findings: Sequence[Finding], lab: Lab
) -> Iterator[tuple[str, str]]:
    """The check of mixed images, and that of a pooling which runs over the images as well."""
    flow, failed = reading.run, {one.check for one in findings if one.status == "failed"}
    if flow is None or _MIXED not in failed:
        return
    for one in standing(lab.asked):
        if one.sort == POOLING.sort and one.id in failed:
            lacking = without(one.word, flow)
            if over_the_images(one.word, lacking, flow):
                yield _MIXED, one.id


_MIXED = "samples-independent"


def _fails(word: str, layer: Weighted, flow: Flow) -> Verdict:
    ends = flow.next_layers(layer)
    unseen = flow.unseen_between(layer.op.index, ends)
    if unseen is not None:
        return not_seen(unseen)
    name, start = NAMES[word], flow.start(layer, word)
    behind = layer.name if start == layer.op else f"the sum behind {layer.name}"
    return fails(
        f"There is no {name} between {behind} and the next layer.",
        line=layer.op.line,
        expected=f"{a(name)} after {layer.name}",
        observed=several([flow.path_text(layer.op.index, ends)]),
    )
