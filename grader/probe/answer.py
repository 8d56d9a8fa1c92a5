"""The answer: what was seen, as JSON values and raw numbers. `sandbox.observation` reads it."""

from __future__ import annotations

from typing import Any

from grader.evidence import Attempt, Loading, Mend, Trouble
from grader.graph import graph_to_json, tensor_to_json
from grader.probe.state import MOST_NOTES, Seen


def answer(seen: Seen) -> tuple[dict[str, Any], list[bytes]]:
    """The record, and the blobs: each tensor's numbers, the proofs' and what came of the uses."""
    holdings = seen.holdings
    tensors = holdings.entries() if holdings is not None else ()
    blobs = [b""] * len(tensors)
    if holdings is not None and seen.numbers_wanted:
        blobs = list(holdings.numbers())
    for proof in seen.proofs:
        blobs += [proof.output, *(numbers for _, numbers in proof.gradients)]
    blobs += seen.uses
    graphs = {mode: graph_to_json(graph) for mode, graph in seen.graphs.items()}
    record = {
        "outcome": seen.outcome,
        "detail": seen.detail,
        "loading": _loading(seen.loading),
        "layers": [
            [layer.path, layer.class_name, list(layer.parameters), layer.summary, layer.line]
            for layer in seen.layers
        ],
        "tensors": [tensor_to_json(tensor) for tensor in tensors],
        "train": graphs.get("train"),
        "eval": graphs.get("eval"),
        "attempts": [_attempt(one) for one in seen.attempts],
        "mends": [_mend(one) for one in seen.mends],
        "troubles": [trouble_to_json(one) for one in seen.troubles],
        "escapes": [[one.call[:300], one.line] for one in seen.escapes[:MOST_NOTES]],
        "proofs": [
            [
                *(proof.mode, proof.seed, proof.input_seed, proof.on_images),
                [name for name, _ in proof.gradients],
            ]
            for proof in seen.proofs
        ],
        "uses": len(seen.uses),
        "returned": seen.returned,
        "notes": [text[:300] for text in seen.notes[:MOST_NOTES]],
    }
    return record, blobs


def _loading(loading: Loading | None) -> list[Any] | None:
    if loading is None:
        return None
    return [loading.way, [text[:300] for text in loading.stand_ins[:MOST_NOTES]]]


def _attempt(attempt: Attempt) -> list[Any]:
    trouble = None if attempt.trouble is None else trouble_to_json(attempt.trouble)
    shape = None if attempt.shape is None else list(attempt.shape)
    return [attempt.mode, attempt.batch, shape, attempt.returned, trouble]


def _mend(mend: Mend) -> list[Any]:
    trouble = None if mend.trouble is None else trouble_to_json(mend.trouble)
    return [mend.what, mend.layer, mend.line, mend.was, mend.now, trouble]


def trouble_to_json(trouble: Trouble) -> list[Any]:
    """An exception as it travels; `sandbox.observation` reads it."""
    lines = list(trouble.lines)
    return [trouble.stage, trouble.type, trouble.message, trouble.line, lines, trouble.name]
