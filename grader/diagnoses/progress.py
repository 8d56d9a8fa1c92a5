"""Six steps of a network that is still being written, each ticked by what was seen of it."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.graph import Operation

UNFINISHED = (
    *("forward-is-blank", "forward-missing", "return-forgotten", "convolution-missing"),
    *("fully-connected-layer-missing", "layer-declared-never-called", "maps-returned"),
)
Steps = tuple[tuple[bool, str], ...]


def progress(case: Case) -> Steps:
    """What is there: layers by those that are registered, steps by the calls that were made."""
    graph = case.graph
    calls = graph.operations if graph is not None else ()
    made = [layer.class_name for layer in case.seen.layers]
    convolutions, linears = (_of(calls, kind) for kind in ("conv2d", "linear"))
    relus, rows = _of(calls, "relu"), _flat(case, linears)
    return (
        (made.count("Conv2d") >= 2, "__init__ makes two convolutions: channels in, out, size"),
        (made.count("Linear") >= 2, "__init__ makes two fully connected layers, and a dropout"),
        (
            len(convolutions) >= 2 and len(relus) >= 2,
            "forward calls the convolutions one after the other, a ReLU behind each",
        ),
        (rows, "the maps become a row for each image"),
        (
            len(linears) >= 2 and len(relus) >= 3 and bool(_of(calls, "dropout")),
            "the fully connected layers follow, ReLU and dropout between them",
        ),
        (
            bool(_of(calls, "log_softmax")) and case.seen.returned == "tensor",
            "log_softmax over the ten scores, and `return`",
        ),
    )


def _of(calls: tuple[Operation, ...], kind: str) -> list[Operation]:
    return [one for one in calls if one.kind.startswith(kind) or kind in one.kind.split("_")]


def _flat(case: Case, linears: list[Operation]) -> bool:
    """Whether the first fully connected layer is given rows."""
    if not linears or case.graph is None:
        return False
    first = next((ref for ref in linears[0].reads if ref.kind == "value"), None)
    return len(case.shape(first)) == 2 and not case.unflattened
