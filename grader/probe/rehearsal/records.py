"""The best so far: what a script keeps when a number is better than the one it kept before.

`if loss < best:` with `best = loss` below it keeps a record. The statements are found in the text,
as data flows through them, whatever the names; what they keep is looked at as it happens.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from grader.evidence.rehearsed_kept import Asked, Borne, Every, Kept, Record
from grader.probe.rehearsal.book import finite
from grader.probe.rehearsal.networks import Watch

_NAME = "__kept_by_the_rehearsal__"
_ASKED = "__asked_by_the_rehearsal__"
_BORNE = "__borne_by_the_rehearsal__"
_EVERY = "__every_of_the_rehearsal__"
_LARGER: tuple[type, ...] = (ast.Gt, ast.GtE)
_SMALLER: tuple[type, ...] = (ast.Lt, ast.LtE)


def with_records(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements, with what they keep handed to us on its way."""
    nodes = [node for statement in body for node in ast.walk(statement)]
    counted = {ast.unparse(one.target) for one in nodes if isinstance(one, ast.AugAssign)}
    branches = [node for node in nodes if isinstance(node, ast.If)]
    for node in branches:
        for part in ast.walk(node.test):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod):
                part.right = _call(_EVERY, [part.right, ast.Constant(part.lineno)], part.right)
    reset = {name for node in branches for name in _look_at(node)} & counted
    asked = [one for node in nodes if isinstance(node, ast.Compare) for one in _compared(node)]
    for part, larger in asked:
        if ast.unparse(part.left if larger else part.comparators[0]) in reset:
            _ask(part, _BORNE, larger)
    return body


@dataclass(frozen=True)
class _Put:
    """`target = value`, alone or in a row: `best, waited = loss, 0`."""

    target: ast.expr
    value: ast.expr
    line: int
    instead: Callable[[ast.expr], None]  # puts another value there


def _look_at(node: ast.If) -> set[str]:
    """Hand on what is kept; the places that are set back to 0 along with it."""
    for part, larger in _compared(node.test):
        left, right = part.left, part.comparators[0]
        for new, old, way in ((left, right, larger), (right, left, not larger)):
            names = {ast.unparse(part) for part in ast.walk(old) if _is_place(part)}
            value = ast.unparse(new)
            for branch, holds in ((node.body, True), (node.orelse, False)):
                found = list(_puts(branch))
                for one in found:
                    if ast.unparse(one.value) == value and ast.unparse(one.target) in names:
                        _hand(one, 1 if way == holds else -1, _counts(node, found))
                        _ask(part, _ASKED, new is left, way == holds, holds)
                        for other in found:
                            if other is not one and not isinstance(other.value, ast.Constant):
                                _hand(other, 0)
                        return {ast.unparse(o.target) for o in found if _is_nothing(o.value)}
    return set()


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and type(value.value) is int and value.value == 0


def _compared(test: ast.expr) -> Iterator[tuple[ast.Compare, bool]]:
    """Each comparison, and whether its first side is asked to be the larger."""
    for part in test.values if isinstance(test, ast.BoolOp) else [test]:
        if isinstance(part, ast.Compare) and len(part.ops) == 1:
            kind = type(part.ops[0])
            if kind in _LARGER + _SMALLER:
                yield part, kind in _LARGER


def _is_place(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))


def _puts(branch: list[ast.stmt]) -> Iterator[_Put]:
    for one in branch:
        if not isinstance(one, ast.Assign) or len(one.targets) != 1:
            continue
        target, value = one.targets[0], one.value
        if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Tuple):
            yield _Put(target, value, one.lineno, functools.partial(setattr, one, "value"))
        elif len(target.elts) == len(value.elts):
            for place, pair in enumerate(zip(target.elts, value.elts, strict=True)):
                put = functools.partial(value.elts.__setitem__, place)
                yield _Put(*pair, one.lineno, put)


def _counts(node: ast.If, found: list[_Put]) -> bool:
    """Whether epochs are counted in which it gets no better: up by one, and back to 0."""
    back = any(_is_nothing(one.value) for one in found)
    return back or any(isinstance(one, ast.AugAssign) for one in ast.walk(node))


def _hand(one: _Put, way: int, counts: bool = False) -> None:
    """`best = loss` becomes `best = kept(loss, line, way, counts)`."""
    given = [one.value, *map(ast.Constant, (one.line, way, counts))]
    one.instead(_call(_NAME, given, one.value))


def _call(name: str, given: list[ast.expr], place: ast.expr) -> ast.expr:
    call = ast.copy_location(ast.Call(ast.Name(name, ast.Load()), given, []), place)
    return ast.fix_missing_locations(call)


def _ask(part: ast.Compare, name: str, *more: bool) -> None:
    """`loss < best` becomes `asked(loss, best, lambda a, b: a < b, ...) == True`."""
    a, b = ast.arg("a"), ast.arg("b")
    names = ast.arguments(posonlyargs=[], args=[a, b], kwonlyargs=[], kw_defaults=[], defaults=[])
    body = ast.Compare(ast.Name("a", ast.Load()), part.ops, [ast.Name("b", ast.Load())])
    told = map(ast.Constant, (part.lineno, *more))
    given = [part.left, part.comparators[0], ast.Lambda(names, body), *told]
    part.left = _call(name, given, part)
    part.ops, part.comparators = [ast.Eq()], [ast.copy_location(ast.Constant(True), part)]
    ast.fix_missing_locations(part)


def install(watch: Watch, names: dict[str, Any]) -> None:
    """What is kept comes here; `names`: the script's."""
    book = watch.book

    def kept(value: Any, line: int, way: int, counts: bool) -> Any:
        with torch._C.DisableTorchFunction():
            if way and _is_number(value):
                told = finite(value.detach() if isinstance(value, torch.Tensor) else value)
                book.note("records", Record(book.at(), line, told, way > 0, counts))
            elif isinstance(value, nn.Module):
                book.note("kept", Kept(book.at(), line, *watch.place_of(value)))
        return value

    def asked(
        left: Any, right: Any, compare: Any, line: int, first: bool, larger: bool, holds: bool
    ) -> bool:
        found = bool(compare(left, right))
        with torch._C.DisableTorchFunction():
            value, best = (left, right) if first else (right, left)
            if _is_number(value) and _is_number(best):
                numbers = finite(value), finite(best)
                book.note("asked", Asked(book.at(), line, *numbers, larger, found == holds))
        return found

    def borne(left: Any, right: Any, compare: Any, line: int, first: bool) -> Any:
        over = compare(left, right)  # of arrays, one for each number
        count, most = (left, right) if first else (right, left)
        if isinstance(over, bool) and _is_number(count) and _is_number(most):
            book.note("borne", Borne(book.at(), line, finite(count), finite(most), over))
        return over

    lines = set[int]()

    def every(number: Any, line: int) -> Any:
        if line not in lines and _is_number(number):
            lines.add(line)
            book.note("every", Every(book.at(), line, finite(number)))
        return number

    names.update({_NAME: kept, _ASKED: asked, _BORNE: borne, _EVERY: every})


def _is_number(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return value.numel() == 1 and not value.is_complex()
    return hasattr(value, "__float__") and not isinstance(value, nn.Module)
