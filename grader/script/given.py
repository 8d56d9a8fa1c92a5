"""What each name of a file is given, wherever that stands."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from grader.script.nodes import Function, constant

Given = Mapping[object, Sequence[ast.AST]]


def name_read(node: ast.AST) -> object:
    """What a node reads something by: its name, its attribute, its key."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return constant(node.slice) if isinstance(node, ast.Subscript) else None


def given_to_names(nodes: Sequence[ast.AST]) -> Given:
    """All that is given to each name: what it stores, its default, what a call hands to it."""
    found = defaultdict[object, list[ast.AST]](list)
    functions = {one.name: one for one in nodes if isinstance(one, Function)}
    classes = (one for one in nodes if isinstance(one, ast.ClassDef))
    functions |= {one.name: init for one in classes if (init := _init(one))}
    for node in nodes:
        for name, value in chain(_stored(node), _handed(node, functions)):
            if value is not None:
                found[name].append(value)
    return found


def _init(one: ast.ClassDef) -> Function | None:
    made = (part for part in one.body if isinstance(part, Function) and part.name == "__init__")
    return next(made, None)


def _stored(node: ast.AST) -> Iterator[tuple[object, ast.AST | None]]:
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    value = node.iter if isinstance(node, ast.For | ast.comprehension) else None
    value = value or getattr(node, "value", None)
    for target in targets if value is not None else ():
        pairs: list[tuple[ast.AST, ast.AST | None]] = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        for one, its in pairs:
            for part in one.elts if isinstance(one, ast.Tuple) else (one,):
                yield name_read(part), its
    if isinstance(node, ast.Dict):
        yield from zip(map(constant, node.keys), node.values, strict=True)


def _handed(
    node: ast.AST, functions: dict[str, Function]
) -> Iterator[tuple[object, ast.AST | None]]:
    """What a call gives to arguments, and what these are where it gives nothing."""
    if isinstance(node, Function):
        plain = [*node.args.posonlyargs, *node.args.args]
        yield from zip(
            (one.arg for one in reversed(plain)), reversed(node.args.defaults), strict=False
        )
        yield from zip(
            (one.arg for one in node.args.kwonlyargs), node.args.kw_defaults, strict=True
        )
        ends = (one for one in ast.walk(node) if isinstance(one, ast.Return | ast.Yield))
        yield from ((node.name, one.value) for one in ends)
    if isinstance(node, ast.Call):
        yield from ((one.arg, one.value) for one in node.keywords if one.arg)
        called = functions.get(str(name_read(node.func)))
        names = [one.arg for one in called.args.args] if called is not None else []
        names = names[1:] if names[:1] == ["self"] else names
        yield from zip(names, node.args, strict=False)
        if called is not None and called.args.vararg is not None:
            yield from ((called.args.vararg.arg, one) for one in node.args[len(names) :])
