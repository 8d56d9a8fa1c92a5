"""The last steps of what was returned."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.graph import Graph, Operation

PASSES_ON = ("shape", "cast", "detach")


def last_step(case: Case) -> tuple[Graph, Operation] | None:
    """The last call of what was returned that changes numbers, not only their order."""
    graph = case.reading.eval.graph if case.reading.eval is not None else None
    if graph is None or graph.output is None:
        return None
    op = graph.makers.get(graph.output)
    while op is not None and op.family in PASSES_ON:
        before = step_before(graph, op)
        if before is None:
            break
        op = before
    return None if op is None else (graph, op)


def step_before(graph: Graph, op: Operation) -> Operation | None:
    """The call that made what this one works on."""
    refs = [ref for ref in op.reads if ref.kind == "value" and ref.index in graph.makers]
    return graph.makers[refs[0].index] if refs else None
