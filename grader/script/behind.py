"""`nodes_behind`: what an expression comes from, by whatever names."""

from __future__ import annotations

import ast

from grader.script.given import name_read
from grader.script.nodes import argument
from grader.script.script import Script

_MOST_NAMES = 30  # that stand behind one another
_MOST_NODES = 3000  # that are looked at: more no person has in mind


def numbers_behind(script: Script, node: ast.expr) -> list[ast.Constant]:
    """Each number that may reach an expression, where it is written, in the order of the text."""
    found = (one for one in nodes_behind(script, node) if isinstance(one, ast.Constant))
    return [one for one in found if type(one.value) in (int, float)]


def nodes_behind(script: Script, node: ast.expr) -> list[ast.expr]:
    """Each expression that may be a part of another, with those of the names in it.

    A name is followed wherever it is given something: as a name, an attribute, a key, an argument,
    what a property returns. One name of two things stands for both: what is meant is tried.
    """
    names, left, seen = set[object](), list[ast.AST]([node]), 0
    found: dict[ast.expr, None] = {}
    while left and len(names) <= _MOST_NAMES and seen <= _MOST_NODES:
        for one in ast.walk(left.pop()):
            seen += 1
            if isinstance(one, ast.expr):
                found[one] = None
            name = name_read(one)
            if name is not None and name not in names:
                names.add(name)
                left += script.given.get(name, ())
    return sorted(found, key=lambda one: (one.lineno, one.col_offset))


def share_given(script: Script, call: ast.Call) -> ast.expr | None:
    """What a dropout is given as its share; `partial(nn.Dropout, p=0.2)` too."""
    partial = script.called(call) == "partial" and bool(call.args)
    made = script.dotted(call.args[0] if partial else call.func)
    if "dropout" not in made.lower():
        return None
    function = made.rpartition(".")[2][:1].islower()
    return argument(call, partial + function, "p")
