"""`nodes_behind`: what an expression comes from, by whatever names."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from grader.script.nodes import Function, argument, constant
from grader.script.script import Script

_MOST_NAMES = 30  # that stand behind one another
_Given = dict[object, list[ast.AST]]


def numbers_behind(script: Script, node: ast.expr) -> list[ast.Constant]:
    """Each number that may reach an expression, where it is written, in the order of the text."""
    found = (one for one in nodes_behind(script, node) if isinstance(one, ast.Constant))
    return [one for one in found if type(one.value) in (int, float)]


def nodes_behind(script: Script, node: ast.expr) -> list[ast.expr]:
    """Each expression that may be a part of another, with those of the names in it.

    A name is followed wherever it is given something: as a name, an attribute, a key, an argument,
    what a property returns. One name of two things stands for both: what is meant is tried.
    """
    given, names, left = _given(script), set[object](), list[ast.AST]([node])
    found: dict[ast.expr, None] = {}
    while left and len(names) <= _MOST_NAMES:
        for one in ast.walk(left.pop()):
            if isinstance(one, ast.expr):
                found[one] = None
            name = _name(one)
            if name is not None and name not in names:
                names.add(name)
                left += given.get(name, [])
    return sorted(found, key=lambda one: (one.lineno, one.col_offset))


def share_given(script: Script, call: ast.Call) -> ast.expr | None:
    """What a dropout is given as its share; `partial(nn.Dropout, p=0.2)` too."""
    partial = script.called(call) == "partial" and bool(call.args)
    made = script.dotted(call.args[0] if partial else call.func)
    if "dropout" not in made.lower():
        return None
    function = made.rpartition(".")[2][:1].islower()
    return argument(call, partial + function, "p")


def _name(node: ast.AST) -> object:
    """What a node reads something by: its name, its attribute, its key."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return constant(node.slice) if isinstance(node, ast.Subscript) else None


def _given(script: Script) -> _Given:
    """All that is given to each name of the file."""
    found: _Given = defaultdict(list)
    functions = {one.name: one for one in script.nodes if isinstance(one, Function)}
    functions |= {one.name: init for one in script.classes if (init := _init(one.node))}
    for node in script.nodes:
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
                yield _name(part), its
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
        called = functions.get(str(_name(node.func)))
        names = [one.arg for one in called.args.args] if called is not None else []
        names = names[1:] if names[:1] == ["self"] else names
        yield from zip(names, node.args, strict=False)
        if called is not None and called.args.vararg is not None:
            yield from ((called.args.vararg.arg, one) for one in node.args[len(names) :])
