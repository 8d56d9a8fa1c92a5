"""`Script`: the student's text as a syntax tree, with names followed to what they stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.evidence import Trouble
from grader.script.arguments import given_arguments, required
from grader.script.choose import Choice, choose, rivals
from grader.script.classes import Class, declared, family_of, find_classes, stored_in
from grader.script.deeds import LOADS, OPTIMISES, TESTS, TRAINS, deed_of
from grader.script.factories import factory_of
from grader.script.given import Given, given_to_names
from grader.script.nodes import Function, methods_of, module_names, names_given
from grader.script.nouns import Plan
from grader.script.origins import Origins, origins_of
from grader.script.parse import parse
from grader.script.plan import plan

_TOO_DEEP = "the file is nested too deeply to be read; no program that people write is"


@dataclass(frozen=True)
class Script:
    """A text and what it alone tells, each fact worked out once. Nothing of it is run."""

    text: str
    wanted: str = "Net"  # what the lab calls the class

    @cached_property
    def _parsed(self) -> tuple[ast.Module, Trouble | None]:
        return parse(self.text)

    @property
    def tree(self) -> ast.Module:
        """The syntax tree; an empty one where the text cannot be read."""
        return self._parsed[0]

    @property
    def trouble(self) -> Trouble | None:
        """Why Python does not run the text, or no network is found in it."""
        return self._planned[1]

    @property
    def plan(self) -> Plan | None:
        """What of it to run; None where there is no class to grade."""
        return self._planned[0]

    @cached_property
    def _planned(self) -> tuple[Plan | None, Trouble | None]:
        if self._parsed[1] is not None:
            return None, self._parsed[1]
        try:
            if isinstance(self._chosen, Trouble):
                return None, self._chosen
            chosen, init = self._chosen, self.init
            given, factory = given_arguments(self.outside, chosen.name, init), None
            if given is None and init is not None and required(init):
                factory = factory_of(self.tree, self.outside, chosen.name, self.imports)
            made = plan(self.tree, self.lines, self.imports, chosen, self.wanted, given, factory)
        except (RecursionError, MemoryError):
            return None, Trouble("read", "TooDeep", _TOO_DEEP, None)
        return made, None

    @cached_property
    def _chosen(self) -> Choice | Trouble:
        return choose(self.tree, self.classes, self.wanted)

    @cached_property
    def rivals(self) -> tuple[Class, ...]:
        """The classes of other names that could be the network, where none is called so."""
        return tuple(rivals(self.tree, self.classes, self.wanted))

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
        return self.text.split("\n")

    def line(self, number: int | None) -> str:
        """A line, "" where there is none such."""
        return self.lines[number - 1] if number and 0 < number <= len(self.lines) else ""

    @cached_property
    def imports(self) -> Origins:
        """What each imported name stands for: {"F": "torch.nn.functional"}."""
        return origins_of(self.tree, self.nodes)

    def dotted(self, node: ast.AST) -> str:
        """`F.relu` as "torch.nn.functional.relu"; "" for what is no dotted name."""
        return self.imports.dotted(node)

    def called(self, call: ast.Call) -> str:
        """The last part of what a call names: "relu" of `F.relu(x)`."""
        return self.imports.last(call.func)

    def layer_class(self, node: ast.AST) -> str:
        """ "Linear" of `nn.Linear`; "" for what is no class of torch.nn."""
        module, _, name = self.dotted(node).rpartition(".")
        return name if f"{module}.".startswith("torch.nn.") and name[:1].isupper() else ""

    @cached_property
    def given(self) -> Given:
        """What each name of the file is given, wherever that stands."""
        return given_to_names(self.nodes)

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """The classes that the file itself binds, in the order of the text."""
        return find_classes(self.tree, self.imports)

    @cached_property
    def net(self) -> ast.ClassDef | None:
        """The class that is graded, or the one that was meant to be; None for a factory."""
        if isinstance(self._chosen, Choice):
            return self._chosen.node
        named = (n for n in self.nodes if isinstance(n, ast.ClassDef) and n.name == self.wanted)
        return next(named, None)

    @cached_property
    def family(self) -> tuple[ast.ClassDef, ...]:
        """The class and its base classes in this file, nearest first."""
        return () if self.net is None else family_of(self.net, self.classes, self.imports)

    @cached_property
    def made_of(self) -> tuple[ast.ClassDef, ...]:
        """The family, and the classes in this file of which it makes its parts."""
        return tuple(one for one in self._used if isinstance(one, ast.ClassDef))

    @cached_property
    def helpers(self) -> tuple[Function, ...]:
        """The functions beside the classes that the network uses, or what it is made of does."""
        return tuple(one for one in self._used if isinstance(one, Function))

    @cached_property
    def _used(self) -> tuple[ast.ClassDef | Function, ...]:
        line = list[ast.ClassDef | Function](self.family)
        beside = list[ast.ClassDef | Function](c.node for c in self.classes)
        beside += [one for one in self.tree.body if isinstance(one, Function)]
        for one in line:
            names = {node.id for node in ast.walk(one) if isinstance(node, ast.Name)}
            line += [other for other in beside if other.name in names and other not in line]
        return tuple(line)

    @property
    def declared(self) -> tuple[tuple[str, int], ...]:
        """`self.NAME = ...` in the class that is graded and its bases: each with its line."""
        return declared(self.family) if self.plan is not None else ()

    @cached_property
    def methods(self) -> dict[str, Function]:
        """The class's own methods and those of its bases here, by name."""
        found: dict[str, Function] = {}
        for one in self.family:
            for method in methods_of(one):
                found.setdefault(method.name, method)
        return found

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every method of every class of the file: parts of the network have classes too."""
        classes = (node for node in self.nodes if isinstance(node, ast.ClassDef))
        return tuple(method for one in classes for method in methods_of(one))

    def function_at(self, line: int | None) -> Function | None:
        """The method that a line belongs to."""
        around = (f for f in self.functions if line and f.lineno <= line <= (f.end_lineno or 0))
        return next(around, None)

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

    @cached_property
    def does_something(self) -> bool:
        """Whether it does something with its network: trains it, tests it, loads data."""
        deeds = {deed_of(n, self.imports) for n in self.outside if isinstance(n, ast.Call)}
        return not deeds.isdisjoint((TRAINS, TESTS, LOADS, OPTIMISES))

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

    @cached_property
    def stored(self) -> tuple[tuple[str, ast.expr, int], ...]:
        """`self.NAME = VALUE` in the class, its bases and its parts: (name, value, line)."""
        found = (each for one in self.made_of for each in stored_in(one))
        return tuple((name, value, line) for name, value, line in found if value is not None)

    @cached_property
    def bound(self) -> frozenset[str]:
        """Every name that the file gives a value anywhere."""
        return frozenset((*self.imports, *names_given(self.nodes)))

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """Every name that all of the file can read."""
        return frozenset((*self.imports, *module_names(self.tree)))
