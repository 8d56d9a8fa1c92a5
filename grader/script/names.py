"""Which names a top-level statement binds, reads and changes."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.script.nodes import Function, blocks

_COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}

_PLAIN = ast.Assign | ast.AnnAssign | Function | ast.ClassDef | ast.ImportFrom


@dataclass(frozen=True)
class Names:
    """One top-level statement, by names of the module's scope."""

    binds: frozenset[str]  # it gives these a value
    imports: frozenset[str]  # those of them that an import gives
    now: frozenset[str]  # it reads these when it runs
    later: frozenset[str]  # functions that it defines read these when they are called
    touches: frozenset[str]  # it changes these: `args.cuda = ...`, `parser.add_argument(...)`
    plain: bool  # it binds without condition: what was bound before is gone
    star: bool  # `from ... import *`


def names_of(statement: ast.stmt) -> Names:
    """Read one statement. The symbol table is Python's own, so scopes are Python's too.

    The statement is looked at alone: at module level it means the same there.
    """
    table = symtable.symtable(ast.unparse(statement), "<statement>", "exec")
    symbols = table.get_symbols()
    binds = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    now = {s.get_name() for s in symbols if s.is_referenced()}
    later: set[str] = set()
    for child in table.get_children():
        _collect(child, now, later)
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        now.add(statement.target.id)
    return Names(
        frozenset(binds),
        frozenset(s.get_name() for s in symbols if s.is_imported()),
        frozenset(now - set(_own_loop_names(statement))),
        frozenset(later),
        frozenset(_touched(statement)),
        isinstance(statement, _PLAIN),
        isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*",
    )


def _collect(table: symtable.SymbolTable, now: set[str], later: set[str]) -> None:
    """Add the module-level names that a nested scope reads.

    A class body runs at once, as a comprehension does; a function's body when it is called.
    In a class `k = k` reads the module's `k`, so a class's own names count as well.
    """
    is_class = table.get_type() == "class"
    is_later = table.get_type() == "function" and table.get_name() not in _COMPREHENSIONS
    into = later if is_later else now
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (symbol.is_global() or is_class):
            into.add(symbol.get_name())
    for child in table.get_children():
        _collect(child, later if is_later else now, later)


def _own_loop_names(statement: ast.stmt) -> Iterator[str]:
    """Names that a `for` or a `with` binds before anything in it reads them."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.For):
        targets = [statement.target]
    elif isinstance(statement, ast.With):
        targets = [item.optional_vars for item in statement.items if item.optional_vars]
    for target in targets:
        yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def by_way_of(body: Sequence[ast.stmt]) -> list[frozenset[str]]:
    """For each statement the names that the functions change which it calls, or is decorated with.

    `@register("conv")` above a function puts it into a dictionary that a class reads.
    """
    changes = {one.name: frozenset(_changed_in(one)) for one in body if isinstance(one, Function)}
    found = []
    for statement in body:
        called = [*getattr(statement, "decorator_list", []), getattr(statement, "value", None)]
        roots = {name for one in called if isinstance(one, ast.expr) for name in _root(one)}
        found.append(frozenset(name for root in roots for name in changes.get(root, ())))
    return found


def _changed_in(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and not isinstance(node, Function):
            yield from _touched(node)


def _touched(statement: ast.stmt) -> Iterator[str]:
    """Roots of `NAME.x = ...`, `NAME[...] = ...`, `NAME.append(...)`, `setattr(NAME, ...)`.

    And of `@NAME.register` above a function or a class.
    """
    for decorator in getattr(statement, "decorator_list", []):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute):
            yield from _root(called)
    if isinstance(statement, ast.Assign | ast.Delete):
        targets = statement.targets
    elif isinstance(statement, ast.AugAssign | ast.AnnAssign):
        targets = [statement.target]
    else:
        targets = []
    for target in targets:
        if not isinstance(target, ast.Name):
            yield from _root(target)
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Call):
        adds = isinstance(value.func, ast.Attribute) and value.func.attr.startswith("add_")
        if isinstance(statement, ast.Expr) or adds:
            yield from _called_on(value)
    for block in blocks(statement):
        for inner in block:
            yield from _touched(inner)


def _called_on(call: ast.Call) -> Iterator[str]:
    if isinstance(call.func, ast.Attribute):
        yield from _root(call.func.value)
    elif isinstance(call.func, ast.Name) and call.func.id in ("setattr", "delattr") and call.args:
        yield from _root(call.args[0])


def _root(node: ast.expr) -> Iterator[str]:
    """The name at the left end of `name.a[0].b().c`; both sides of a tuple."""
    if isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            if not isinstance(part, ast.Name):
                yield from _root(part)
        return
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return
    yield node.id
