"""Loops: what they go over, how far, and what one round hands on to the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import counter, names_in, parents
from grader.script.nodes import (
    calls_in,
    constant,
    first_argument,
    is_name,
    names_given,
    nodes_in,
)

MOST_NAMES = 6  # of a loop that are tried for one another


def loop_of_another_length(source: Source) -> Iterator[Edit]:
    """`range(1, 2)` ends before 2."""
    for method in source.methods:
        for node in nodes_in(method):
            over = node.iter if isinstance(node, ast.For | ast.comprehension) else None
            if isinstance(over, ast.Call) and is_name(over.func, "range") and over.args:
                end = over.args[1 if len(over.args) > 1 else 0]
                for more in (1, -1):
                    value = constant(end)
                    words = f"{source.words(end)} {'-+'[more > 0]} 1"
                    now = str(value + more) if isinstance(value, int) else words
                    yield from source.put("loop-of-another-length", end, now)


def loop_over_names(source: Source) -> Iterator[Edit]:
    """`for layer in self.layers` of a dictionary goes over its names; and pairs for layers."""
    for method in source.methods:
        for node in nodes_in(method):
            if not isinstance(node, ast.For | ast.comprehension):
                continue
            words, several = source.words(node.iter), isinstance(node.target, ast.Tuple)
            call = node.iter if isinstance(node.iter, ast.Call) else None
            inner = call.func if call is not None else None
            if call is not None and is_name(inner, "enumerate") and call.args and not several:
                yield from source.put("loop-over-names", node.iter, source.words(call.args[0]))
            elif isinstance(inner, ast.Attribute) and inner.attr in ("items", "keys"):
                yield from source.put(
                    "loop-over-names", node.iter, f"{source.words(inner.value)}.values()"
                )
            elif inner is None and several:
                for now in (f"{words}.items()", f"enumerate({words})"):
                    yield from source.put("loop-over-names", node.iter, now)
            elif inner is None:
                yield from source.put("loop-over-names", node.iter, f"{words}.values()")


def loop_hands_nothing_on(source: Source) -> Iterator[Edit]:
    """`[conv(x) for conv in self.convs][-1]`: each layer is given the same data."""
    for method in source.running:
        above = parents(method)
        for node in nodes_in(method):
            if not isinstance(node, ast.ListComp) or not isinstance(node.elt, ast.Call):
                continue
            layer, data, over = node.elt.func, node.elt.args[:1], node.generators[0]
            if isinstance(layer, ast.Name) and data and isinstance(data[0], ast.Name):
                outer = above[node] if isinstance(above[node], ast.Subscript) else node
                step = f"lambda {data[0].id}, {layer.id}: {source.words(node.elt)}"
                given = f"{step}, {source.words(over.iter)}, {data[0].id}"
                now = f"__import__('functools').reduce({given})"
                if source.words(over.target) == layer.id:
                    yield from source.put("loop-hands-nothing-on", outer, now)


def closure_of_a_loop(source: Source) -> Iterator[Edit]:
    """`lambda x: conv(x)` made in a loop over `conv`: when it is called, conv is the last one."""
    for method in source.methods:
        for loop in nodes_in(method):
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            name = loop.target.id
            for node in ast.walk(loop):
                takes = node.args.args if isinstance(node, ast.Lambda) else []
                if takes and any(is_name(part, name) for part in ast.walk(node)):
                    end = source.span(takes[-1])[1]
                    yield from source.between("closure-of-a-loop", end, end, f", {name}={name}")


def same_in_each_round(source: Source) -> Iterator[Edit]:
    """`self.conv1(x)` in a loop over `i`: each round calls the same layer, and none the others."""
    for method in source.running:
        me = first_argument(method)
        for loop in nodes_in(method):
            number = counter(loop) if isinstance(loop, ast.For) else ""
            for call in calls_in(loop) if number else ():
                for now in (number, f"{number} + 1", f"{number} - 1"):
                    yield from _by_number(source, call.func, me, now)


def _by_number(source: Source, layer: ast.expr, me: str, number: str) -> Iterator[Edit]:
    """The layer that is called, by the number of the round."""
    kind = "same-in-each-round"
    name: object = None
    if isinstance(layer, ast.Subscript) and isinstance(constant(layer.slice), int):
        yield from source.put(kind, layer.slice, number)
    elif isinstance(layer, ast.Attribute) and is_name(layer.value, me):
        name = layer.attr
    elif isinstance(layer, ast.Call) and is_name(layer.func, "getattr") and len(layer.args) == 2:
        name = constant(layer.args[1])
    if isinstance(name, str) and (stem := name.rstrip("0123456789")) != name:
        yield from source.put(kind, layer, f'getattr({me}, f"{stem}{{{number}}}")')


def loop_carries_nothing(source: Source) -> Iterator[Edit]:
    """`for width in (8, 16): parts.append(nn.Conv2d(before, width, 3))`, and `before` stays."""
    for method in (*source.building, *source.script.helpers):
        for loop in nodes_in(method):
            if not isinstance(loop, ast.For) or not isinstance(loop.body[-1], _SIMPLE):
                continue
            given = {*names_given(ast.walk(loop))}
            over = [*dict.fromkeys(names_given(ast.walk(loop.target)))]
            first = [call.args[0] for call in calls_in(loop) if call.args]
            stays = dict.fromkeys(one.id for one in first if isinstance(one, ast.Name))
            end = source.span(loop.body[-1])[1]
            for name in [one for one in stays if one not in given][:MOST_NAMES]:
                for now in over[:MOST_NAMES]:
                    line = f"; {name} = {now}"
                    for edit in source.between("loop-carries-nothing", end, end, line):
                        yield replace(edit, line=loop.lineno)


_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)


def line_behind_the_loop(source: Source) -> Iterator[tuple[Edit, ...]]:
    """`x = F.relu(x)` below the loop over the layers, where each of its rounds needs it."""
    for method in source.running:
        for loop, after in pairwise(method.body):
            if not isinstance(loop, ast.For) or not isinstance(after, ast.Assign):
                continue
            given, target = {*names_given(ast.walk(loop))}, after.targets[0]
            if isinstance(loop.body[-1], _SIMPLE) and getattr(target, "id", "") in given:
                end = source.span(loop.body[-1])[1]
                line = f"; {source.words(after)}"
                moved = source.between("line-behind-the-loop", end, end, line)
                gone = source.put("line-behind-the-loop", after, "pass")
                found = [*(replace(one, line=after.lineno) for one in moved), *gone]
                if len(found) == 2:
                    yield tuple(found)


def condition_in_a_loop(source: Source) -> Iterator[Edit]:
    """`if i < len(self.convs) - 1: x = F.relu(x)`: the last of the layers goes without."""
    for method in source.running:
        for loop in nodes_in(method):
            over = {*names_given(ast.walk(loop.target))} if isinstance(loop, ast.For) else set()
            for node in ast.walk(loop) if over else ():
                if isinstance(node, ast.If | ast.IfExp) and over & names_in(node.test):
                    yield from source.put("condition-in-a-loop", node.test, "True")


def condition_on_another(source: Source) -> Iterator[Edit]:
    """`if name == "fc"` where the layers are `fc1` and `fc2`; `if i == 4` for the round before."""
    for method in source.running:
        for loop in nodes_in(method):
            over = {*names_given(ast.walk(loop.target))} if isinstance(loop, ast.For) else set()
            tests = [one.test for one in ast.walk(loop) if isinstance(one, ast.If)] if over else []
            for test in (one for one in tests if over & names_in(one)):
                yield from _on_another(source, test, over)


def _on_another(source: Source, test: ast.expr, over: set[str]) -> Iterator[Edit]:
    kind = "condition-on-another"
    if isinstance(test, ast.Call) and is_name(test.func, "isinstance") and len(test.args) == 2:
        wanted = source.words(test.args[1])
        package = wanted.rpartition(".")[0]
        if wanted.isidentifier() or package.replace(".", "").isidentifier():
            now = f"{package}.Linear" if package else "Linear"
            yield from source.put(kind, test.args[1], now)
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return
    left, right = test.left, test.comparators[0]
    value = constant(right)
    if not isinstance(left, ast.Name) or left.id not in over or not isinstance(test.ops[0], ast.Eq):
        return
    if isinstance(value, str):
        yield from source.put(kind, test, f"{source.words(right)} in {left.id}")
    elif type(value) is int:
        for near in (1, -1):
            yield from source.put(kind, right, str(value + near))


_ALL_BUT_ONE = {":-1": "1:", "1:": ":-1"}


def index_of_another_round(source: Source) -> Iterator[Edit]:
    """`nn.Linear(widths[i], widths[i])`: of two numbers beside each other the same one, twice."""
    for method in (*source.building, *source.script.helpers):
        counted = {counter(node) for node in nodes_in(method)} - {""}
        for node in nodes_in(method):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                number = next(iter(names_in(node.slice) & counted), None)
                if number is not None:
                    for now in (f"{number} + 1", f"{number} - 1", number):
                        yield from source.put("index-of-another-round", node.slice, now)
                words = source.words(node.slice) if isinstance(node.slice, ast.Slice) else ""
                if words in _ALL_BUT_ONE:
                    other = _ALL_BUT_ONE[words]
                    yield from source.put("index-of-another-round", node.slice, other)
