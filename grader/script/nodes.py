"""Small questions to a piece of syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeGuard

Function = ast.FunctionDef | ast.AsyncFunctionDef


def blocks(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """The blocks of a compound statement that run in the module's own scope."""
    if isinstance(statement, Function | ast.ClassDef):
        return
    for field in ("body", "orelse", "finalbody"):
        yield getattr(statement, field, [])
    for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
        yield part.body


def in_its_scope(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement, and those in its blocks, in the order of the text."""
    yield statement
    for block in blocks(statement):
        for inner in block:
            yield from in_its_scope(inner)


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether it is `if __name__ == "__main__":`, either way round."""
    if not isinstance(statement, ast.If) or not isinstance(statement.test, ast.Compare):
        return False
    sides = (statement.test.left, *statement.test.comparators)
    named = any(is_name(side, "__name__") for side in sides)
    return named and any(constant(side) == "__main__" for side in sides)


def says_nothing(statement: ast.stmt) -> bool:
    """Whether it is `pass`, a docstring, `...`."""
    if isinstance(statement, ast.Pass):
        return True
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def names_given(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The plain names that these nodes give a value to, one by one; not what is imported."""
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, Function | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def module_names(tree: ast.Module) -> set[str]:
    """The plain names that a file gives a value for all of it: not those inside functions."""
    shared = (node for node in ast.walk(tree) if isinstance(node, ast.Global))
    found, left = {name for node in shared for name in node.names}, list[ast.AST](tree.body)
    while left:
        node = left.pop()
        found.update(names_given([node]))
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            left.extend(ast.iter_child_nodes(node))
    return found


def local_names(function: Function | None) -> set[str]:
    """The plain names that a function gives a value to, its arguments among them."""
    parts = ast.iter_child_nodes(function) if function is not None else ()
    return {name for part in parts for name in names_given(ast.walk(part))}


def methods_of(one: ast.ClassDef) -> list[Function]:
    """The methods of a class, in the order of the text."""
    return [part for part in one.body if isinstance(part, Function)]


def first_argument(function: Function | None) -> str:
    """The name of the first argument: "self"; "" where there is none."""
    arguments = [*function.args.posonlyargs, *function.args.args] if function is not None else []
    return arguments[0].arg if arguments else ""


def is_name(node: ast.AST | None, name: str) -> bool:
    """Whether a node is just this name."""
    return isinstance(node, ast.Name) and node.id == name


def is_given(node: ast.AST, name: str) -> TypeGuard[ast.Name]:
    """Whether a node gives just this name a value."""
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def last_name(node: ast.AST) -> str:
    """The last name of a dotted one: "Module" of `torch.nn.Module`, "c" of `a(b).c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@lru_cache(maxsize=1024)  # some of a file's pieces are asked for a hundred times
def nodes_in(node: ast.AST) -> tuple[ast.AST, ...]:
    """A node and all below it, outer ones first, as `ast.walk` gives them: a tree that stays."""
    return tuple(ast.walk(node))


def calls_in(node: ast.AST | None) -> Iterator[ast.Call]:
    """Every call inside a node."""
    if node is not None:
        yield from (part for part in nodes_in(node) if isinstance(part, ast.Call))


def source(node: ast.AST, most: int = 60) -> str:
    """A piece of code in one short line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def argument(call: ast.Call, position: int, *names: str) -> ast.expr | None:
    """An argument by its position or its names; None where it is not given."""
    named = next((k.value for k in call.keywords if k.arg in names), None)
    if named is not None:
        return named
    plain = call.args[: position + 1]
    if len(plain) <= position or any(isinstance(arg, ast.Starred) for arg in plain):
        return None
    return plain[position]


def factors_of(node: ast.AST | None) -> list[int]:
    """The whole numbers of a product that is written out; [] for anything else.

    >>> factors_of(ast.parse("20 * 4 * 4").body[0].value)
    [20, 4, 4]
    """
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = factors_of(node.left), factors_of(node.right)
        return [*left, *right] if left and right else []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, power = constant(node.left), constant(node.right)
        return [base] * power if type(base) is int and type(power) is int and power < 4 else []
    value = constant(node)
    return [value] if type(value) is int else []


def nothing_in(call: ast.Call) -> bool:
    """Whether a call is given nothing, or one thing that is empty: `nn.ModuleDict({})`."""
    given = call.args[0] if len(call.args) == 1 else None
    held = given.keys if isinstance(given, ast.Dict) else getattr(given, "elts", call.args)
    return not held and not call.keywords


def constant(node: ast.AST | None) -> object:
    """The value of a literal; None for what is none."""
    return node.value if isinstance(node, ast.Constant) else None
