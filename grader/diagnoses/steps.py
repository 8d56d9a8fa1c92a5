"""Steps that are thrown away, and what the text says of them."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.graph import Operation


def target_of(case: Case, line: int | None) -> str | None:
    """The name that a line gives its result to.

    "" where the result is not kept at all; None where the text does not say.
    """
    for node in case.script.nodes:  # of other classes too: a network may be made of several
        if isinstance(node, ast.stmt) and line is not None and node.lineno == line:
            if isinstance(node, ast.Expr):
                return ""
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                return node.targets[0].id
    return None


def rate_of(op: Operation) -> float | None:
    """The share that a dropout drops; None for what is no number."""
    rate = op.bound.get("p")
    return None if isinstance(rate, bool) or not isinstance(rate, (int, float)) else float(rate)
