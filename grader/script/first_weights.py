"""Where the text itself chooses the numbers that weights begin with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.script.script import Script

WEIGHTS = ("weight", "bias", "data")


def first_weights_at(script: Script) -> int | None:
    """The first line that sets weights; None where none does.

    By `torch.nn.init`, by a method that fills a tensor in place, or by another tensor in its place.
    """
    lines = (node.lineno for node in script.nodes if isinstance(node, ast.Call | ast.Assign)
             and any(_sets(script, node)))  # fmt: skip
    return min(lines, default=None)


def _sets(script: Script, node: ast.Call | ast.Assign) -> Iterator[bool]:
    if isinstance(node, ast.Call):
        yield script.dotted(node.func).startswith("torch.nn.init.")
        filled = node.func.value if isinstance(node.func, ast.Attribute) else None
        in_place = isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_")
        yield in_place and isinstance(filled, ast.Attribute) and filled.attr in WEIGHTS
    else:
        yield any(isinstance(one, ast.Attribute) and one.attr in WEIGHTS for one in node.targets)
