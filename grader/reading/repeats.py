"""Which calls compute what an earlier call has computed already."""

from __future__ import annotations

from grader.graph import Graph, Operation, Ref


def repeated_values(graph: Graph) -> dict[int, int]:
    """For each value that an earlier call has computed already, that call's value.

    `relu(fc(x)) + relu(-fc(x))` calls fc twice and computes it once.
    """
    first: dict[tuple[object, ...], Operation] = {}
    same: dict[int, int] = {}
    for op in graph.live():
        if op.family in ("dropout", "random") or op.writes or op.target.endswith("_"):
            continue  # each call is another draw, or changes what it is given
        key = (op.target, *(_renamed(part, same) for part in (op.args, op.kwargs, op.reads)))
        earlier = first.setdefault(key, op)
        if earlier is not op:
            same.update(zip(op.outputs, earlier.outputs, strict=False))
    return same


def _renamed(part: object, same: dict[int, int]) -> object:
    """The same arguments with repeated values under the name of the first."""
    if isinstance(part, Ref):
        return Ref(part.kind, same.get(part.index, part.index)) if part.kind == "value" else part
    if isinstance(part, tuple):
        return tuple(_renamed(item, same) for item in part)
    return (type(part).__name__, part)  # 1, 1.0 and True are not the same argument
