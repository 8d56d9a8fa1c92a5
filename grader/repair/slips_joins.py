"""Joins: what a branch gives that stands in none, and ways that are joined otherwise than meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import calls_of
from grader.script.nodes import argument, calls_in, nodes_in

MOST_IDLE = 4  # results that nothing goes on with
_JOIN = ("cat", "concat", "concatenate", "hstack")


def left_out_of_a_join(source: Source) -> Iterator[Edit]:
    """`torch.cat((one, three), 1)`, where `five` is computed and nothing goes on with it."""
    for method in source.running:
        names = [node for node in nodes_in(method) if isinstance(node, ast.Name)]
        read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        given = dict.fromkeys(node.id for node in names if isinstance(node.ctx, ast.Store))
        idle = [name for name in given if name not in read][:MOST_IDLE]
        for call in calls_in(method) if idle else ():
            several = call.args[0] if call.args else None
            if source.script.called(call) not in _JOIN:
                continue
            if isinstance(several, ast.Tuple | ast.List) and several.elts:
                end = source.span(several.elts[-1])[1]
                for now in (", ".join(idle), *idle):
                    yield from source.between("left-out-of-a-join", end, end, f", {now}")


def joined_otherwise(source: Source) -> Iterator[Edit]:
    """`a + b` where the next layer counts the channels of both, and the other way round."""
    for method in source.running:
        for node in nodes_in(method):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                ways = [source.words(one) for one in (node.left, node.right)]
                if not any(isinstance(one, ast.Constant) for one in (node.left, node.right)):
                    now = f"__import__('torch').cat(({', '.join(ways)}), 1)"
                    yield from source.put("sum-for-a-join", node, now)
            several = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if not isinstance(several, ast.Tuple | ast.List) or not isinstance(node, ast.Call):
                continue
            ways = [source.words(one) for one in several.elts]
            if source.script.called(node) == "stack":
                now = f"__import__('torch').cat(({', '.join(ways)}), 1)"
                yield from source.put("stacked-for-joined", node, now)
            if source.script.called(node) in (*_JOIN, "stack") and len({*ways}) > 1:
                yield from source.put("join-for-a-sum", node, f"({' + '.join(ways)})")


def window_without_padding(source: Source) -> Iterator[Edit]:
    """`x + self.conv(x)`: without a padding the maps come out smaller than they went in."""
    stopped = list(source.script.at(source.lines[-1])) if source.lines else []
    sums = [one for one in stopped if isinstance(one, ast.BinOp | ast.AugAssign)]
    joins = [one for one in stopped if isinstance(one, ast.Call)]
    added = any(isinstance(one.op, ast.Add) for one in sums)
    if not added and not any(source.script.called(one) in _JOIN for one in joins):
        return
    for call in calls_of(source):
        if source.script.layer_class(call.func) == "Conv2d" and not argument(call, 4, "padding"):
            end = source.span(call)[1] - 1
            yield from source.between("window-without-padding", end, end, ', padding="same"')
