"""What counts, and what is handed on: numbers in names, a loop's length, settings of a part."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.nodes import Function, calls_in, constant, first_argument, is_name

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


def switched_off(source: Source) -> Iterator[Edit]:
    """`def __init__(self, use_dropout=False)`: a step hangs on a flag, and nothing sets it."""
    for method in source.building:
        for one, value in _defaults(method):
            if constant(value) is False and _asked_in(source, method, one.arg):
                yield from source.put("switched-off", value, "True")
    for _, value, _ in source.script.stored:
        if value is not None and constant(value) is False:
            yield from source.put("switched-off", value, "True")


def _defaults(method: Function) -> Iterator[tuple[ast.arg, ast.expr]]:
    plain = method.args.args
    given = zip(plain[len(plain) - len(method.args.defaults) :], method.args.defaults, strict=True)
    named = zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True)
    yield from ((one, value) for one, value in (*given, *named) if value is not None)


def _asked_in(source: Source, method: Function, name: str) -> bool:
    """Whether a condition asks for an argument, or for the attribute that keeps it."""
    me = first_argument(method)
    kept = {
        target.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Assign) and is_name(node.value, name)
        for target in node.targets
        if isinstance(target, ast.Attribute) and is_name(target.value, me)
    }
    tests = (
        node.test
        for one in source.methods
        for node in ast.walk(one)
        if isinstance(node, ast.If | ast.IfExp)
    )
    return any(
        is_name(part, name) or (isinstance(part, ast.Attribute) and part.attr in kept)
        for test in tests
        for part in ast.walk(test)
    )


def shorter_of_two(source: Source) -> Iterator[Edit]:
    """`zip(self.convs, self.pools)` of two convolutions and one pooling ends after the first."""
    for method in source.methods:
        for node in ast.walk(method):
            over = node.iter if isinstance(node, ast.For | ast.comprehension) else None
            if not isinstance(over, ast.Call) or not is_name(over.func, "zip"):
                continue
            for one in over.args if len(over.args) > 1 else ():
                now = f"__import__('itertools').cycle({source.words(one)})"
                yield from source.put("shorter-of-two", one, now)
