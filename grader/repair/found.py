"""Small questions that several slips ask of a text."""

from __future__ import annotations

import ast

from grader.script.nodes import Function, first_argument

# what gives several tensors where the others give one
PAIRS = ("max", "min", "sort", "topk", "median", "mode", "kthvalue", "split", "chunk", "unbind")


def data_of(function: Function, line: int) -> list[str]:
    """Names that hold the data before a line of forward: the last given first, then the input."""
    given: dict[str, int] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno < line:
            given[node.id] = max(node.lineno, given.get(node.id, 0))
    names = sorted(given, key=lambda name: -given[name])[:2]
    me = first_argument(function)
    arguments = [a.arg for a in function.args.args if a.arg != me]
    return list(dict.fromkeys([*names, *arguments[:1]]))


def parents(function: Function) -> dict[ast.AST, ast.AST]:
    """For each node of a function the one that it stands in."""
    found: dict[ast.AST, ast.AST] = {}
    for outer in ast.walk(function):
        for inner in ast.iter_child_nodes(outer):
            found[inner] = outer
    return found
