"""Shapes: what cannot be joined or computed with."""

from __future__ import annotations

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.graph import Ref


@diagnosis("forward-runs", hint="To add two results, give them the same channels and sides.")
def shapes_cannot_be_joined(case: Case) -> Seen | None:
    """Two results of different shapes are joined

    Adding or multiplying goes number by number, so both sides need the same shape.
    """
    op = case.refused
    if op is None or (op.family != "arithmetic" and op.kind not in ("cat", "stack")):
        return None
    shapes = [case.shape(ref) for ref in op.reads if isinstance(ref, Ref)]
    if len(shapes) < 2 or shapes[0] == shapes[1]:
        return None
    return Seen(
        f"`{op.spelled}` joins {by(shapes[0])} and {by(shapes[1])}.",
        line=op.line,
        observed=f"{by(shapes[0])} and {by(shapes[1])}",
    )


@diagnosis("forward-runs", hint="BatchNorm2d stands among maps, BatchNorm1d among rows of numbers.")
def batch_norm_for_another_shape(case: Case) -> Seen | None:
    """The batch normalisation is made for another kind of shape

    `BatchNorm2d` normalises maps, `BatchNorm1d` rows of numbers.
    """
    trouble, graph = case.raised("forward", "ValueError"), case.graph
    if trouble is None or graph is None or case.refused is not None or not graph.operations:
        return None
    used = {op.module for op in graph.operations}
    shape = graph.shape_out(graph.operations[-1])
    for layer in case.seen.layers:
        wanted = {"BatchNorm1d": (2, 3), "BatchNorm2d": (4,)}.get(layer.class_name)
        if wanted and layer.path not in used and len(shape) not in wanted:
            return Seen(
                f"`{layer.path}` is a {layer.class_name} and is given {by(shape)}.",
                line=trouble.line,
                lines=case.declaration(layer.path),
                observed=by(shape),
            )
    return None
