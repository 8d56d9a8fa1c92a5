"""`Script`: the student's text as a syntax tree, with names followed to what they stand for."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.script.nouns import Submission

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Script:
    """The text of a submission. Nothing of it is run."""

    submission: Submission

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; an empty one where the text cannot be read."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.submission.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module([], [])

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, outer ones first: one walk for all who look."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call of the file."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text; line n is at n - 1."""
        return self.submission.text.split("\n")

    def line(self, number: int | None) -> str:
        """A line, "" where there is none such."""
        return self.lines[number - 1] if number and 0 < number <= len(self.lines) else ""

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each imported name stands for: {"F": "torch.nn.functional"}."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for statement in self.tree.body:  # `nn = torch.nn` imports as well
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Attribute):
                root, _, rest = ast.unparse(statement.value).partition(".")
                for target in statement.targets:
                    if isinstance(target, ast.Name) and root in found:
                        found[target.id] = f"{found[root]}.{rest}"
        return found

    @cached_property
    def stars(self) -> bool:
        """Whether some import brings names that cannot be told from the text."""
        return any(name.endswith(".*") for name in self.imports.values())

    def dotted(self, node: ast.AST) -> str:
        """`F.relu` as "torch.nn.functional.relu"; "" for what is no dotted name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        parts.append(self.imports.get(node.id, node.id))
        return ".".join(reversed(parts))

    def layer_class(self, node: ast.AST) -> str:
        """ "Linear" of `nn.Linear`; "" for what is no class of torch.nn."""
        module, _, name = self.dotted(node).rpartition(".")
        return name if f"{module}.".startswith("torch.nn.") and name[:1].isupper() else ""

    @cached_property
    def net(self) -> ast.ClassDef | None:
        """The class that is graded, or the one that was meant to be."""
        classes = [node for node in self.nodes if isinstance(node, ast.ClassDef)]
        plan = self.submission.plan
        if plan is not None:
            return next((node for node in classes if node.lineno == plan.line), None)
        return next((node for node in classes if node.name == "Net"), None)

    @cached_property
    def family(self) -> tuple[ast.ClassDef, ...]:
        """The class and its base classes in this file, nearest first."""
        if self.net is None:
            return ()
        line = [self.net]
        for one in line:
            names = {self.dotted(base) for base in one.bases}
            line += [
                node
                for node in self.tree.body
                if isinstance(node, ast.ClassDef) and node.name in names and node not in line
            ]
        return tuple(line)

    @cached_property
    def made_of(self) -> tuple[ast.ClassDef, ...]:
        """The family, and the classes in this file of which it makes its parts."""
        classes = [node for node in self.tree.body if isinstance(node, ast.ClassDef)]
        line = list(self.family)
        for one in line:
            names = {node.id for node in ast.walk(one) if isinstance(node, ast.Name)}
            line += [node for node in classes if node.name in names and node not in line]
        return tuple(line)

    @cached_property
    def methods(self) -> dict[str, Function]:
        """The class's own methods and those of its bases here, by name."""
        found: dict[str, Function] = {}
        for one in self.family:
            for part in one.body:
                if isinstance(part, Function):
                    found.setdefault(part.name, part)
        return found

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every method of every class of the file: parts of the network have classes too."""
        classes = (node for node in self.nodes if isinstance(node, ast.ClassDef))
        return tuple(part for one in classes for part in one.body if isinstance(part, Function))

    def function_at(self, line: int | None) -> Function | None:
        """The method that a line belongs to."""
        for one in self.functions:
            if line and one.lineno <= line <= (one.end_lineno or 0):
                return one
        return None

    @cached_property
    def forward(self) -> Function | None:
        """The class's forward."""
        return self.methods.get("forward")

    @cached_property
    def init(self) -> Function | None:
        """The class's `__init__`."""
        return self.methods.get("__init__")

    @cached_property
    def outside(self) -> tuple[ast.AST, ...]:
        """Every node of the script that stands outside the network's classes."""
        inside = {id(node) for one in self.family for node in ast.walk(one)}
        return tuple(node for node in self.nodes if id(node) not in inside)

    def at(self, line: int | None) -> Iterator[ast.AST]:
        """Every expression that stands on a line (a call over several lines: on each)."""
        for node in self.nodes:
            if not isinstance(node, ast.expr) or line is None:
                continue
            if node.lineno <= line <= (node.end_lineno or node.lineno):
                yield node

    def read_at(self, line: int | None) -> Iterator[str]:
        """The plain names that a line reads."""
        for node in self.at(line):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node.id

    def calls_at(self, line: int | None) -> Iterator[ast.Call]:
        """The calls on a line."""
        return (node for node in self.at(line) if isinstance(node, ast.Call))

    def stored(self) -> Iterator[tuple[str, ast.expr, int]]:
        """`self.NAME = VALUE` in the class, its bases and its parts: (name, value, line)."""
        bodies = (part for one in self.made_of for part in one.body)
        for method in (part for part in bodies if isinstance(part, Function)):
            me = first_argument(method)
            for node in ast.walk(method):
                if isinstance(node, ast.Assign):
                    for target in node.targets:
                        if isinstance(target, ast.Attribute) and is_name(target.value, me):
                            yield target.attr, node.value, node.lineno

    @cached_property
    def bound(self) -> frozenset[str]:
        """Every name that the file gives a value anywhere."""
        found: set[str] = set(self.imports)
        for node in self.nodes:
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                found.add(node.id)
            elif isinstance(node, Function | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
        return frozenset(found)


def names_given(function: Function) -> set[str]:
    """The plain names that a function gives a value to, its arguments among them."""
    nodes = list(ast.walk(function))
    stores = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stores | {n.arg for n in nodes if isinstance(n, ast.arg)}


def first_argument(function: Function) -> str:
    """The name of the first argument: "self"; "" where there is none."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return arguments[0].arg if arguments else ""


def is_name(node: ast.AST, name: str) -> bool:
    """Whether a node is just this name."""
    return isinstance(node, ast.Name) and node.id == name


def calls_in(node: ast.AST | None) -> Iterator[ast.Call]:
    """Every call inside a node."""
    if node is not None:
        yield from (part for part in ast.walk(node) if isinstance(part, ast.Call))


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


def constant(node: ast.AST | None) -> object:
    """The value of a literal; None for what is none."""
    return node.value if isinstance(node, ast.Constant) else None
