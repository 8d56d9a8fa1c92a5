"""Building: what a step of forward is handed is no tensor."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.stops import stop
from grader.script.nodes import nodes_in, source


@diagnosis("forward-runs", hint="Every function that forward calls must return what it computes.")
def nothing_goes_on(case: Case) -> Seen | None:
    """A step is given None

    A function without `return` gives None, and None is no tensor. Some functions change
    something in place and give nothing back.
    """
    trouble, op = stop(case, "TypeError", "AttributeError"), case.refused
    if trouble is None:
        return None
    given = op is not None and op.args and op.args[0] is None
    if not given and "NoneType" not in trouble.message:
        return None
    helper = _returns_nothing(case)
    rest = f" `{helper.name}` (line {helper.lineno}) has no `return`." if helper else ""
    return Seen(
        f"A step gets None where it needs a tensor.{rest}",
        line=trouble.line,
        lines=(helper.lineno,) if helper else (),
    )


def _returns_nothing(case: Case) -> ast.FunctionDef | None:
    """A method of the class, called by forward, that returns nothing."""
    for method in case.script.methods.values():
        returns = any(isinstance(n, ast.Return) and n.value for n in nodes_in(method))
        helps = isinstance(method, ast.FunctionDef) and method.name not in ("__init__", "forward")
        if isinstance(method, ast.FunctionDef) and helps and not returns:
            return method
    return None


@diagnosis("forward-runs", hint="Take the first of the two, or do not ask for the second.")
def tuple_goes_on(case: Case) -> Seen | None:
    """A step is given several tensors at once

    Some layers give more than one result: a pooling with `return_indices`, an LSTM. The next
    step takes one tensor.
    """
    trouble, graph = stop(case, "TypeError", "AttributeError"), case.graph
    last = graph.operations[-1] if graph is not None and graph.operations else None
    if trouble is None or last is None or not last.many or len(last.outputs) < 2:
        return None
    return Seen(
        f"`{case.name(last)}` gives {len(last.outputs)} tensors, and the next step takes one.",
        line=trouble.line,
        lines=(last.line,) if last.line and last.line != trouble.line else (),
    )


@diagnosis("forward-runs", hint="Stay with torch's functions from the image to the scores.")
def numpy_in_forward(case: Case) -> Seen | None:
    """forward leaves torch for numpy

    numpy keeps no record of how a number came about, so no gradient can flow back through it.
    """
    trouble = case.raised("forward")
    if trouble is None:
        return None
    for call in case.script.calls_at(trouble.line):
        dotted = case.script.dotted(call.func)
        if dotted.startswith("numpy.") or dotted.endswith(".numpy"):
            return Seen(f"`{source(call)}` leaves torch.", line=trouble.line)
    return None


@diagnosis("forward-runs", hint="forward calls the layers, not the network itself.")
def forward_calls_itself(case: Case) -> Seen | None:
    """forward calls itself without end

    `self(x)` is `self.forward(x)`, which calls `self(x)`, and so on.
    """
    trouble = case.raised("forward", "RecursionError")
    return None if trouble is None else Seen("forward calls itself.", line=trouble.line)
