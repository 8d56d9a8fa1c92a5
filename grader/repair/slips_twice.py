"""What stands there twice: a line, or a method or a class, of which Python keeps the last."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.nodes import Function, calls_in, methods_of, nodes_in


def class_twice(source: Source) -> Iterator[Edit]:
    """A second `class Net` replaces the first, be it as empty as the starter's."""
    net = source.script.net
    same = [one.node for one in source.script.classes if net is not None and one.name == net.name]
    yield from _renamed(source, "class-twice", same)


def method_twice(source: Source) -> Iterator[Edit]:
    """A second `def forward` in the class replaces the first."""
    for one in source.script.made_of:
        methods = methods_of(one)
        for name in dict.fromkeys(method.name for method in methods):
            same = [method for method in methods if method.name == name]
            yield from _renamed(source, "method-twice", same)


def _renamed(source: Source, kind: str, same: Sequence[ast.ClassDef | Function]) -> Iterator[Edit]:
    """The last of those that have one name."""
    for one in same[-1:] if len(same) > 1 else ():
        start = source.text.find(one.name, source.span(one)[0])
        yield from source.between(kind, start, start + len(one.name), f"{one.name}_again")


def line_twice(source: Source) -> Iterator[Edit]:
    """The same statement twice, one behind the other."""
    for method in source.methods:
        for block in (body for node in nodes_in(method) for body in _bodies(node)):
            for one, other in pairwise(block):
                same = ast.dump(one) == ast.dump(other) and next(calls_in(other), None) is not None
                if same or (isinstance(one, ast.Assign) and _layers_in(source, one, other)):
                    yield from source.put("line-twice", other, "pass")


def _layers_in(source: Source, one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two lines call the same layers with weights: the two sides of a merge."""
    called = [
        {call.func.attr for call in calls_in(line) if isinstance(call.func, ast.Attribute)}
        & source.weighing
        for line in (one, other)
    ]
    return called[0] == called[1] != set()


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse"):
        body = getattr(node, name, [])
        if isinstance(body, list):
            yield body
