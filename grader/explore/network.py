"""A traced and trained network as the data of the page."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from concepts import ConceptError
from concepts.written import by, listed
from grader.evidence import LAID_OUT, Explored, Moment, Observation
from grader.explore.kinds import computed, kind_of
from grader.explore.lines import line_of
from grader.graph import Dtype, Graph, Operation, Ref, Slice, Tensor
from grader.lab.data import GREY
from grader.lab.words import one_of
from grader.reading.network import names_of, network_of_graph

SAMPLES = {"mnist": 122_880, "digits": 61_440}  # images of a training; by the data
LEARNING_RATE = 0.001  # of Adam: slower than a verdict needs, and it ends better
SHARES = (0.01, 0.05, 0.25)  # of a training after which its numbers are kept
FLOAT32 = 1_500_000  # bytes of the end's numbers that are written as they are
FLOAT16 = 6_000_000  # of the same, above which 8 bits have to do
EARLIER = 3_000_000  # bytes of all moments but the end: of a larger network the end alone is kept
Form = Literal["float32", "float16", "int8"]  # how numbers are written
NAME = 100  # characters of a name that are shown


def long_enough(data: str) -> dict[str, Any]:
    """What of a recipe is different for a network that is looked at."""
    return {
        "optimizer": "adam",
        "learning_rate": LEARNING_RATE,
        "max_samples": SAMPLES.get(data, 61_440),
    }


def lacking(graph: Graph) -> tuple[str, ...]:
    """Calls that the page's engine does not compute, as a person writes them."""
    return tuple(dict.fromkeys(op.spelled for op in graph.live() if not computed(op, graph)))


def values_of(graph: Graph) -> tuple[int, ...]:
    """The values that the output depends on, in order: what the engine would compute."""
    return tuple(value for op in graph.live() for value in op.outputs)


def network_data(
    observation: Observation, explored: Explored, file: str, source: str, things: str = "digits"
) -> dict[str, Any]:
    """What screen 1 shows: the graph, the kept numbers, images, and how it was trained."""
    graph = observation.eval
    assert graph is not None
    lines = source.splitlines()
    names, latest = names_of(graph), dict[int, int]()
    operations = [_operation(op, names, latest, lines) for op in graph.live()]
    *earlier, end = explored.moments
    kept = earlier if sum(map(_size, earlier)) <= EARLIER else []
    missing = lacking(graph)
    return {
        "file": file[:NAME],
        "mended": mended(observation),
        "operations": operations,
        "shapes": [_one(value.shape, graph.batch) for value in graph.values],
        "output": graph.output,
        "tensors": [
            {"name": one.name[:NAME], "shape": one.shape, "dtype": one.dtype}
            for one in observation.tensors
        ],
        "moments": [
            *(_moment(one, observation.tensors, "float16") for one in kept),
            _moment(end, observation.tensors, _form(_size(end))),
        ],
        "image": graph.values[0].shape[1:],
        "thing": one_of(things),
        "undrawn": undrawn(graph.values[0].shape[1:], things),
        "images": _text(explored.images),
        "labels": explored.labels,
        "outputs": _text(explored.outputs),
        "values": [_text(value) for value in explored.values] if missing else [],
        "valueIds": values_of(graph) if missing else [],
        "lacking": missing,
        "mean": explored.mean,
        "std": explored.std,
        "samples": explored.samples,
        "trainingImages": explored.of,
        "seconds": round(explored.seconds, 1),
        "data": explored.data,
    }


def undrawn(image: tuple[int, ...], things: str) -> str:
    """Why no image can be drawn on the page; "" where it can.

    >>> undrawn((1, 28, 28), "digits")
    ''
    >>> undrawn((3, 32, 32), "shapes")
    'Drawing is off: the pad makes grey images of 28×28, and this network takes 3×32×32.'
    """
    if image != GREY:
        takes = f"this network takes {by(image)}"
        return f"Drawing is off: the pad makes grey images of {by(GREY[1:])}, and {takes}."
    if things != "digits":
        return (
            f"Drawing is off: the pad puts strokes into the form of digits, and these are {things}."
        )
    return ""


def mended(observation: Observation) -> str:
    """What was put right for the network to run, in a sentence without the right number; or "".

    >>> mended(Observation())
    ''
    """
    places = []
    for mend in observation.mends:
        what = f"a missing flattening before {mend.layer}" if mend.what == LAID_OUT else mend.layer
        places.append(what if mend.line is None else f"{what} (line {mend.line})")
    if not places:
        return ""
    stops = any(mend.trouble is not None for mend in observation.mends)
    fails = "does not run" if stops else "does not give one row of scores for each image"
    were = "was" if len(places) == 1 else "were"
    return (
        f"As it is written this network {fails}: {listed(places)[: 5 * NAME]} {were} put right,"
        " on this page alone. cnngrade submit says what is wrong."
    )


def fields_line(observation: Observation) -> tuple[str, str]:
    """The network as a line for the fields; or "", and why there is none."""
    assert observation.eval is not None
    try:
        network = network_of_graph(observation.eval, observation.tensors)
    except ConceptError as error:
        return "", f"The fields of this network cannot be drawn: {error}."
    line, trouble = line_of(network)
    image = observation.eval.values[0].shape[1:]
    if line and image != GREY:
        line = f"input {'x'.join(map(str, image))}; {line}"
    return line, trouble


def _size(moment: Moment) -> int:
    return sum(map(len, moment.tensors))


def _form(size: int) -> Form:
    return "float32" if size <= FLOAT32 else "float16" if size <= FLOAT16 else "int8"


def _moment(moment: Moment, tensors: Sequence[Tensor], form: Form) -> dict[str, Any]:
    numbers = [
        np.frombuffer(data, _dtype(one.dtype)).astype(np.float32)
        for data, one in zip(moment.tensors, tensors, strict=True)
    ]
    return {
        "samples": moment.samples,
        "correct": moment.correct,
        "of": moment.of,
        "form": form,
        "tensors": [FORMS[form](one) for one in numbers],
    }


def _in_eight_bits(numbers: Any) -> str:
    """A scale (float32) and whole numbers from -127 to 127 that it multiplies."""
    scale = np.float32(np.abs(numbers).max() / 127 if numbers.size else 0) or np.float32(1)
    whole = np.rint(numbers / scale).astype(np.int8)
    return _text(np.array([scale], "<f4").tobytes() + whole.tobytes())


FORMS: dict[Form, Callable[[Any], str]] = {
    "float32": lambda numbers: _text(numbers.astype("<f4").tobytes()),
    "float16": lambda numbers: _text(np.clip(numbers, -65504, 65504).astype("<f2").tobytes()),
    "int8": _in_eight_bits,
}


def _dtype(name: str) -> str:
    return "<u2" if name == "bfloat16" else name


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _one(shape: tuple[int, ...], batch: int) -> tuple[int, ...]:
    """The shape for one image, where the first axis is the batch's."""
    return (1, *shape[1:]) if shape and shape[0] == batch else shape


def _operation(
    op: Operation, names: dict[int, str], latest: dict[int, int], lines: list[str]
) -> dict[str, Any]:
    """A call with its arguments by name; what was changed in place stands for what it was."""
    args = {name: _argument(value, latest) for name, value in op.bound.items()}
    if _in_place(op) and op.outputs:
        first = next((ref for ref in (op.bound.get("input"),) if isinstance(ref, Ref)), None)
        if first is not None and first.kind == "value":
            latest[latest.get(first.index, first.index)] = op.outputs[0]
            latest[first.index] = op.outputs[0]
    code = lines[op.line - 1].strip() if op.line is not None and op.line <= len(lines) else ""
    if kind_of(op) != op.kind and "other" not in args and "dim" in args:  # torch.max(x, y)
        args["other"] = args.pop("dim")
    return {
        "kind": kind_of(op),
        "spelled": op.spelled[:NAME],
        "name": names.get(op.index, op.kind)[:NAME],
        "args": args,
        "outputs": op.outputs,
        "line": op.line,
        "code": code[:200],
    }


def _in_place(op: Operation) -> bool:
    name = op.target.rpartition(".")[2]
    written = name == "__setitem__" or (name.endswith("_") and not name.endswith("__"))
    return written or op.bound.get("inplace") is True


def _argument(value: Any, latest: dict[int, int]) -> Any:
    if isinstance(value, Ref):
        index = latest.get(value.index, value.index) if value.kind == "value" else value.index
        return {value.kind: index}
    if isinstance(value, tuple):
        return [_argument(one, latest) for one in value]
    if isinstance(value, Slice | Dtype):
        return {"other": type(value).__name__}
    if isinstance(value, float) and not np.isfinite(value):
        return {"float": repr(value)}
    return value if isinstance(value, int | float | str | bool | None) else {"other": "..."}
