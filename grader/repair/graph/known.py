"""What is known of a network with a change: of what was measured only what still holds.

A step that the change touches, or that is given other numbers by it, was not measured. What then
follows from the calls themselves is put in its place; the rest counts as unknown, and an unknown
thing never makes a check hold.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

from grader.checks.output import bent_scores
from grader.evidence import (
    LAYERS,
    OF_NET,
    Asked,
    Behaviour,
    Change,
    Effects,
    Evidence,
    Layer,
    Observation,
    Share,
)
from grader.graph import Graph, Operation, Tensor
from grader.graph.nouns import refs_in
from grader.graph.vocabulary import FAMILIES_WITH_WEIGHTS, UNSEEN
from grader.lab import Lab
from grader.reading.across import mixing
from grader.reading.flow import Flow
from grader.repair.graph.apply import changed, find
from grader.repair.graph.asked import behind_a_layer

_LAYERS = (*FAMILIES_WITH_WEIGHTS, "normalisation")  # what comes out of them has both signs
_PASSED = ("pooling", "shape", "cast", "dropout", "detach")


def plainly(evidence: Evidence) -> Evidence:
    """The same evidence, the output judged by the calls alone: what a change is held against."""
    return _known(evidence, evidence.observation, {})


def with_change(evidence: Evidence, change: Change, lab: Lab) -> Evidence | None:
    """What is known of the network with a change; None where it changes nothing."""
    seen = evidence.observation
    behind = behind_a_layer(change.asked, lab)
    train = changed(seen.train, change, behind) if seen.train is not None else None
    evaluated = changed(seen.eval, change, behind) if seen.eval is not None else None
    layers, tensors = _without_spare(seen, change), _with_windows(seen, change)
    same = train is seen.train and evaluated is seen.eval
    if same and (layers, tensors) == (seen.layers, seen.tensors):
        return None
    touched = {
        "train": _touched(seen.train, train),
        "eval": _touched(seen.eval, evaluated),
    }
    then = replace(seen, train=train, eval=evaluated, layers=layers, tensors=tensors)
    return _known(evidence, then, touched, change.asked)


def _without_spare(seen: Observation, change: Change) -> tuple[Layer, ...]:
    """The layers that are left to be called: one is put to use, or not made any more."""
    spare = change.spare if change.asked in (*LAYERS, "batch_norm") else ""
    if change.verb == "exchange" and change.asked == "batch_norm" and change.step is not None:
        spare = change.step.module  # the norm of another sort goes
    way_less = change.verb == "straighten" and change.asked in (*LAYERS, "order")
    step_less = change.verb == "delete" and change.asked != "layer"
    if change.step is not None and (step_less or way_less):
        gone = {one.module for one in (change.step, *change.gone)}
        return tuple(one for one in seen.layers if not one.path or one.path not in gone)
    return tuple(one for one in seen.layers if not spare or (one.path or OF_NET) != spare)


def _with_windows(seen: Observation, change: Change) -> tuple[Tensor, ...]:
    """The tensors, where windows are of another size: a layer's weight says of which."""
    step = change.step
    op = find(seen.train, step) if seen.train is not None and step is not None else None
    if (change.asked, change.setting) != ("size", "k") or op is None:
        return seen.tensors
    weights = refs_in(op.bound.get("weight"))
    own = {ref.index for ref in weights if ref.kind == "tensor"}
    size = change.now if isinstance(change.now, int) else 0
    return tuple(
        replace(one, shape=(*one.shape[:2], *[size] * len(one.shape[2:])))
        if number in own else one
        for number, one in enumerate(seen.tensors)
    )  # fmt: skip


def _known(
    evidence: Evidence,
    seen: Observation,
    touched: dict[str, frozenset[int]],
    asked: Asked | None = None,
) -> Evidence:
    behaviour, training = evidence.behaviour, evidence.training
    if behaviour is not None:
        another = seen is not evidence.observation
        others = touched.get("eval", frozenset()) if asked == "relu" else frozenset()
        behaviour = _behaviour(behaviour, seen.eval, others, another)
        behaviour = _taught(behaviour, seen.train)
    if training is not None and training.effects is not None:
        training = replace(training, effects=_effects(training.effects, seen, touched, asked))
    return replace(evidence, observation=seen, behaviour=behaviour, training=training)


def _behaviour(
    was: Behaviour, graph: Graph | None, touched: Collection[int], another: bool
) -> Behaviour:
    right = graph is not None and ends_in_log_probabilities(graph)
    shares = graph is not None and ends_in_probabilities(graph)
    plain = graph is not None and (right or shares or not bent_scores(Flow(graph)))
    steady = graph is not None and _draws_nothing(graph)
    mixes = bool(was.crosstalk) and (graph is None or not another or bool(mixing(Flow(graph))))
    return replace(
        was,
        crosstalk=was.crosstalk if mixes else 0.0,
        finite=was.finite or (plain and graph is not None and _stays_finite(graph)),
        log_sum_exp=0.0 if right else math.inf,
        row_sum=0.0 if shares else math.inf,
        smallest=0.0 if shares else was.smallest,
        relu_values=tuple(value for value in was.relu_values if value not in touched),
        repeat_difference=0.0 if steady and another else was.repeat_difference,
    )


def _taught(was: Behaviour, graph: Graph | None) -> Behaviour:
    """What comes out in training, by the calls as well."""
    right = graph is not None and ends_in_log_probabilities(graph)
    shares = graph is not None and ends_in_probabilities(graph)
    return replace(
        was,
        log_sum_exp_taught=0.0 if right else math.inf,
        row_sum_taught=0.0 if shares else math.inf,
    )


def _stays_finite(graph: Graph) -> bool:
    """Whether no step can make NaN or infinity of plain numbers."""
    return not any(op.kind in _RISKY for op in graph.live())


_RISKY = (
    *("log", "log1p", "log2", "log10", "div", "rdiv", "sqrt", "rsqrt", "reciprocal"),
    *("pow", "rpow", "exp", "expm1"),
    UNSEEN,
)


def _draws_nothing(graph: Graph) -> bool:
    """Whether each step gives the same again for the same numbers."""
    return not any(
        op.kind == UNSEEN
        or op.family == "random"
        or (op.family == "dropout" and op.bound.get("training", op.bound.get("train")) is True)
        or op.writes
        for op in graph.live()
    )


def ends_in_log_probabilities(graph: Graph) -> bool:
    """Whether the last step makes log-probabilities of each row, whatever it is given."""
    if graph.output is None or len(graph.values[graph.output].shape) != 2:
        return False
    last = _maker(graph, graph.output)
    if last is not None and last.kind == "log":
        last, kind = _maker(graph, _given(last)), "softmax"
    else:
        kind = "log_softmax"
    return last is not None and last.kind == kind and last.bound.get("dim") in (1, -1)


def ends_in_probabilities(graph: Graph) -> bool:
    """Whether the last step makes probabilities of each row, whatever it is given."""
    if graph.output is None or len(graph.values[graph.output].shape) != 2:
        return False
    last = _maker(graph, graph.output)
    if last is not None and last.kind == "exp":
        last, kind = _maker(graph, _given(last)), "log_softmax"
    else:
        kind = "softmax"
    return last is not None and last.kind == kind and last.bound.get("dim") in (1, -1)


def _maker(graph: Graph, value: int | None) -> Operation | None:
    """The call that made a value, perhaps in another type or through a dropout that is off."""
    op = graph.makers.get(value) if value is not None else None
    while op is not None and (
        op.family == "cast"
        or op.kind in ("contiguous", "clone")
        or (op.family == "dropout" and op.bound.get("training", op.bound.get("train")) is False)
    ):
        given = _given(op)
        op = graph.makers.get(given) if given is not None else None
    return op


def _given(op: Operation) -> int | None:
    return next((ref.index for ref in op.reads if ref.kind == "value"), None)


def _touched(before: Graph | None, after: Graph | None) -> frozenset[int]:
    """The values of calls that are others now, or that are given others, up to the next layer."""
    if before is None or after is None or before is after:
        return frozenset()
    same = {(op.target, op.args, op.kwargs, op.outputs, op.reads) for op in before.operations}
    found: set[int] = set()
    for op in after.operations:
        fresh = (op.target, op.args, op.kwargs, op.outputs, op.reads) not in same
        behind = any(ref.kind == "value" and ref.index in found for ref in op.reads)
        if (fresh or behind) and op.family not in FAMILIES_WITH_WEIGHTS:
            found.update(op.outputs)
    return frozenset(found)


def _effects(
    was: Effects, seen: Observation, touched: dict[str, frozenset[int]], asked: Asked | None
) -> Effects:
    """The shares without those of steps that are others now.

    What a dropout lets through keeps its sign, so no ReLU cuts less for it; and a ReLU takes
    nothing from what a dropout drops.
    """
    dropped, cut = was.dropped, was.cut
    if asked == "dropout":
        dropped = tuple(one for one in dropped if one.made not in touched.get(one.mode, ()))
    if asked == "relu" or asked in LAYERS:
        cut = tuple(
            one if one.made not in touched.get(one.mode, ()) else replace(one, share=0.0)
            for one in cut
            if one.made not in touched.get(one.mode, ()) or not _of_both_signs(one, seen)
        )
    return replace(was, dropped=dropped, cut=cut)


def _of_both_signs(cut: Share, seen: Observation) -> bool:
    """Whether what a ReLU is given now comes straight from a layer, where it has both signs.

    So it has where two ways of the image meet in a sum, one of which does.
    """
    graph = seen.train if cut.mode == "train" else seen.eval
    op = graph.makers.get(cut.made) if graph is not None else None
    return graph is not None and op is not None and _signs(graph, _given(op))


def _signs(graph: Graph, value: int | None) -> bool:
    op = graph.makers.get(value) if value is not None else None
    while op is not None and op.family in _PASSED:
        given = _given(op)
        op = graph.makers.get(given) if given is not None else None
    if op is None:
        return False
    ways = {ref.index for ref in op.reads if ref.kind == "value"}
    if op.kind == "add" and len(ways) > 1:
        return any(_signs(graph, way) for way in ways)
    return op.family in _LAYERS
