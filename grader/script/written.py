"""Where a number is written that reaches a call by way of a name: its value, its line."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from grader.script.nodes import Function, calls_in, first_argument, is_name, nodes_in
from grader.script.script import Script

_SIGNS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}  # fmt: skip
_MOST_DEPTH = 8  # of an expression
_MOST_STEPS = 4  # of names that stand for one another


@dataclass(frozen=True)
class Written:
    """A number under a name."""

    name: str  # as the call has it: "H", "self.width"
    line: int  # where the number itself stands


def written(script: Script, node: ast.expr | None, number: int) -> Written | None:
    """Where a number is written that a name stands for; None for what is no name, or unclear."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return None
    found = _meant(script, node)
    if found is None or _worth(script, found) != number:
        return None
    return Written(ast.unparse(node), found.lineno)


def behind_a_name(script: Script, node: ast.expr | None) -> ast.Constant | None:
    """The whole number that a name stands for, where it stands; None for anything else."""
    found = _meant(script, node) if isinstance(node, ast.Name | ast.Attribute) else None
    return found if isinstance(found, ast.Constant) and type(found.value) is int else None


def _meant(script: Script, node: ast.expr) -> ast.expr | None:
    """What a name stands for, by way of other names too; what is no name stands for itself."""
    found: ast.expr | None = node
    for _ in range(_MOST_STEPS):
        if not isinstance(found, ast.Name | ast.Attribute):
            break
        found = _value(script, found)
    return found


def _worth(script: Script, node: ast.expr | None, depth: int = 0) -> int | None:
    """What an expression of whole numbers and names of such comes to; None for anything else."""
    node = _meant(script, node) if node is not None and depth < _MOST_DEPTH else None
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        one, other = (_worth(script, side, depth + 1) for side in (node.left, node.right))
        zero = isinstance(node.op, ast.FloorDiv) and not other
        return None if one is None or other is None or zero else _SIGNS[type(node.op)](one, other)
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _value(script: Script, node: ast.Name | ast.Attribute) -> ast.expr | None:
    """What a name was given, where it is given a value once alone."""
    method = script.function_at(node.lineno)
    if isinstance(node, ast.Attribute):
        if not is_name(node.value, first_argument(method)):
            return None
        given = [value for name, value, _ in script.stored if name == node.attr]
        given += [value for one in script.family for value in _assigned(one.body, node.attr)]
    else:
        own = [*_assigned(nodes_in(method), node.id), *_defaults(method, node.id)] if method else []
        given = own or list(_assigned(script.tree.body, node.id))
    return given[0] if len(given) == 1 else None


def _assigned(among: Iterable[ast.AST], name: str) -> Iterator[ast.expr]:
    for one in among:
        if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None:
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            if any(is_name(target, name) for target in targets):
                yield one.value


def _defaults(method: Function, name: str) -> Iterator[ast.expr]:
    """Of an argument that nobody gives: the network is made without any."""
    plain = [*method.args.posonlyargs, *method.args.args]
    behind = plain[len(plain) - len(method.args.defaults) :]
    pairs = [*zip(behind, method.args.defaults, strict=True)]
    pairs += [
        (one, value)
        for one, value in zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True)
        if value is not None
    ]
    yield from (value for one, value in pairs if one.arg == name)


def read_elsewhere(script: Script, name: str, lines: Collection[int]) -> bool:
    """Whether a name is read on other lines of the network besides: there its number fits."""
    last = name.rpartition(".")[2]
    return any(
        isinstance(node, ast.Name | ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and last in (getattr(node, "id", ""), getattr(node, "attr", ""))
        and node.lineno not in lines
        for one in script.made_of
        for node in ast.walk(one)
    )


def reshaping(script: Script, line: int | None) -> ast.expr | None:
    """The last size of the `view` or `reshape` on a line."""
    for node in script.at(line):
        for call in calls_in(node):
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("view", "reshape"):
                return call.args[-1] if call.args else None
    return None
