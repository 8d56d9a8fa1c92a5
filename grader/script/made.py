"""Where a module is made: its line in `__init__`, or in the container that holds it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from grader.script.classes import stored_in
from grader.script.nodes import calls_in, constant, methods_of, nodes_in
from grader.script.script import Script


def made_at(script: Script, path: str) -> int | None:
    """The line that makes the module at a path ("features.3"); None where the text hides it."""
    value = maker(script, path)
    return value.lineno if value is not None else None


def named_at(script: Script, path: str) -> list[int]:
    """The lines that name a module, but for those that make it: `self.conv2`, `"conv2"`."""
    *outer, name = path.split(".")
    value = maker(script, path)
    made = range(value.lineno, (value.end_lineno or value.lineno) + 1) if value is not None else ()
    own = (m for one in script.family for m in methods_of(one) if m is not script.init)
    read = (n for method in own for n in nodes_in(method) if isinstance(n, ast.Attribute))
    inside = {n.lineno for n in read if n.attr == name}
    texts = (n for n in script.nodes if isinstance(n, ast.Constant))
    keys = {n.lineno for n in texts if n.value == name}
    found = keys if outer else inside
    return sorted(line for line in found if line not in made)


def in_sequence(script: Script, path: str) -> bool:
    """Whether a module is called by the nn.Sequential that it stands in, not by forward."""
    if "." not in path:
        return path.isdigit() and _handed_on(script, path) is not None
    outer = maker(script, path.rpartition(".")[0])
    return isinstance(outer, ast.Call) and script.layer_class(outer.func) == "Sequential"


def maker(script: Script, path: str) -> ast.expr | None:
    """The expression that makes the module at a path."""
    head, *rest = path.split(".")
    value = _handed_on(script, head) if head.isdigit() else _stored(script.family, head)
    for name in rest:
        value = _inside(script, value, name) if isinstance(value, ast.Call) else None
    return value


def _stored(among: Iterable[ast.ClassDef], name: str) -> ast.expr | None:
    """What the last assignment to `self.NAME` stores."""
    found = [value for one in among for stored, value, _ in stored_in(one) if stored == name]
    return found[-1] if found else None


def _handed_on(script: Script, name: str) -> ast.expr | None:
    """What a class that is itself an nn.Sequential hands to that, by its number."""
    init = script.init
    for call in calls_in(init):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
            named = not isinstance(call.func.value, ast.Call)  # not `super()`: self goes along
            given = ast.Call(call.func, call.args[1:] if named else call.args, call.keywords)
            return _inside(script, given, name)
    return None


def _inside(script: Script, call: ast.Call, name: str) -> ast.expr | None:
    """The member of a container, or the attribute of a class of the file, by its name."""
    own = [one.node for one in script.classes if one.name == script.called(call)]
    if own:
        return _stored(own[-1:], name)
    held = call.args[0] if len(call.args) == 1 else None
    held = held.value if isinstance(held, ast.Starred) else held
    if isinstance(held, ast.Call) and held.args and script.called(held) == "OrderedDict":
        return _named(held.args[0], name)
    if isinstance(held, ast.Dict):
        return _named(held, name)
    members = held.elts if isinstance(held, ast.List | ast.Tuple) else call.args
    if not name.isdigit() or any(isinstance(one, ast.Starred) for one in members):
        return None  # how many there are the text does not say
    return members[int(name)] if int(name) < len(members) else None


def _named(node: ast.expr, name: str) -> ast.expr | None:
    """The value of a key: of a dictionary, or of a list of pairs."""
    pairs: list[tuple[ast.expr | None, ast.expr]] = []
    if isinstance(node, ast.Dict):
        pairs = list(zip(node.keys, node.values, strict=True))
    elif isinstance(node, ast.List | ast.Tuple):
        both = [pair.elts for pair in node.elts if isinstance(pair, ast.Tuple)]
        pairs = [(pair[0], pair[1]) for pair in both if len(pair) == 2]
    return next((value for key, value in pairs if constant(key) == name), None)
