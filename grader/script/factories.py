"""A function of the file that builds the class, where the class needs arguments to be built.

`def make_net(classes): return CNN(classes, 5)`: who has one calls it, and the values that stand in
it are the network's own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.script.arguments import given_arguments, required
from grader.script.deeds import NEVER, OPTIMISES, deed_of
from grader.script.nodes import Function, calls_in, is_name
from grader.script.nouns import Given
from grader.script.origins import Origins


@dataclass(frozen=True)
class Factory:
    """A function at the left margin that gives the network back."""

    name: str
    statement: int  # index of the top-level statement that it is
    given: Given  # with which the script calls it


def factory_of(
    tree: ast.Module, outside: Sequence[ast.AST], name: str, origins: Origins
) -> Factory | None:
    """The first function that builds `name` and can be called; None where there is none."""
    for index, one in enumerate(tree.body):
        if isinstance(one, ast.FunctionDef) and _gives(one, name) and not _does(one, origins):
            given = given_arguments(outside, one.name, one, bound=0)
            if not required(one, bound=0):
                given = Given(one.lineno, f"{one.name}()", (), ())
            if given is not None:
                return Factory(one.name, index, given)
    return None


def _gives(function: Function, name: str) -> bool:
    """Whether what it gives back is a new network of this class."""
    made = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and _builds(node.value, name)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    returned = list(_returned(function))
    return bool(returned) and all(
        _builds(value, name) or any(is_name(value, one) for one in made) for value in returned
    )


def _returned(function: Function) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def _builds(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and is_name(node.func, name)


def _does(function: Function, origins: Origins) -> bool:
    """Whether it does more than build: trains, loads data."""
    deeds = {deed_of(call, origins) for call in calls_in(function)}
    return not deeds.isdisjoint(NEVER | {OPTIMISES, "reads weights"})
