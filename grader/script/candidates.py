"""The classes of a file that may be a network, told from the text alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.script.nouns import Candidate

# Containers of torch.nn that bring their own forward.
_WITH_FORWARD = {"Sequential"}
_REGISTERS = {"add_module", "register_module", "register_parameter", "register_buffer"}


@dataclass(frozen=True)
class Found:
    """A class definition at module level, possibly inside an `if` or a `try`."""

    node: ast.ClassDef
    statement: int  # index of the top-level statement that it is, or stands in
    guarded: bool  # it stands under `if __name__ == "__main__"`
    candidate: Candidate


def find_classes(tree: ast.Module) -> tuple[Found, ...]:
    """All classes that the module itself binds, in the order of the text."""
    names = _original_names(tree)
    found: list[Found] = []
    for index, statement in enumerate(tree.body):
        for node in classes_in(statement):
            module, forward = _facts(node, names, found)
            candidate = Candidate(node.name, node.lineno, forward, module)
            found.append(Found(node, index, is_main_guard(statement), candidate))
    return tuple(found)


def classes_in(statement: ast.stmt) -> Iterator[ast.ClassDef]:
    """The classes that a top-level statement binds at module level."""
    if isinstance(statement, ast.ClassDef):
        yield statement
    for block in blocks(statement):
        for inner in block:
            yield from classes_in(inner)


def blocks(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """The blocks of a compound statement that run in the module's own scope."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for field in ("body", "orelse", "finalbody"):
        yield getattr(statement, field, [])
    for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
        yield part.body


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether it is `if __name__ == "__main__":`, either way round."""
    if not isinstance(statement, ast.If) or not isinstance(statement.test, ast.Compare):
        return False
    sides = (statement.test.left, *statement.test.comparators)
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(s, ast.Constant) and s.value == "__main__" for s in sides)


def bases_here(node: ast.ClassDef, classes: Sequence[Found]) -> list[ast.ClassDef]:
    """The class and its base classes in the same file, nearest first."""
    line: list[ast.ClassDef] = [node]
    for one in line:
        for base in one.bases:
            name = _last(base)
            before = [f.node for f in classes if f.node.name == name and f.node not in line]
            line += [other for other in before if other.lineno < one.lineno][-1:]
    return line


def declared(classes: Sequence[Found], node: ast.ClassDef) -> tuple[tuple[str, int], ...]:
    """`self.NAME = ...` in the class and its bases here: each name with its first line."""
    lines: dict[str, int] = {}
    for one in bases_here(node, classes):
        own: dict[str, int] = {}
        for method in one.body:
            if isinstance(method, ast.FunctionDef) and method.args.args:
                for name, line in _stored(method, method.args.args[0].arg):
                    own[name] = min(line, own.get(name, line))
        lines = {**own, **lines}
    return tuple(sorted(lines.items(), key=lambda item: item[1]))


def _stored(method: ast.FunctionDef, me: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id == me:
                yield node.attr, node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            name = getattr(node.args[0], "value", None)
            registers = node.func.attr in _REGISTERS and _last(node.func.value) == me
            if registers and isinstance(name, str):
                yield name, node.lineno


def _facts(node: ast.ClassDef, names: dict[str, str], before: Sequence[Found]) -> tuple[bool, bool]:
    """(it is a module, it has a forward), by its own body, its bases' names and bases here."""
    forward = any(
        isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name == "forward"
        for part in node.body
    )
    module = False
    for base in node.bases:
        name = _last(base)
        name = names.get(name, name)
        known = next((f.candidate for f in reversed(before) if f.node.name == name), None)
        if known is not None:
            module, forward = module or known.is_module, forward or known.has_forward
        elif name.endswith("Module") or name in _WITH_FORWARD:
            module, forward = True, forward or name in _WITH_FORWARD
    return module, forward


def _original_names(tree: ast.Module) -> dict[str, str]:
    """`from torch.nn import Module as M` and `M = nn.Module`: M is Module."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names.update({alias.asname: alias.name for alias in node.names if alias.asname})
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    names[target.id] = node.value.attr
    return names


def _last(node: ast.expr) -> str:
    """The last name of a dotted one: "Module" of `torch.nn.Module`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
