"""Calls: a layer for its result, a function that is named and not called, data that are missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import PAIRS, parents
from grader.repair.slips_layers import function_of_torch
from grader.script.nodes import Function, calls_in, constant, first_argument, is_name, nodes_in
from grader.script.torch_names import FUNCTIONS, METHODS


def layer_not_called(source: Source) -> Iterator[Edit]:
    """`F.relu(self.conv1)`, `self.fc1.relu()`: the layer itself, and not what it gives."""
    for method in source.running:
        me, above = first_argument(method), parents(method)
        for node in nodes_in(method):
            outer = above.get(node)
            if isinstance(node, ast.Call) and source.script.layer_class(node.func):
                given = any(isinstance(one, ast.Name) for one in node.args)  # it has its data
                if given or getattr(outer, "func", None) is node:
                    continue
            elif (
                not _own_layer(source, node, me)
                or isinstance(outer, ast.Subscript)
                or (isinstance(outer, ast.Attribute) and not _of_a_tensor(outer, above))
                or (isinstance(outer, ast.Call) and outer.func is node)
            ):
                continue
            for data in _arguments(source, method, node, outer):
                now = f"{source.words(node)}({data})"
                yield from source.put("layer-not-called", node, now)


def _of_a_tensor(node: ast.Attribute, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a method is called that a layer does not have."""
    call = above.get(node)
    return isinstance(call, ast.Call) and call.func is node and node.attr not in _OF_A_LAYER


_OF_A_LAYER = ("forward", "train", "eval", "to", "cpu", "cuda", "float", "double", "half", "apply")


def _arguments(source: Source, method: Function, node: ast.AST, outer: ast.AST | None) -> list[str]:
    """What the layer may be meant to work on: what stands beside it in a call, then the data."""
    beside = [a for a in outer.args if a is not node] if isinstance(outer, ast.Call) else []
    names = [source.words(a) for a in beside if isinstance(a, ast.Name)]
    data, me = source.data(method, getattr(node, "lineno", 0)), first_argument(method)
    others = [] if beside else [one for one in source.idle if one in source.weighing]
    others = [one for one in others if source.words(node) != f"{me}.{one}"]
    lost = [f"{me}.{layer}({name})" for layer in others for name in data[:1]]
    return [*names, *lost, *data]


def layer_beside_its_data(source: Source) -> Iterator[Edit]:
    """`F.relu(self.conv1, x)`, `F.relu(x, self.conv1)`: the layer and the data side by side."""
    for method in source.running:
        me = first_argument(method)
        for node in nodes_in(method):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            first, second = node.args[:2]
            if _own_layer(source, first, me) or _own_layer(source, second, me):
                layer, data = (first, second) if _own_layer(source, first, me) else (second, first)
                now = f"{source.words(layer)}({source.words(data)})"
                start, end = source.span(first)[0], source.span(second)[1]
                yield from source.between("layer-beside-its-data", start, end, now)


def _own_layer(source: Source, node: ast.AST, me: str) -> bool:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return node.id in source.of_a_loop
    if isinstance(node, ast.Subscript):  # one of several: `self.layers[0]`
        return _own_layer(source, node.value, me)
    if not isinstance(node, ast.Attribute) or not is_name(node.value, me):
        return False
    return isinstance(node.ctx, ast.Load) and node.attr in source.layers


def result_not_kept(source: Source) -> Iterator[Edit]:
    """`x.view(-1, 320)` on a line of its own gives something, and nothing keeps it."""
    for method in source.running:
        for node in nodes_in(method):
            if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant):
                continue
            start = source.span(node)[0]
            read = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
            for name in source.data(method, node.lineno + 1):
                if name in read and name != first_argument(method):
                    yield from source.between("result-not-kept", start, start, f"{name} = ")
            if source.name:  # what the next lines look for
                yield from source.between("result-not-kept", start, start, f"{source.name} = ")


def helper_not_kept(source: Source) -> Iterator[Edit]:
    """The same of a helper in the file, behind whose name the step stands that is thrown away."""
    own = {node.name for node in source.script.nodes if isinstance(node, Function)}
    for edit in result_not_kept(source):
        statement = next((n for n in source.script.nodes if _begins(source, n, edit.start)), None)
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and source.script.called(call) in own:
            yield edit


def joined_and_not_kept(source: Source) -> Iterator[Edit]:
    """`parts >> nn.Dropout(0.2)` in __init__: what is put together goes nowhere."""
    for method in (*source.building, *source.script.helpers):
        for node in nodes_in(method):
            joined = node.value if isinstance(node, ast.Expr) else None
            if isinstance(joined, ast.BinOp) and isinstance(joined.left, ast.Name | ast.Attribute):
                now = f"{source.words(joined.left)} = {source.words(joined)}"
                yield from source.put("result-not-kept", node, now)


def _begins(source: Source, node: ast.AST, start: int) -> bool:
    return isinstance(node, ast.Expr) and source.span(node)[0] == start


def function_not_called(source: Source) -> Iterator[Edit]:
    """`x = F.relu`: the function itself, and not what it gives for the data."""
    for method in source.methods:
        above = parents(method)
        for node in nodes_in(method):
            outer = above.get(node)
            whole = isinstance(outer, ast.Assign | ast.Return) and outer.value is node
            given = isinstance(outer, ast.Call) and node in outer.args
            given = given or isinstance(outer, ast.BinOp)
            if not (whole or given) or not isinstance(node, ast.Attribute | ast.Name):
                continue
            words, line = source.words(node), node.lineno
            if isinstance(node, ast.Attribute) and node.attr in source.script.methods:
                if len(source.script.methods[node.attr].args.args) == 1:
                    yield from source.put("function-not-called", node, f"{words}()")
                for data in _data_or_layers(source, method, line):
                    yield from source.put("function-not-called", node, f"{words}({data})")
            if function_of_torch(source, node):
                for data in _data_or_layers(source, method, line):
                    for rest in ("", ", 2", ", dim=1"):
                        now = f"{words}({data}{rest})"
                        yield from source.put("function-not-called", node, now)
            elif isinstance(node, ast.Attribute) and node.attr in METHODS:
                if node.attr == "size":  # of the images, as a rule
                    yield from source.put("function-not-called", node, f"{words}(0)")
                yield from source.put("function-not-called", node, f"{words}()")
                if node.attr in ("view", "reshape"):
                    laid_out = f"{source.words(node.value)}.flatten(1)"
                    yield from source.put("function-not-called", node, laid_out)


def data_missing(source: Source) -> Iterator[Edit]:
    """`F.relu()`, `self.fc1()`, `F.max_pool2d(2)`: nothing to work on."""
    for method in source.running:
        me = first_argument(method)
        for call in calls_in(method):
            kept = call.func.value if isinstance(call.func, ast.Subscript) else call.func
            own = (_own_layer(source, kept, me) or _own_method(source, kept, me)) and not call.args
            torch = function_of_torch(source, call.func) and not (
                call.args and _reads(call.args[0])
            )
            if not own and not torch:
                continue
            start = source.text.find("(", source.span(call.func)[1]) + 1
            comma = ", " if call.args or call.keywords else ""
            for data in _data_or_layers(source, method, call.lineno):
                yield from source.between("data-missing", start, start, data + comma)


def _own_method(source: Source, func: ast.AST, me: str) -> bool:
    """Whether it is a method of the network's own that is given something."""
    name = func.attr if isinstance(func, ast.Attribute) and is_name(func.value, me) else ""
    method = source.script.methods.get(name)
    return method is not None and len(method.args.args) > 1


def _data_or_layers(source: Source, method: Function, line: int) -> list[str]:
    """What a call may work on: what a layer gives that nothing calls else, or the data."""
    names, me = source.data(method, line), first_argument(method)
    single = [f"{me}.{layer}({name})" for layer in source.idle for name in names[:1]]
    return [*(source.all_idle(me, name) for name in names[:1] if len(single) > 1), *single, *names]


def _reads(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Name) for one in ast.walk(node))


def layer_left_out_of_an_activation(source: Source) -> Iterator[Edit]:
    """`F.relu(x)` where `F.relu(self.fc1(x))` is meant: what is activated is a layer's result."""
    for method in source.running:
        for call in calls_in(method):
            data = call.args[0] if len(call.args) == 1 and not call.keywords else None
            name = source.script.called(call).lower().replace("_", "")
            if isinstance(data, ast.Name) and name.removesuffix("1") in _ACTIVATIONS:
                for layer in source.idle:
                    called = f"{first_argument(method)}.{layer}({data.id})"
                    yield from source.put("layer-left-out", data, called)


_ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "gelu", "leakyrelu", "silu", "selu")


def tuple_for_a_tensor(source: Source) -> Iterator[Edit]:
    """`x = self.conv1(x),`: a comma makes a tuple of it."""
    for method in source.methods:
        for node in nodes_in(method):
            if not isinstance(node, ast.Tuple | ast.List) or not isinstance(node.ctx, ast.Load):
                continue
            made = sorted(node.elts, key=lambda one: not isinstance(one, ast.Call))  # for the loss
            if len(made) > 1 and any(_makes_a_layer(source, one) for one in made):
                continue
            for one in made if len(made) == 1 or method in source.running else ():
                kind = "list-for-a-number" if constant(one) is not None else "tuple-for-a-tensor"
                yield from source.put(kind, node, source.words(one))


def _makes_a_layer(source: Source, node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and bool(source.script.layer_class(node.func))


def pair_for_a_tensor(source: Source) -> Iterator[Edit]:
    """`torch.max(x, 1)` gives two tensors, the values and where they stood."""
    for method in source.running:
        above = parents(method)
        for node in nodes_in(method):
            whole = not isinstance(above.get(node), ast.Subscript | ast.Attribute)
            if isinstance(node, ast.Call) and source.script.called(node) in PAIRS and whole:
                yield from source.put("pair-for-a-tensor", node, source.words(node) + "[0]")


def function_as_method(source: Source) -> Iterator[Edit]:
    """`x.max_pool2d(2)`: tensors have some functions as methods, and not all."""
    short = next((s for s, m in source.script.imports.items() if m == _FUNCTIONAL), None)
    for method in source.running:
        for call in calls_in(method):
            func = call.func
            if not isinstance(func, ast.Attribute) or func.attr in METHODS:
                continue
            if func.attr in FUNCTIONS and not source.script.dotted(func).startswith("torch."):
                given = [source.words(one) for one in (func.value, *call.args, *call.keywords)]
                where = short or f"__import__('torch').{_FUNCTIONAL.partition('.')[2]}"
                now = f"{where}.{func.attr}({', '.join(given)})"
                yield from source.put("function-as-method", call, now)


_FUNCTIONAL = "torch.nn.functional"


def comma_forgotten(source: Source) -> Iterator[Edit]:
    """`("pool", nn.MaxPool2d(2)) ("conv", ...)`: without a comma the first is called.

    And `x.view(x.size(0) -1)`, where a sign then stands between two numbers.
    """
    for method in source.methods:
        for call in calls_in(method):
            tuples = [one.elts for one in call.args if isinstance(one, ast.Tuple | ast.List)]
            for one in (*call.args, *(part for several in tuples for part in several)):
                if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub):
                    now = f"{source.words(one.left)}, -{source.words(one.right)}"
                    yield from source.put("comma-between-numbers", one, now)
            if isinstance(
                call.func, ast.Tuple | ast.List | ast.Dict | ast.Constant | ast.JoinedStr
            ):
                end = source.span(call.func)[1]
                yield from source.between("comma-forgotten", end, end, ",")


def function_class_called(source: Source) -> Iterator[Edit]:
    """`self.relu = MyReLU()`, of an autograd.Function: it is used by way of `apply`."""
    own = {
        one.name
        for one in source.script.classes
        if any(source.script.dotted(base).endswith("autograd.Function") for base in one.node.bases)
    }
    for method in source.methods:
        for call in calls_in(method):
            if isinstance(call.func, ast.Name) and call.func.id in own:
                given = "" if not call.args else f"({', '.join(map(source.words, call.args))})"
                yield from source.put("function-class-called", call, f"{call.func.id}.apply{given}")


def layer_for_its_weight(source: Source) -> Iterator[Edit]:
    """`nn.init.zeros_(self.fc1)`: what is filled is the weight."""
    for method in source.methods:
        me = first_argument(method)
        for call in calls_in(method):
            of_init = source.script.dotted(call.func).startswith("torch.nn.init.")
            if of_init and call.args and _own_layer(source, call.args[0], me):
                now = f"{source.words(call.args[0])}.weight"
                yield from source.put("layer-for-its-weight", call.args[0], now)


def sign_between_tensors(source: Source) -> Iterator[Edit]:
    """`x * self.weight` for `x @ self.weight`, and the other way round."""
    for method in source.running:
        for node in nodes_in(method):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
                sign = "@" if isinstance(node.op, ast.Mult) else "*"
                now = f"{source.words(node.left)} {sign} {source.words(node.right)}"
                yield from source.put("another-sign", node, now)


def called_on_the_spot(source: Source) -> Iterator[Edit]:
    """`self.run(self.fc1, x, self.drop(x))`, where `run` calls what it is handed."""
    for method in source.running:
        for call in calls_in(method):
            name = source.script.called(call)
            for one in call.args if name in source.script.methods else ():
                if isinstance(one, ast.Call) and source.script.called(one) in source.own_names:
                    yield from source.put("called-on-the-spot", one, source.words(one.func))


def called_twice(source: Source) -> Iterator[Edit]:
    """`self.conv1(x)(x)`: what a layer gives is no layer."""
    for method in source.methods:
        for node in nodes_in(method):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
                inner = node.func
                if len(inner.args) == 1 and len(node.args) == 1:  # `relu(self.conv1)(x)`
                    layer, data = source.words(inner.args[0]), source.words(node.args[0])
                    now = f"{source.words(inner.func)}({layer}({data}))"
                    yield from source.put("bracket-misplaced", node, now)
                yield from source.put("called-twice", node, source.words(inner))
