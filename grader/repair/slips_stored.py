"""What is made and not stored: another sign stands where `=` belongs, or a comma for the point."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.nodes import first_argument, is_name, nodes_in


def not_stored(source: Source) -> Iterator[Edit]:
    """`self.fc1 == nn.Linear(...)`, `self.fc1: nn.Linear(...)`, `x - self.fc1(x)`."""
    for method in source.methods:
        for node in nodes_in(method):
            for left, right in _sides(node):
                start, end = source.span(left)[0], source.span(right)[0]
                yield from source.between("not-stored", start, end, f"{source.words(left)} = ")


def _sides(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What was to be given a value, and the value, where no line gives it."""
    both = node.value if isinstance(node, ast.Expr) else None
    if isinstance(both, ast.Compare) and isinstance(both.ops[0], ast.Eq):
        yield both.left, both.comparators[0]
    elif isinstance(both, ast.BinOp) and isinstance(both.left, ast.Name | ast.Attribute):
        yield both.left, both.right
    elif isinstance(node, ast.AnnAssign) and node.value is None:
        made = isinstance(node.annotation, ast.Call)  # a type is named, and not made
        yield from [(node.target, node.annotation)] if made else []


def comma_for_a_point(source: Source) -> Iterator[Edit]:
    """`self,fc2 = nn.Linear(50, 10)`, `F.relu(self,conv1(x))`."""
    for method in source.methods:
        me = first_argument(method)
        for node in nodes_in(method):
            parts = node.elts if isinstance(node, ast.Tuple) else getattr(node, "args", ())
            for one, after in pairwise(parts if isinstance(parts, list) else ()):
                if is_name(one, me) and not is_name(after, me):
                    now = f"{source.words(one)}.{source.words(after)}"
                    start, end = source.span(one)[0], source.span(after)[1]
                    yield from source.between("comma-for-a-point", start, end, now)
