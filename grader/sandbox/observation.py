"""Strict reading of what the probe answered.

It was written beside a stranger's code. As in `grader.graph.decode`, every field is held
against its type and its bounds, and whatever does not fit is a `DecodeError`.
"""

from __future__ import annotations

from math import prod
from typing import Any

from grader.evidence import (
    LAID_OUT,
    Attempt,
    Ending,
    Escape,
    Layer,
    Loading,
    LoadingWay,
    Mend,
    MendedNumber,
    Observation,
    Proof,
    Stage,
    Trouble,
)
from grader.graph import DecodeError, Graph, Mode, Tensor, graph_from_json, tensors_from_json
from grader.sandbox.strict import flag, line_of, listed, one_of, shown, text, texts, whole
from grader.script import Plan

WAYS: tuple[LoadingWay, ...] = ("statements Net needs", "whole file with stand-ins")
STAGES: tuple[Stage, ...] = ("load", "construct", "forward", "backward")
OUTCOMES: tuple[Ending, ...] = ("finished", "timed out", "out of memory")
MENDS: tuple[MendedNumber, ...] = (
    "in_features",
    "in_channels",
    "num_features",
    "flatten",
    LAID_OUT,
)
MODES: tuple[Mode, ...] = ("train", "eval")
MOST_MESSAGE = 2000
MOST_USES = 400
_NAMES = (
    *("outcome", "detail", "loading", "layers", "tensors", "train", "eval", "attempts"),
    *("mends", "troubles", "escapes", "proofs", "uses", "returned", "notes"),
)
_ELEMENT_SIZES = {
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
    "int8": 1,
    "int16": 2,
    "int32": 4,
    "int64": 8,
    "uint8": 1,
    "bool": 1,
}


def observation_from(
    record: dict[str, Any], blobs: list[bytes], plan: Plan
) -> tuple[Observation, Ending, str]:
    """The observation, the outcome ("finished") and its detail. Raises `DecodeError`."""
    if set(record) != set(_NAMES):
        raise DecodeError("the answer does not have the fields that it must have")
    if record["eval"] is not None and record["train"] is None:
        raise DecodeError("a run in eval mode came without one in train mode, which comes first")
    record = shown(record)  # every text at once, those inside the graphs too
    tensors = tensors_from_json(record["tensors"])
    weights, rest = _weights(tensors, blobs)
    rest, uses = _uses(record["uses"], rest)
    observation = Observation(
        loading=_loading(record["loading"], plan),
        layers=tuple(_layer(item) for item in listed(record["layers"], 5000)),
        tensors=tensors,
        weights=weights,
        train=_graph(record["train"], tensors, "train"),
        eval=_graph(record["eval"], tensors, "eval"),
        attempts=tuple(_attempt(item) for item in listed(record["attempts"], 64)),
        mends=tuple(_mend(item) for item in listed(record["mends"], 16)),
        troubles=tuple(trouble_from(item) for item in listed(record["troubles"], 64)),
        escapes=tuple(_escape(item) for item in listed(record["escapes"], 200)),
        proofs=_proofs(record["proofs"], rest),
        uses=uses,
        returned=text(record["returned"], 80),
        notes=texts(record["notes"]),
    )
    return observation, one_of(record["outcome"], OUTCOMES), text(record["detail"], 300)


def _weights(
    tensors: tuple[Tensor, ...], blobs: list[bytes]
) -> tuple[tuple[bytes, ...], list[bytes]]:
    """Each tensor's numbers, then what is left for the proofs.

    A tensor may come without its numbers (the probe bounds what it sends): as b"".
    """
    if len(blobs) < len(tensors):
        raise DecodeError(f"{len(tensors)} tensors came with {len(blobs)} sets of numbers")
    weights = tuple(blobs[: len(tensors)])
    for tensor, blob in zip(tensors, weights, strict=True):
        size = prod(tensor.shape) * _ELEMENT_SIZES[tensor.dtype]
        if len(blob) not in (0, size):
            raise DecodeError(f"a tensor needs {size} bytes of numbers, {len(blob)} came")
    return weights, blobs[len(tensors) :]


def _graph(data: Any, tensors: tuple[Tensor, ...], mode: Mode) -> Graph | None:
    if data is None:
        return None
    graph = graph_from_json(data, len(tensors))
    if graph.mode != mode:
        raise DecodeError(f"the graph of {mode} mode says {graph.mode}")
    return graph


def _loading(data: Any, plan: Plan) -> Loading | None:
    """The way it went; the rest is what the text of the file says, not what the process says."""
    if data is None:
        return None
    way, stand_ins = listed(data, 2, exactly=True)
    way = one_of(way, WAYS)
    return Loading(
        way=way,
        class_name=plan.class_name,
        line=plan.line,
        other_name=plan.other_name,
        left_out=plan.left_out if way == WAYS[0] else (),
        stand_ins=texts(stand_ins),
    )


def _layer(data: Any) -> Layer:
    path, class_name, parameters, summary, line = listed(data, 5, exactly=True)
    names = tuple(text(name) for name in listed(parameters, 5000))
    return Layer(text(path), text(class_name), names, text(summary), line_of(line))


def _attempt(data: Any) -> Attempt:
    mode, batch, shape, returned, trouble = listed(data, 5, exactly=True)
    sizes = None if shape is None else tuple(whole(size) for size in listed(shape, 16))
    return Attempt(
        mode=one_of(mode, MODES),
        batch=whole(batch),
        shape=sizes,
        returned=text(returned, 80),
        trouble=None if trouble is None else trouble_from(trouble),
    )


def _mend(data: Any) -> Mend:
    what, layer, line, was, now, trouble = listed(data, 6, exactly=True)
    return Mend(
        what=one_of(what, MENDS),
        layer=text(layer),
        line=line_of(line),
        was=whole(was, -(2**40)),
        now=whole(now),
        trouble=None if trouble is None else trouble_from(trouble),
    )


def _escape(data: Any) -> Escape:
    call, line = listed(data, 2, exactly=True)
    return Escape(text(call), line_of(line))


def trouble_from(data: Any) -> Trouble:
    """An exception, as `probe.answer` told it. Raises `DecodeError`."""
    stage, kind, message, line, lines, name = listed(data, 6, exactly=True)
    return Trouble(
        stage=one_of(stage, STAGES),
        type=text(kind, 120),
        message=text(message, MOST_MESSAGE),
        line=line_of(line),
        lines=tuple(whole(item, 1) for item in listed(lines, 100)),
        name=text(name, 120),
    )


def _uses(data: Any, blobs: list[bytes]) -> tuple[list[bytes], tuple[bytes, ...]]:
    """What is left for the proofs, and what came out of the uses, which is at the end."""
    count = whole(data)
    if count > min(MOST_USES, len(blobs)):
        raise DecodeError(f"{count} uses came with {len(blobs)} sets of numbers")
    return blobs[: len(blobs) - count], tuple(blobs[len(blobs) - count :])


def _proofs(data: Any, blobs: list[bytes]) -> tuple[Proof, ...]:
    """Proofs name their blobs by position: the output, then one for each gradient."""
    proofs, used = [], 0
    for item in listed(data, 16):
        mode, seed, input_seed, on_images, names = listed(item, 5, exactly=True)
        names = [text(name) for name in listed(names, 5000)]
        mine = blobs[used : used + 1 + len(names)]
        if len(mine) != 1 + len(names):
            raise DecodeError("a proof lacks its numbers")
        used += len(mine)
        proofs.append(
            Proof(
                mode=one_of(mode, MODES),
                seed=whole(seed),
                input_seed=whole(input_seed),
                output=mine[0],
                gradients=tuple(zip(names, mine[1:], strict=True)),
                on_images=flag(on_images),
            )
        )
    if used != len(blobs):
        raise DecodeError(f"{len(blobs) - used} sets of numbers belong to nothing")
    return tuple(proofs)
