"""Layers that are kept in a list or under keys: one taken in the place of another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.nodes import calls_in, first_argument, is_name, nodes_in

MOST_MADE = 4  # layers of a comprehension: how many there are only the run says
_KEPT = ("ModuleList", "Sequential", "ModuleDict")


def item_for_another(source: Source) -> Iterator[Edit]:
    """`self.fc[0]` where `self.fc[1]` is meant, which nothing calls; and two exchanged."""
    for name, value, _ in source.script.stored:
        keys = _keys(source, value)
        if not keys:
            continue
        taken = [one for one in _taken(source, name) if _key(one, keys) in keys]
        if len(taken) < _named(source, name):
            continue  # a loop goes over all of them, or something else is done with the whole
        idle = [key for key in keys if key not in {_key(one, keys) for one in taken}]
        for one in taken:
            for key in idle:
                yield from source.put("layer-for-another", one, _item(source, one, key))
        taken.sort(key=source.span)
        for one, other in pairwise(taken):
            (a, b), (c, d) = source.span(one), source.span(other)
            if b <= c:
                now = source.text[c:d] + source.text[b:c] + source.text[a:b]
                yield from source.between("layers-exchanged", a, d, now)


def _keys(source: Source, value: ast.expr | None) -> list[int | str]:
    """By what the layers of a container are taken out of it; none where the text does not say."""
    if isinstance(value, ast.Call) and source.script.layer_class(value.func) in _KEPT:
        inner = value.args[0] if len(value.args) == 1 else None
        return _keys(source, inner) if inner is not None else _counted(value.args)
    if isinstance(value, ast.List | ast.Tuple):
        return _counted(value.elts)
    if isinstance(value, ast.Dict):
        keys = [one.value for one in value.keys if isinstance(one, ast.Constant)]
        return [one for one in keys if isinstance(one, str)] if len(keys) == len(value.keys) else []
    if isinstance(value, ast.ListComp | ast.GeneratorExp):
        return [*range(MOST_MADE)]
    return []


def _counted(parts: list[ast.expr]) -> list[int | str]:
    return [] if any(isinstance(one, ast.Starred) for one in parts) else [*range(len(parts))]


def _taken(source: Source, name: str) -> Iterator[ast.Subscript]:
    """Each `self.NAME[...]` that is called."""
    for method in source.running:
        me = first_argument(method)
        for call in calls_in(method):
            func = call.func
            of = func.value if isinstance(func, ast.Subscript) else None
            if isinstance(of, ast.Attribute) and of.attr == name and is_name(of.value, me):
                assert isinstance(func, ast.Subscript)
                yield func


def _named(source: Source, name: str) -> int:
    """How often the methods that compute speak of the container."""
    nodes = (node for method in source.running for node in nodes_in(method))
    return sum(isinstance(node, ast.Attribute) and node.attr == name for node in nodes)


def _key(one: ast.Subscript, keys: list[int | str]) -> object:
    """By what it is taken, counted from the front; None where that is computed."""
    try:
        key = ast.literal_eval(one.slice)
    except ValueError:
        return None
    return key + len(keys) if isinstance(key, int) and key < 0 else key


def _item(source: Source, one: ast.Subscript, key: int | str) -> str:
    """The same with another key, quoted as the student does."""
    if isinstance(key, int):
        return f"{source.words(one.value)}[{key}]"
    quote = source.words(one.slice)[:1]
    return f"{source.words(one.value)}[{quote}{key}{quote}]"


# what changes a list or a table in its place, and gives nothing back
_ADD = ("append", "extend", "insert", "update", "add_module", "register_module")


def nothing_kept(source: Source) -> Iterator[Edit]:
    """`parts = parts.append(nn.ReLU())`: the list grows in its place, and None comes back."""
    for method in source.methods:
        for node in nodes_in(method):
            call = node.value if isinstance(node, ast.Assign | ast.Return) else None
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if call.func.attr not in _ADD:
                continue
            grown, now = source.words(call.func.value), source.words(call)
            if isinstance(node, ast.Return):
                now += f"; return {grown}"
            elif isinstance(node, ast.Assign) and source.words(node.targets[0]) != grown:
                now += f"; {source.words(node.targets[0])} = {grown}"
            yield from source.put("nothing-kept", node, now)
