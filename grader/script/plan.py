"""`plan`: the top-level statements that a class needs, found by following names."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader.evidence import Passage
from grader.script.choose import Choice
from grader.script.deeds import NEVER, deeds_of, why_left_out
from grader.script.factories import Factory
from grader.script.names import Names, by_way_of, names_of
from grader.script.nodes import is_main_guard, says_nothing
from grader.script.nouns import Given, Plan
from grader.script.origins import Origins, packages_of


def plan(
    tree: ast.Module,
    lines: list[str],
    origins: Origins,
    choice: Choice,
    wanted: str,
    given: Given | None,
    factory: Factory | None = None,
) -> Plan:
    """Which statements to run for `choice`, and what each of the others does.

    Names are followed from the class: to what binds them, and to what changes them. What
    trains, loads data or builds the network is never taken, though a name be lost by it: the
    class then fails for want of that name, which the sandbox knows how to go about.
    """
    own = {choice.name} if choice.node is None else {choice.name, choice.node.name}
    deeds = deeds_of(tree, own, origins)
    names = [
        replace(one, touches=one.touches | more)
        for one, more in zip(map(names_of, tree.body), by_way_of(tree.body), strict=True)
    ]
    search = _Search(names, tree.body, deeds, choice.statement)
    search.run(() if factory is None else (factory.statement,))
    chosen = sorted(search.chosen)
    rest = [i for i in range(len(tree.body)) if i not in search.chosen]
    return Plan(
        class_name=choice.name,
        line=choice.line,
        other_name=choice.name != wanted,
        statements=tuple(chosen),
        left_out=tuple(
            _passage(tree.body[i], lines, why_left_out(tree.body[i], deeds[i], choice.name))
            for i in rest
            if not says_nothing(tree.body[i])
        ),
        modules=packages_of([tree.body[i] for i in chosen]),
        all_modules=packages_of(tree.body),
        main_guard=search.main_guard,
        given=given if factory is None else factory.given,
        maker=choice.name if factory is None else factory.name,
    )


@dataclass
class _Search:
    """The walk from the class along the names."""

    names: list[Names]
    body: list[ast.stmt]
    deeds: list[tuple[str, ...]]
    start: int
    chosen: set[int] = field(default_factory=set)
    main_guard: bool = False
    _todo: list[int] = field(default_factory=list)

    def run(self, besides: Sequence[int] = ()) -> None:
        self.main_guard = is_main_guard(self.body[self.start])
        for index in (self.start, *besides):
            self._add(index)
        for index, statement in enumerate(self.body):
            # A future import changes what every other statement means.
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                self._add(index)
        unknown = False
        while self._todo:
            unknown |= self._follow(self._todo.pop())
            if unknown and not self._todo:
                stars = [i for i, names in enumerate(self.names) if names.star]
                for index in stars:
                    self._add(index)

    def _add(self, index: int) -> None:
        if index not in self.chosen:
            self.chosen.add(index)
            self._todo.append(index)

    def _follow(self, index: int) -> bool:
        """Take what one statement needs; whether a name stays unknown."""
        names = self.names[index]
        unknown = False
        for name in sorted(names.now):
            lost = self._take(name, self._before(name, index))
            unknown |= lost and name not in names.binds
        for name in sorted(names.later - names.binds):
            found = self._before(name, index)
            unknown |= self._take(name, found + list(self._after(name, index, bool(found))))
        for name in names.binds - names.imports:
            for other in range(len(self.body)):
                if name in self.names[other].touches and self._may_run(other):
                    self._add(other)
        return unknown

    def _take(self, name: str, found: list[int]) -> bool:
        """Take these statements; whether the name stays unknown without them."""
        for index in found:
            self._add(index)
        if found or hasattr(builtins, name):
            return False
        guarded = any(
            name in names.binds and is_main_guard(statement)
            for names, statement in zip(self.names, self.body, strict=True)
        )
        self.main_guard |= guarded
        return not guarded

    def _before(self, name: str, index: int) -> list[int]:
        """What binds the name before, back to the last statement that does so for certain."""
        found: list[int] = []
        for other in range(index - 1, -1, -1):
            names = self.names[other]
            if name in names.binds and self._may_run(other):
                found.append(other)
                if names.plain:
                    break
        return found

    def _after(self, name: str, index: int, known: bool) -> Iterator[int]:
        """What binds the name later, for a function that is called later still.

        Where the name is known already, only what cannot do harm replaces it.
        """
        for other in range(index + 1, len(self.body)):
            names = self.names[other]
            if name in names.binds and self._may_run(other):
                calls = any(isinstance(node, ast.Call) for node in ast.walk(self.body[other]))
                definition = isinstance(self.body[other], ast.FunctionDef | ast.ClassDef)
                if not known or (names.plain and (definition or not calls)):
                    yield other

    def _may_run(self, index: int) -> bool:
        return not NEVER.intersection(self.deeds[index]) and not is_main_guard(self.body[index])


def _passage(statement: ast.stmt, lines: list[str], why: str) -> Passage:
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    source = lines[first - 1].strip() if first <= len(lines) else ""
    return Passage(first, statement.end_lineno or first, source[:200], why)
