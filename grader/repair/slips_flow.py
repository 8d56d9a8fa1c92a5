"""What flows where: an older name read, one layer for another, a layer or a join too many."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import counter, parents
from grader.repair.slips_layers import function_of_torch
from grader.script.nodes import Function, calls_in, first_argument, is_name, nodes_in

MOST_NAMES = 6  # of a method: people give the data two or three
# methods of nn.Module that people read as if they were the flag -> the flag
_FLAGS = {"train": "training", "eval": "training"}


def older_name(source: Source) -> Iterator[Edit]:
    """`layer2(x)` where `out` holds the data by then; the name given last comes first.

    Nobody means an older one than is written, or joins a value to itself.
    """
    for method in source.running:
        names, above = _data_names(method), parents(method)
        for node in nodes_in(method):
            if not isinstance(node, ast.Name) or node.id not in names:
                continue
            beside = [
                one.id for one in ast.iter_child_nodes(above[node]) if isinstance(one, ast.Name)
            ]
            own = _given(names[node.id], node.lineno - 1)
            given = {name: _given(lines, node.lineno) for name, lines in names.items()}
            newer = [name for name in names if name not in beside and given[name] > own]
            for name in sorted(newer, key=lambda name: -given[name]):
                yield from source.put("older-name", node, name)


def returned_name(source: Source) -> Iterator[Edit]:
    """The same for what forward gives back."""
    ends = {node.lineno for node in source.script.nodes if isinstance(node, ast.Return)}
    yield from (edit for edit in older_name(source) if edit.line in ends)


def _data_names(method: Function) -> dict[str, list[int]]:
    """What the data are called in a method, each with the lines that give it a value, in order."""
    found: dict[str, list[int]] = {
        one.arg: [method.lineno] for one in method.args.args if one.arg != first_argument(method)
    }
    for node in nodes_in(method):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, []).append(node.lineno)
    for call in calls_in(method):  # a layer, and no data
        if isinstance(call.func, ast.Name):
            found.pop(call.func.id, None)
    for node in nodes_in(method):
        found.pop(counter(node), None)
    found = {name: sorted(lines) for name, lines in found.items() if name.strip("_")}  # of nothing
    return found if len(found) <= MOST_NAMES else {}


def _given(lines: list[int], line: int) -> int:
    """Where a name was given its value last, up to a line; 0 for nowhere."""
    place = bisect_right(lines, line)
    return lines[place - 1] if place else 0


def flag_misnamed(source: Source) -> Iterator[Edit]:
    """`if self.train:` asks for a method, which is always there; the flag is `self.training`."""
    for method in source.running:
        me, above = first_argument(method), parents(method)
        for node in nodes_in(method):
            if not isinstance(node, ast.Attribute) or node.attr not in _FLAGS:
                continue
            outer = above.get(node)
            called = isinstance(outer, ast.Call) and outer.func is node
            own = node.attr in source.attributes or node.attr in source.script.methods
            if is_name(node.value, me) and not called and not own:
                no = "not " if node.attr == "eval" else ""
                yield from source.put("method-for-the-flag", node, f"{no}{me}.{_FLAGS[node.attr]}")


def layer_for_another(source: Source) -> Iterator[Edit]:
    """`self.fc1` where `self.fc2` is meant, which nothing calls; and two in each other's place."""
    classes = _classes(source)
    for method in source.running:
        called = [func for func, _ in _layer_calls(source, method)]
        for node in _layers_named(source, method):
            for name in source.idle:
                if classes.get(name) == classes.get(node.attr):
                    me = first_argument(method)
                    yield from source.put("layer-for-another", node, f"{me}.{name}")
        called.sort(key=source.span)
        for one, other in pairwise(called):
            (a, b), (c, d) = source.span(one), source.span(other)
            if b <= c and classes.get(one.attr) == classes.get(other.attr):
                now = source.text[c:d] + source.text[b:c] + source.text[a:b]
                yield from source.between("layers-exchanged", a, d, now)


def same_layer_again(source: Source) -> Iterator[Edit]:
    """`self.conv1(x)` twice, and nothing calls `self.conv2`: the second one is meant for it."""
    classes = _classes(source)
    for method in source.running:
        seen = set[str]()
        for node in sorted(_layers_named(source, method), key=source.span):
            for name in source.idle if node.attr in seen else ():
                if classes.get(name) == classes.get(node.attr):
                    me = first_argument(method)
                    yield from source.put("layer-for-another", node, f"{me}.{name}")
            seen.add(node.attr)


def _layers_named(source: Source, method: Function) -> Iterator[ast.Attribute]:
    """The network's own layers where they are called, or handed on."""
    me = first_argument(method)
    for node in nodes_in(method):
        of_ours = isinstance(node, ast.Attribute) and node.attr in source.layers
        if isinstance(node, ast.Attribute) and of_ours and is_name(node.value, me):
            yield node


def _layer_calls(source: Source, method: Function) -> Iterator[tuple[ast.Attribute, ast.Call]]:
    """The calls of the network's own layers, by the name that is called."""
    me = first_argument(method)
    for call in calls_in(method):
        func = call.func
        if not isinstance(func, ast.Attribute) or not is_name(func.value, me):
            continue
        if func.attr in source.layers:
            yield func, call


def _classes(source: Source) -> dict[str, str]:
    """What class of torch's each layer is."""
    return {
        name: source.script.layer_class(value.func)
        for name, value, _ in source.script.stored
        if isinstance(value, ast.Call)
    }


def last_layer_left_out(source: Source) -> Iterator[Edit]:
    """`F.log_softmax(x, 1)` of the hidden layer, where nothing calls the one behind it."""
    forward = source.script.forward
    last = forward.body[-1] if forward is not None else None
    if forward is None or not isinstance(last, ast.Return):
        return
    for node in ast.walk(last):
        if isinstance(node, ast.Name) and node.id in source.data(forward, last.lineno):
            for name in source.idle:
                now = f"{first_argument(forward)}.{name}({node.id})"
                yield from source.put("layer-left-out", node, now)


def layer_too_many(source: Source) -> Iterator[Edit]:
    """`self.fc0(x)` in front of the convolutions: a layer without which the rest works.

    Where there are no more than two of its class each is wanted: one that cannot stand where it
    does stands behind another mistake.
    """
    classes = _classes(source)
    for method in source.running:
        called = Counter(classes.get(func.attr) for func, _ in _layer_calls(source, method))
        for func, call in _layer_calls(source, method):
            spare = called[classes.get(func.attr)] > 2
            if spare and call.lineno in source.lines and len(call.args) == 1 and not call.keywords:
                yield from source.put("layer-too-many", call, source.words(call.args[0]))


def join_too_many(source: Source) -> Iterator[Edit]:
    """`x + self.conv2(x)`: of what is joined one side alone fits the rest.

    `x @ weights` joins nothing: it is a layer.
    """
    for method in source.running:
        for node in nodes_in(method):
            if isinstance(node, ast.AugAssign) and node.lineno in source.lines:
                yield from source.put("join-too-many", node, "pass")
            if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.MatMult):
                continue
            if node.lineno in source.lines:
                sides = sorted((node.left, node.right), key=lambda one: isinstance(one, ast.Name))
                for side in sides:
                    if not isinstance(side, ast.Constant):
                        yield from source.put("join-too-many", node, source.words(side))


_OF_SIZES = ("view", "reshape", "flatten", "expand", "permute", "transpose")


def argument_misplaced(source: Source) -> Iterator[Edit]:
    """`F.relu(F.max_pool2d(x), 2)`: the 2 is the inner call's, and the other way round."""
    for method in source.running:
        for outer in calls_in(method):
            inner = outer.args[0] if outer.args else None
            bends = isinstance(outer.func, ast.Attribute) and outer.func.attr in _OF_SIZES
            if not function_of_torch(source, outer.func) and not bends:
                continue
            if isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Tuple):
                yield from _behind_the_index(source, inner, inner.slice)
            if not isinstance(inner, ast.Call) or not inner.args:
                continue
            if inner.keywords:
                yield from _named_further_out(source, inner)
                continue
            last = source.span(inner.args[-1])[1]
            end, close = source.span(inner)[1], source.span(outer)[1]
            if len(outer.args) > 1 and not outer.keywords:
                more = source.text[end : close - 1]
                now = source.text[last : end - 1] + more + "))"
                yield from source.between("argument-misplaced", last, close, now)
            elif len(inner.args) > 1:
                first = source.span(inner.args[0])[1]
                now = ")" + source.text[first:last]
                yield from source.between("argument-misplaced", first, end, now)


def _named_further_out(source: Source, inner: ast.Call) -> Iterator[Edit]:
    """`F.log_softmax(self.fc2(x, dim=1))`: what is named last belongs one bracket further out."""
    behind = [*inner.args, *inner.keywords[:-1]]
    start, close = source.span(behind[-1])[1], source.span(inner)[1]
    named = source.text[start : close - 1]
    yield from source.between("argument-misplaced", start, close, ")" + named)


def _behind_the_index(source: Source, inner: ast.Subscript, several: ast.Tuple) -> Iterator[Edit]:
    """`x.view(x.shape[0, -1])`: the index ends behind its first number."""
    start, close = source.span(several.elts[0])[1], source.span(inner)[1]
    rest = source.text[start : close - 1]
    yield from source.between("argument-misplaced", start, close, "]" + rest)


def pooling_left_out(source: Source) -> Iterator[Edit]:
    """A convolution whose maps nothing halves, where those of another are."""
    classes = _classes(source)
    for method in source.running:
        pools = [call for call in calls_in(method) if "pool" in source.script.called(call).lower()]
        convolutions = [
            call
            for func, call in _layer_calls(source, method)
            if "Conv" in classes.get(func.attr, "")
        ]
        if not 0 < len(pools) < len(convolutions):
            continue
        pool = pools[0]
        torch = bool(function_of_torch(source, pool.func))
        rest = [source.words(one) for one in (*pool.args[1:], *pool.keywords)] if torch else []
        pooled = {part for one in pools for part in ast.walk(one)}
        for call in convolutions:
            if call not in pooled:
                given = ", ".join((source.words(call), *rest))
                yield from source.put(
                    "pooling-left-out", call, f"{source.words(pool.func)}({given})"
                )
