"""Batch norms and poolings, behind the layers where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
from grader.graph import Operation
from grader.lab import Asked, Lab, Part
from grader.reading.blocks import window_of
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.reading.standing import normalises_batches, pools
from grader.reading.weighted import Weighted

_POOLINGS = ("max", "avg", "pool", "global_max", "global_avg")
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
    test = _test(word, flow)
    places = _places(word, flow, evidence, asked)
    lacking = [layer for layer in places if not _follows(flow, layer, test)]
    wanted = len(asked.wants(word))
    more = len(flow.convolutions) > len(asked.of("convolution"))
    if word in _POOLINGS and more and len(places) - len(lacking) >= wanted:
        return holds()  # among more layers than are asked for it may stand behind others
    if lacking:
        return _fails(word, lacking[0], flow)
    for part in asked.wants(word):
        if len(flow.of(part)) < part.number:
            charged = convolutions if part.role == "convolution" else fully_connected
            return same_mistake(charged, "Counted where the layer is missing.", unmet=False)
    return holds()


BATCH_NORM = Sort("batch-norm", _stands, (forward_runs,))
POOLING = Sort("pooling", _stands, (forward_runs,))


def standing(asked: Asked) -> Iterator[Check]:
    """A check for each sort of step, other than activations and dropouts, that is asked for."""
    for word in ("batch_norm", *_POOLINGS):
        parts = asked.wants(word)
        if not parts:
            continue
        where, name = all_of(parts, asked), NAMES[word]
        yield (BATCH_NORM if word == "batch_norm" else POOLING).at(
            word,
            name.replace(" ", "-"),
            capital(f"{a(name)} follows {where}"),
            _ADVICE[word],
            capital(f"no {name} follows {where.replace('each', 'a')}"),
        )


def _test(word: str, flow: Flow) -> Callable[[Operation], bool]:
    if word == "batch_norm":
        ends = normalises_batches(flow)
        return lambda op: op.index in ends
    return lambda op: pools(op, flow, word)


def _places(word: str, flow: Flow, evidence: Evidence, asked: Asked) -> list[Weighted]:
    """The layers behind which it is asked for; one more than asked is as the last of its role."""
    found: list[Weighted] = []
    for part in asked.wants(word):
        own = flow.of(part)
        found += own[part.number - 1 : part.number]
        if part == _last(part, asked):
            found += own[part.number :]
    tensors = evidence.observation.tensors
    if asked.blocks:  # a convolution on the way round a block is none of those that are asked for
        found = [one for one in found if set(window_of(one, tensors)) != {1}]
    if word in _POOLINGS and len(flow.convolutions) > len(asked.of("convolution")):
        found = list(flow.convolutions)
    return found


def _last(part: Part, asked: Asked) -> Part:
    return [one for one in asked.hidden or asked.parts if one.role == part.role][-1]


def _follows(flow: Flow, layer: Weighted, test: Callable[[Operation], bool]) -> bool:
    ends = flow.next_layers(layer)
    return all(flow.between(layer.op.index, end, test) is not None for end in ends)


def _fails(word: str, layer: Weighted, flow: Flow) -> Verdict:
    ends = flow.next_layers(layer)
    unseen = flow.unseen_between(layer.op.index, ends)
    if unseen is not None:
        return not_seen(unseen)
    name = NAMES[word]
    return fails(
        f"There is no {name} between {layer.name} and the next layer.",
        line=layer.op.line,
        expected=f"{a(name)} after {layer.name}",
        observed=several([flow.path_text(layer.op.index, ends)]),
    )
