"""Where the text itself chooses the numbers that weights begin with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.script.script import Script

WEIGHTS = ("weight", "bias", "data")


def first_weights_at(script: Script, named: str = "") -> int | None:
    """The first line that sets weights; None where none does.

    By `torch.nn.init`, by a method that fills a tensor in place, or by another tensor in its place.
    `named`: first of all one that names these, "bias".
    """
    found = [
        node
        for node in script.nodes
        if isinstance(node, ast.Call | ast.Assign | ast.AugAssign) and any(_sets(script, node))
    ]
    own = [node.lineno for node in found if named and _names(node, named)]
    return min(own or (node.lineno for node in found), default=None)


def _names(node: ast.AST, named: str) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == named for one in ast.walk(node))


def _sets(script: Script, node: ast.Call | ast.Assign | ast.AugAssign) -> Iterator[bool]:
    if isinstance(node, ast.Call):
        yield script.dotted(node.func).startswith("torch.nn.init.")
        filled = node.func.value if isinstance(node.func, ast.Attribute) else None
        in_place = isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_")
        yield in_place and isinstance(filled, ast.Attribute) and filled.attr in WEIGHTS
    else:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield any(isinstance(one, ast.Attribute) and one.attr in WEIGHTS for one in targets)
