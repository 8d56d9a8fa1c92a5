"""Small questions that several slips ask of a text."""

from __future__ import annotations

import ast

from grader.script.nodes import Function

# what gives several tensors where the others give one
PAIRS = ("max", "min", "sort", "topk", "median", "mode", "kthvalue", "split", "chunk", "unbind")


def parents(function: Function) -> dict[ast.AST, ast.AST]:
    """For each node of a function the one that it stands in."""
    found: dict[ast.AST, ast.AST] = {}
    for outer in ast.walk(function):
        for inner in ast.iter_child_nodes(outer):
            found[inner] = outer
    return found
