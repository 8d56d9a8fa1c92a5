"""The classes of a file: which may be networks, what they derive from, what they store."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.script.nodes import (
    argument,
    constant,
    first_argument,
    in_its_scope,
    is_main_guard,
    is_name,
    methods_of,
    nodes_in,
)
from grader.script.origins import Origins

# Containers of torch.nn that bring their own forward.
_WITH_FORWARD = {"Sequential"}
_REGISTERS = {"add_module", "register_module", "register_parameter", "register_buffer"}


@dataclass(frozen=True)
class Class:
    """A class definition at module level, possibly inside an `if` or a `try`."""

    node: ast.ClassDef
    statement: int  # index of the top-level statement that it is, or stands in
    guarded: bool  # it stands under `if __name__ == "__main__"`
    has_forward: bool
    is_module: bool  # derives from something called Module, or from a class here that does
    weighs: frozenset[str] = frozenset()  # the layers with weights that it or its parts make

    @property
    def name(self) -> str:
        """As the file calls it."""
        return self.node.name

    @property
    def line(self) -> int:
        """Where its definition starts."""
        return self.node.lineno


def find_classes(tree: ast.Module, origins: Origins) -> tuple[Class, ...]:
    """All classes that the module itself binds, in the order of the text."""
    found: list[Class] = []
    for index, statement in enumerate(tree.body):
        for node in in_its_scope(statement):
            if isinstance(node, ast.ClassDef):
                forward, module = _facts(node, found, origins)
                weighs = _weights(node, found, origins)
                found.append(Class(node, index, is_main_guard(statement), forward, module, weighs))
    return tuple(found)


_WEIGHED = ("Conv", "Linear", "Lazy", "Bilinear", "Parameter", "conv", "linear", "unfold")


def _weights(node: ast.ClassDef, before: Sequence[Class], origins: Origins) -> frozenset[str]:
    """The names of torch for layers with weights that it reads, or a class here that it uses."""
    own, parts = set[str](), {one.name: one.weighs for one in before}
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute | ast.Name):
            dotted = origins.dotted(part)
            name = dotted.rpartition(".")[2]
            if dotted in parts:
                own |= parts[dotted]
            elif dotted.startswith("torch.") and name.startswith(_WEIGHED):
                own.add(name)
    return frozenset(own)


def _facts(node: ast.ClassDef, before: Sequence[Class], origins: Origins) -> tuple[bool, bool]:
    """(it has a forward, it is a module), by its own body, its bases' names and bases here."""
    forward = any(method.name == "forward" for method in methods_of(node))
    module = False
    for base in node.bases:
        here, name = _named(base, before, origins), origins.last(base)
        if here is not None:
            module, forward = module or here.is_module, forward or here.has_forward
        elif name.endswith("Module") or name in _WITH_FORWARD:
            module, forward = True, forward or name in _WITH_FORWARD
    return forward, module


def _named(base: ast.expr, before: Sequence[Class], origins: Origins) -> Class | None:
    """The class that a base names: of several the last one before."""
    name = origins.dotted(base)
    return next((one for one in reversed(before) if one.name == name), None)


def family_of(
    node: ast.ClassDef, classes: Sequence[Class], origins: Origins
) -> tuple[ast.ClassDef, ...]:
    """The class and its base classes in the same file, nearest first."""
    line = [node]
    for one in line:
        for base in one.bases:
            before = [c for c in classes if c.line < one.lineno and c.node not in line]
            here = _named(base, before, origins)
            line += [here.node] if here is not None else []
    return tuple(line)


def stored_in(one: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None, int]]:
    """What the methods of a class give its attributes: (name, value, line).

    `self.NAME = ...`, `self.add_module("NAME", ...)` and the like; the value is None where it
    has no expression of its own: `self.n += 1`, `for self.i in ...`.
    """
    for method in methods_of(one):
        me, values = first_argument(method), dict[int, ast.expr]()
        for node in nodes_in(method):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    values.update(_paired(target, node.value))
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if is_name(node.value, me):
                    yield node.attr, values.get(id(node)), node.lineno
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = constant(argument(node, 0, "name"))
                registers = node.func.attr in _REGISTERS and is_name(node.func.value, me)
                if registers and isinstance(name, str):
                    yield name, argument(node, 1, "module", "param", "tensor"), node.lineno


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[int, ast.expr]]:
    """Each target, by its id, with the value it gets: `self.a, self.b = 1, 2` as two."""
    yield id(target), value
    row = ast.Tuple | ast.List
    if isinstance(target, row) and isinstance(value, row) and len(target.elts) == len(value.elts):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _paired(one, its)


def declared(family: Sequence[ast.ClassDef]) -> tuple[tuple[str, int], ...]:
    """The attributes of a class and its bases here: each name with its first line."""
    lines: dict[str, int] = {}
    for one in family:
        own: dict[str, int] = {}
        for name, _, line in stored_in(one):
            own[name] = min(line, own.get(name, line))
        lines = {**own, **lines}
    return tuple(sorted(lines.items(), key=lambda item: item[1]))
