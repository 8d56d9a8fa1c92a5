"""Habits: the steps of the training loop. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.nodes import constant, source


@diagnosis(hint="A tensor with one number gives it by a method of its own.")
def number_taken_as_in_2017(case: Case) -> Seen | None:
    """A single number is taken out of a tensor as in 2017

    Since PyTorch 0.4 a loss is a tensor without dimensions, so it has no place 0 any more.
    """
    around = case.around
    for node in case.script.outside:
        if not isinstance(node, ast.Subscript) or constant(node.slice) != 0:
            continue
        value = node.value
        bare = isinstance(value, ast.Attribute) and value.attr == "data"
        inner = value.value if isinstance(value, ast.Attribute) and bare else value
        loss = isinstance(inner, ast.Call) and around.is_loss(inner)
        if loss or (isinstance(inner, ast.Name) and inner.id in around.loss_names):
            return Seen(f"`{source(node)}` stops in today's PyTorch.", line=node.lineno)
    return None
