"""Lines that are lost: a name or an attribute that is read, and that nothing gives a value."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.sizes import layers_called, layers_of, speaks, tails, whole_numbers, widths
from grader.repair.slips_layers import torch_nn
from grader.script.nodes import (
    Function,
    first_argument,
    local_names,
    methods_of,
    nodes_in,
    nothing_in,
)

_SIMPLE = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr | ast.Return
_CONTAINERS = ("ModuleList", "ModuleDict")
MOST_WIDTHS = 4
LINES_BEFORE = 4  # that lead to the one at which it stopped
USUAL = 50  # neurons, where any number fits: enough to learn the digits


def line_lost(source: Source) -> Iterator[Edit]:
    """`h` is read, and the line that gave it its value is gone: a layer's result, a size.

    A layer that nothing calls was called there.
    """
    name = source.name or source.missing
    for method in source.methods:
        reader = next((one for one in method.body if _reads(one, name)), None)
        if reader is None or not (source.name or name in local_names(method)):
            continue
        values = _numbers(source) if method in source.building else _results(source, method, reader)
        for value in values:
            yield from _before(source, method, reader, f"{name} = {value}")


def results_unread(source: Source) -> Iterator[Edit]:
    """`fine` and `coarse` are computed, and no line goes on with either: they were joined."""
    for method in source.running:
        given, read = dict[str, int](), set[str]()
        for node in nodes_in(method):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                given.setdefault(node.id, node.lineno)
            elif isinstance(node, ast.Name):
                read.add(node.id)
        idle = [name for name, line in given.items() if name not in read]
        reader = next((one for one in method.body if one.lineno in source.lines), None)
        arguments = [one.arg for one in method.args.args][1:2]
        if not 0 < len(idle) <= MOST_WIDTHS or reader is None or not arguments:
            continue
        data = source.data(method, min(given[name] for name in idle))[0]
        joined = [f"__import__('torch').cat(({', '.join(idle)}), 1)", " + ".join(idle)]
        for one in joined if len(idle) > 1 else idle:
            pooled = f"__import__('torch').max_pool2d({one}, 2)"
            for now in (one, f"({one}).flatten(1)", pooled, f"{pooled}.flatten(1)"):
                for edit in _before(source, method, reader, f"{data} = {now}"):
                    yield replace(edit, kind="results-unread")


def flattening_lost(source: Source) -> Iterator[Edit]:
    """`x = torch.flatten(self.drop(x), 1)` is gone: maps go on, and nothing calls the layer."""
    for method in source.running:
        for reader in method.body if source.idle else ():
            for data in source.data(method, reader.lineno)[:1]:
                for layer in source.idle if reader.lineno in source.lines else ():
                    now = f"{data} = {first_argument(method)}.{layer}({data}).flatten(1)"
                    for edit in _before(source, method, reader, now):
                        yield replace(edit, kind="flattening-lost")


def _reads(statement: ast.stmt, name: str) -> bool:
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return any(node.id == name and isinstance(node.ctx, ast.Load) for node in names)


def _results(source: Source, method: Function, reader: ast.stmt) -> Iterator[str]:
    me = first_argument(method)
    names = source.data(method, reader.lineno)[:2]
    for data in names:
        for layer in source.idle:
            called = f"{me}.{layer}({data})"
            yield from around(source, layer, called)
        if len(source.idle) > 1:
            yield source.all_idle(me, data)
    yield "1"  # of a factor
    for data in names:
        yield f"{data}.size(0)"


def around(source: Source, layer: str, called: str) -> list[str]:
    """A layer's result, as it goes on as a rule: rectified, by itself, pooled."""
    if layer not in source.weighing:
        return [called]
    relu = f"__import__('torch').relu({called})"
    return [relu, called, f"__import__('torch').max_pool2d({relu}, 2)"]


def _numbers(source: Source) -> list[str]:
    return list(dict.fromkeys(map(str, (0.5, USUAL, *widths(source), *whole_numbers(source)))))


def _before(source: Source, method: Function, reader: ast.stmt, line: str) -> Iterator[Edit]:
    """A statement more in front of one; of one with a block, behind the statement above."""
    at = method.body.index(reader)
    if isinstance(reader, _SIMPLE):
        start = source.span(reader)[0]
        yield from source.between("line-lost", start, start, f"{line}; ")
    elif at and isinstance(method.body[at - 1], _SIMPLE):
        end = source.span(method.body[at - 1])[1]
        yield from source.between("line-lost", end, end, f"; {line}")


def layer_left_out(source: Source) -> Iterator[tuple[Edit]]:
    """A layer that __init__ makes and forward does not call: a line of it, as early as it fits."""
    idle = source.idle
    for method in source.running:
        me = first_argument(method)
        last = next((at for at, one in enumerate(method.body) if one.lineno in source.lines), -1)
        for node in method.body[max(last - LINES_BEFORE, 0) : last + 1]:
            if not isinstance(node, ast.Assign | ast.Return | ast.Expr):
                continue
            start = source.span(node)[0]
            for data in source.data(method, node.lineno)[:1]:
                for name in idle:
                    called = f"{me}.{name}({data})"
                    relu = f"__import__('torch').relu({called})"
                    pooled = f"__import__('torch').max_pool2d({relu}, 2)"
                    for now in (relu, called, pooled):
                        line = f"{data} = {now}; "
                        for edit in source.between("layer-left-out", start, start, line):
                            yield (edit,)


def layer_left_out_of_a_call(source: Source) -> Iterator[Edit]:
    """The same in the brackets of another call, near the line where its numbers are needed."""
    for method in source.running:
        for node in method.body if source.idle else ():
            if node.lineno not in source.lines:
                continue
            for data in source.data(method, node.lineno)[:1]:
                for layer in source.idle:
                    called = f"{first_argument(method)}.{layer}({data})"
                    for name in _names_of(method, data, node.lineno):
                        yield from source.put("layer-left-out", name, called)


def _names_of(method: Function, data: str, line: int) -> list[ast.Name]:
    """Where the data are read on the way to a line, up to three lines ahead."""
    return [
        node
        for node in nodes_in(method)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        if node.id == data and line - 3 <= node.lineno <= line
    ]


def part_gives_nothing(source: Source) -> Iterator[Edit]:
    """A part whose forward has lost its line: it calls nothing, and returns nothing."""
    for method in source.running:
        gives = any(isinstance(node, ast.Return) and node.value for node in nodes_in(method))
        last, names = method.body[-1], [one.arg for one in method.args.args][1:2]
        if gives or method is source.script.forward or method.name != "forward":
            continue
        for data in names if isinstance(last, ast.Pass | ast.Assign | ast.Expr) else ():
            for layer in source.idle:
                for now in around(source, layer, f"{first_argument(method)}.{layer}({data})"):
                    end = source.span(last)[1]
                    yield from source.between("return-missing", end, end, f"; return {now}")


def argument_unread(source: Source) -> Iterator[Edit]:
    """`def stage(self, x, conv): return x`: no line calls the layer that the method is given."""
    for method in source.running:
        given = [one.arg for one in method.args.args if one.arg != first_argument(method)]
        read = {n.id for n in nodes_in(method) if isinstance(n, ast.Name)}
        last, unread = method.body[-1], [name for name in given if name not in read]
        if method.name == "forward" or not isinstance(last, ast.Return | ast.Pass):
            continue
        data = source.words(last.value) if isinstance(last, ast.Return) and last.value else ""
        for layer in unread:
            for name in [data] if data in given else [one for one in given if one != layer]:
                relu = f"__import__('torch').relu({layer}({name}))"
                pooled = f"__import__('torch').max_pool2d({relu}, 2)"
                for now in (pooled, relu, f"{layer}({name})"):
                    yield from source.put("argument-unread", last, f"return {now}")


def value_not_stored(source: Source) -> Iterator[Edit]:
    """`self.flat` is read, and not as a layer: a number, as a rule, that nothing stores."""
    name = source.missing
    if name not in source.lacking or name in source.called:
        return
    for one in source.script.made_of:
        init = next((m for m in methods_of(one) if m in source.building), None)
        if init is None or name not in _read_in(one):
            continue
        me = first_argument(init)
        reader = next((s for s in init.body if name in _read_in(s)), None)
        for value in (*_numbers(source), "None"):
            line = f"{me}.{name} = {value}"
            if reader is not None:
                made = _before(source, init, reader, line)
            else:
                end = source.span(init.body[-1])[1]
                made = source.between("line-lost", end, end, f"; {line}")
            for edit in made:
                yield replace(edit, kind="value-not-stored")


def _read_in(node: ast.AST) -> set[str]:
    return {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def own_layer_not_made(source: Source) -> Iterator[Edit]:
    """forward calls `self.conv2`, of a class of the file: made as its other objects are."""
    parts = [one for one in source.script.made_of if one not in source.script.family]
    for part in source.script.made_of:
        own = {one.name for one in parts if one is not part}
        init = next((m for m in methods_of(part) if m in source.building), None)
        if init is None:
            continue
        stored = [one for one in init.body if isinstance(one, ast.Assign)]
        made = [one.value for one in stored if isinstance(one.value, ast.Call)]
        alike = [call for call in made if source.script.called(call) in own and len(call.args) > 1]
        for name in source.lacking if stored and alike else ():
            if name not in source.called or name not in _read_in(part):
                continue
            end, call = source.span(stored[-1])[1], alike[0]
            rest = "".join(f", {source.words(one)}" for one in (*call.args[2:], *call.keywords))
            for given in (1, *widths(source)[:MOST_WIDTHS]):
                for width in widths(source)[:MOST_WIDTHS]:
                    layer = f"{source.words(call.func)}({given}, {width}{rest})"
                    now = f"; {first_argument(init)}.{name} = {layer}"
                    for edit in source.between("layer-not-made", end, end, now):
                        yield replace(edit, makes=name)


MOST_IDLE = 4  # classes that nothing makes an object of
MOST_KEYS = 12  # layers that are looked up in a container


def part_not_made(source: Source) -> Iterator[Edit]:
    """forward calls `self.maps`, nothing makes it, and nothing makes an object of `class Maps`."""
    idle = [
        one.node.name
        for one in source.script.classes
        if one.node not in source.script.made_of
        and any(source.script.dotted(base) == "torch.nn.Module" for base in one.node.bases)
    ]
    for method, node in source.strange:
        own = next((one for one in source.script.made_of if method in one.body), None)
        init = next((m for m in methods_of(own) if m in source.building), None) if own else None
        for name in idle[:MOST_IDLE] if init is not None and init.body else ():
            assert init is not None
            end = source.span(init.body[-1])[1]
            now = f"; {first_argument(init)}.{node.attr} = {name}()"
            for edit in source.between("part-not-made", end, end, now):
                yield replace(edit, line=node.lineno)


def container_empty(source: Source) -> Iterator[Edit]:
    """`self.head = nn.ModuleDict()`, and forward looks `self.head["out"]` up in it."""
    for name, value, _ in source.script.stored:
        kind = source.script.layer_class(value.func) if isinstance(value, ast.Call) else ""
        if kind not in _CONTAINERS or not isinstance(value, ast.Call) or not nothing_in(value):
            continue
        keys = _looked_up(source, name)
        for layers in _filled(source, name, keys) if keys else ():
            made = [f"{torch_nn(source)}.{layer}" for layer in layers]
            named = ", ".join(f"{key!r}: {one}" for key, one in zip(keys, made, strict=True))
            inside = f"[{', '.join(made)}]" if kind == "ModuleList" else f"{{{named}}}"
            now = f"{source.words(value.func)}({inside})"
            for edit in source.put("container-empty", value, now):
                yield replace(edit, makes=name)


def _looked_up(source: Source, name: str) -> list[object]:
    """The keys, in the order of the text; of a list as many numbers as the largest asks for."""
    places = sorted(
        (node.lineno, node.col_offset, node.slice)
        for method in source.running
        for node in nodes_in(method)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        if isinstance(node.value, ast.Attribute) and node.value.attr == name
    )
    found: list[object] = [key.value for _, _, key in places]
    numbers = [key for key in found if type(key) is int and 0 <= key < MOST_KEYS]
    return list(range(max(numbers) + 1)) if numbers else list(dict.fromkeys(found))[:MOST_KEYS]


def _filled(source: Source, name: str, keys: list[object]) -> Iterator[list[str]]:
    """Layers for all keys, which find out by themselves what they are given.

    Where every key names a sort of layers, these are the likeliest.
    """
    end = tails(source)[0]
    own = [layers_called(source, str(key)) if speaks(str(key)) else [] for key in keys]
    if all(own):
        last = "LazyLinear(10)" if "Linear" in own[-1][0] else own[-1][0]
        yield [*(each[0] for each in own[:-1]), last]
        yield from ([one] for one in own[0][1:] if len(own) == 1)
    for width in (USUAL, *widths(source)):
        maps = [f"LazyConv2d({width}, {end})"] * len(keys)
        rows = [f"LazyLinear({width})"] * len(keys)
        yield from ([*rows[:-1], "LazyLinear(10)"], maps)
    named = [layers_called(source, f"{name} {key}") for key in keys]
    yield [each[0] if each else "Identity()" for each in named]
    yield [layers_of(source, "Dropout")[0]] * len(keys)
