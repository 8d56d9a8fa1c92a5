"""Calls of the classes that a network is made of: a name or a place that they do not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import calls_of
from grader.script.nodes import methods_of


def argument_misnamed(source: Source) -> Iterator[Edit]:
    """`Block(8, 16, dropout=0.5)` of a class here that calls it `p`: any name not given yet."""
    for call, takes in _calls(source):
        for one in call.keywords:
            if one.arg is not None and one.arg not in takes:
                start = source.span(one)[0]
                for now in _left(call, takes):
                    end = start + len(one.arg)
                    yield from source.between("argument-of-a-part", start, end, now)


def argument_for_another(source: Source) -> Iterator[Edit]:
    """`Block(8, 16, 0.5)` where the third is the size of the window, and the fourth the share."""
    for call, takes in _calls(source):
        for last in call.args[-1:] if len(call.args) > 1 else ():
            for name in _left(call, takes):
                now = f"{name}={source.words(last)}"
                yield from source.put("argument-for-another", last, now)


def argument_too_many(source: Source) -> Iterator[Edit]:
    """`conv(10, 20, 3, 3)` of a function here that has a default for the fourth."""
    own = {one.name for one in (*source.script.made_of, *source.script.helpers)}
    for call in calls_of(source):
        if not isinstance(call.func, ast.Name) or call.func.id not in own:
            continue
        given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        for before, last in pairwise(given):
            if last in given[len(call.args) - 1 :]:  # what stands behind it keeps its place
                start, end = source.span(before)[1], source.span(last)[1]
                yield from source.between("argument-too-many", start, end, "")


def _calls(source: Source) -> Iterator[tuple[ast.Call, list[str]]]:
    """Each call of a class that the network is made of, and what that takes, in its order."""
    made = {one.name: one for one in source.script.made_of}
    for call in calls_of(source):
        own = made.get(call.func.id) if isinstance(call.func, ast.Name) else None
        for method in methods_of(own) if own is not None else ():
            if method.name == "__init__":
                yield call, [one.arg for one in (*method.args.args[1:], *method.args.kwonlyargs)]


def _left(call: ast.Call, takes: list[str]) -> list[str]:
    """What the call gives nothing for yet."""
    given = {one.arg for one in call.keywords}
    return [name for name in takes[len(call.args) :] if name not in given]


def bases_exchanged(source: Source) -> Iterator[Edit]:
    """`class Net(Plain, Dropping)`: of two bases with the same method that of the first runs."""
    own = {one.name: one for one in source.script.classes}
    for one in source.script.family:
        for first, second in pairwise(one.bases):
            parts = [own.get(source.words(base)) for base in (first, second)]
            names = [{m.name for m in methods_of(part.node)} for part in parts if part is not None]
            if len(names) == 2 and names[0] & names[1]:
                now = f"{source.words(second)}, {source.words(first)}"
                start, end = source.span(first)[0], source.span(second)[1]
                yield from source.between("bases-exchanged", start, end, now)
