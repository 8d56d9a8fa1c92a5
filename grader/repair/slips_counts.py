"""What counts, and what is handed on: numbers in names, a loop's length, settings of a part."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import islice

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.behind import nodes_behind
from grader.script.nodes import calls_in, constant, is_name, nodes_in

MOST_CONDITIONS = 24  # what stands behind each is looked for in the whole file
MOST_UNREAD = 3
MOST_SIZES = 8  # names of sizes that stand beside each other
_NAMED = re.compile(r"\{(\w+)\}")


def count_in_a_name(source: Source) -> Iterator[Edit]:
    """`setattr(self, f"conv{i}", ...)` from 0 on, where forward calls `conv1` and `conv2`."""
    if not source.missing[-1:].isdigit():
        return
    for node in source.script.nodes:
        if isinstance(node, ast.JoinedStr):  # where its parts stand Python 3.11 does not say
            words = source.words(node)
            for name in dict.fromkeys(_NAMED.findall(words)):
                for more in ("+ 1", "- 1"):
                    now = words.replace(f"{{{name}}}", f"{{{name} {more}}}")
                    yield from source.put("count-in-a-name", node, now)
        for one in _put_in(source, node):
            for more in ("+ 1", "- 1"):
                yield from source.put("count-in-a-name", one, f"({one.id} {more})")


def _put_in(source: Source, node: ast.AST) -> Iterator[ast.Name]:
    """The names that are written into a text: `str(i)`, `"conv%d" % i`, `"conv{}".format(i)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        given = [node.right] if isinstance(constant(node.left), str) else []
    elif isinstance(node, ast.Call) and source.script.called(node) in ("str", "format"):
        given = node.args
    else:
        given = []
    yield from (one for one in given if isinstance(one, ast.Name))


def setting_not_handed_on(source: Source) -> Iterator[Edit]:
    """A part hands its `stride` to one of its layers, and not to the one beside it."""
    for method in source.building:
        takes = {one.arg for one in (*method.args.args[1:], *method.args.kwonlyargs)}
        calls = [call for call in calls_in(method) if source.script.layer_class(call.func)]
        shared = {
            (one.arg, one.value.id)
            for call in calls
            for one in call.keywords
            if one.arg and isinstance(one.value, ast.Name) and one.value.id in takes
        } | {("stride", name) for name in takes & {"stride"}}
        for call in calls:
            given = {one.arg for one in call.keywords}
            for name, value in sorted(shared):
                if name not in given and source.script.layer_class(call.func).startswith("Conv"):
                    end = source.span(call)[1] - 1
                    yield from source.between(
                        "setting-not-handed-on", end, end, f", {name}={value}"
                    )


def number_unread(source: Source) -> Iterator[Edit]:
    """`def block(c_in, c_out): return nn.Conv2d(c_in, c_in, 3)`: nothing reads the other number."""
    for function in source.methods:
        own = function not in source.script.helpers  # a method, which is given its object too
        takes = [one.arg for one in (*function.args.args[own:], *function.args.kwonlyargs)]
        read = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
        names = {node.id for node in read}
        unread = [name for name in takes if name not in names][:MOST_UNREAD]
        for node in read if unread else ():
            if node.id in takes:
                for name in unread:
                    yield from source.put("number-unread", node, name)


def switched_off(source: Source) -> Iterator[Edit]:
    """`def __init__(self, use_dropout=False)`: a step hangs on a flag, and nothing sets it."""
    nodes = (node for method in source.methods for node in nodes_in(method))
    tests = (node.test for node in nodes if isinstance(node, ast.If | ast.IfExp))
    for test in islice(tests, MOST_CONDITIONS):
        for one in nodes_behind(source.script, test):
            if constant(one) is False and not _within(one, test):
                yield from source.put("switched-off", one, "True")


def _within(one: ast.expr, test: ast.expr) -> bool:
    return any(part is one for part in ast.walk(test))


def shorter_of_two(source: Source) -> Iterator[Edit]:
    """`zip(self.convs, self.pools)` of two convolutions and one pooling ends after the first."""
    for method in source.methods:
        for node in nodes_in(method):
            over = node.iter if isinstance(node, ast.For | ast.comprehension) else None
            if not isinstance(over, ast.Call) or not is_name(over.func, "zip"):
                continue
            for one in over.args if len(over.args) > 1 else ():
                now = f"__import__('itertools').cycle({source.words(one)})"
                yield from source.put("shorter-of-two", one, now)


def number_for_another(source: Source) -> Iterator[Edit]:
    """`nn.BatchNorm2d(c_in)` for `c_out`: another of the sizes that stand beside it is meant."""
    for method in (*source.building, *source.script.helpers):
        made = [call for call in calls_in(method) if source.script.layer_class(call.func)]
        sizes = [one for call in made for one in call.args[:2] if isinstance(one, ast.Name)]
        names = [*dict.fromkeys(one.id for one in sizes)][:MOST_SIZES]
        for one in sizes:
            for name in names:
                yield from source.put("number-for-another", one, name)


def number_in_a_table(source: Source) -> Iterator[Edit]:
    """`PLAN = [(1, 8, 5), (6, 16, 5)]`: of the numbers of a table another one is meant."""
    for given in source.script.tree.body:
        table = given.value if isinstance(given, ast.Assign | ast.AnnAssign) else None
        if not isinstance(table, ast.List | ast.Tuple | ast.Dict):
            continue
        numbers = [
            n for n in nodes_in(table) if isinstance(n, ast.Constant) and type(n.value) is int
        ]
        sizes = [*dict.fromkeys(one.value for one in numbers)][:MOST_SIZES]
        for one in numbers:
            for now in sizes:
                yield from source.put("number-of-a-table", one, str(now))
