"""Small questions that several slips ask of a text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.repair.edits import Source
from grader.script.nodes import Function, calls_in, is_name

# what gives several tensors where the others give one
PAIRS = ("max", "min", "sort", "topk", "median", "mode", "kthvalue", "split", "chunk", "unbind")


def parents(function: Function) -> dict[ast.AST, ast.AST]:
    """For each node of a function the one that it stands in."""
    found: dict[ast.AST, ast.AST] = {}
    for outer in ast.walk(function):
        for inner in ast.iter_child_nodes(outer):
            found[inner] = outer
    return found


def calls_of(source: Source) -> Iterator[ast.Call]:
    """Every call of the network's methods."""
    for method in source.methods:
        yield from calls_in(method)


def small(node: ast.expr, below: int = 10) -> int | None:
    """A small whole number, with its sign; None for anything else."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    if isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < below:
        return sign * node.value
    return None


def counter(node: ast.AST) -> str:
    """The name of a loop that is a number, `i` of `for i in range(2)`; "" where there is none."""
    if not isinstance(node, ast.For | ast.comprehension) or not isinstance(node.iter, ast.Call):
        return ""
    pair = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
    plain = len(pair) == 1 and is_name(node.iter.func, "range")
    counted = len(pair) == 2 and is_name(node.iter.func, "enumerate")
    return pair[0].id if isinstance(pair[0], ast.Name) and (plain or counted) else ""


def names_in(node: ast.AST) -> set[str]:
    """The plain names in a piece of a tree."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
