"""Calls: a function for a layer, a class for an object, a layer for its result, and back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import PAIRS, data_of, parents, put
from grader.script.nodes import Function, calls_in, first_argument, is_name
from grader.script.torch_names import FUNCTIONS, LAYERS, METHODS

_LAYER_OF = {name.lower(): name for name in LAYERS}
_FUNCTION_OF = {name.replace("_", ""): name for name in FUNCTIONS}


def layer_named(function: str) -> str:
    """The layer that does what a function does: "ReLU" for "relu"; "" where there is none."""
    return _LAYER_OF.get(function.replace("_", "").lower(), "")


def torch_nn(source: Source) -> str:
    """What the file calls torch.nn."""
    found = (name for name, stands in source.script.imports.items() if stands == "torch.nn")
    return next(found, "__import__('torch').nn")


def _function(source: Source, node: ast.AST) -> str:
    """The last name of a function of torch: "relu" of `F.relu`; "" for anything else."""
    where, _, name = source.script.dotted(node).rpartition(".")
    return name if where in ("torch.nn.functional", "torch") and name[:1].islower() else ""


def class_for_a_function(source: Source) -> Iterator[Edit]:
    """`self.relu = F.relu()`: a function cannot be made without its input; a layer can."""
    for method in source.building:
        above = parents(method)
        for node in ast.walk(method):
            if isinstance(node, ast.Call):
                layer = layer_named(_function(source, node.func))
                if layer:
                    yield from source.maybe("class-for-a-function", node.func,
                                            f"{torch_nn(source)}.{layer}")  # fmt: skip
            elif isinstance(node, ast.Attribute | ast.Name):
                layer = layer_named(_function(source, node))
                outer = above.get(node)
                listed = isinstance(outer, ast.Call | ast.List | ast.Tuple)
                if layer and listed and getattr(outer, "func", None) is not node:
                    yield from source.maybe("class-for-a-function", node,
                                            f"{torch_nn(source)}.{layer}()")  # fmt: skip


def class_not_built(source: Source) -> Iterator[Edit]:
    """`nn.ReLU` among the layers: a class, and no layer made of it."""
    for method in source.methods:
        above = parents(method)
        for node in ast.walk(method):
            if not isinstance(node, ast.Attribute | ast.Name):
                continue
            layer = source.script.layer_class(node)
            if not layer or _base_of(above, node):
                continue
            for now in (f"{source.words(node)}()", *_lazily(source, layer)):
                yield from source.maybe("class-not-built", node, now)


def _lazily(source: Source, layer: str) -> list[str]:
    """A layer of a class that needs sizes, which torch finds by itself."""
    return [f"{torch_nn(source)}.{one}" for one in SIZED.get(layer, ())]


# layers that need sizes -> such that find some of them when they are first called
SIZED = {
    "Conv2d": ("LazyConv2d(16, 3, padding=1)", "LazyConv2d(16, 5)", "LazyConv2d(32, 3)"),
    "Linear": ("LazyLinear(10)", "LazyLinear(64)"),
    "MaxPool2d": ("MaxPool2d(2)",),
    "AvgPool2d": ("AvgPool2d(2)",),
    "BatchNorm2d": ("LazyBatchNorm2d()",),
    "BatchNorm1d": ("LazyBatchNorm1d()",),
}


def _base_of(above: dict[ast.AST, ast.AST], node: ast.AST) -> bool:
    """Whether it is called, or only the beginning of a longer name, or asked about."""
    outer = above.get(node)
    if isinstance(outer, ast.Attribute):
        return True
    if not isinstance(outer, ast.Call):
        return False
    return outer.func is node or is_name(outer.func, "isinstance") or is_name(outer.func, "super")


def class_given_the_data(source: Source) -> Iterator[Edit]:
    """`nn.ReLU(x)` in forward makes a layer with x for its settings; a call of it is missing."""
    for method in source.running:
        for node in ast.walk(method):
            if not isinstance(node, ast.Call) or not source.script.layer_class(node.func):
                continue
            if node.args and not isinstance(node.args[0], ast.Constant):
                data, *rest = [source.words(argument) for argument in node.args]
                rest += [source.words(keyword) for keyword in node.keywords]
                made = f"{source.words(node.func)}({', '.join(rest)})({data})"
                yield from source.maybe("class-given-the-data", node, made)


def layer_not_called(source: Source) -> Iterator[Edit]:
    """`F.relu(self.conv1)`: the layer itself, and not what it gives."""
    for method in source.running:
        me, above = first_argument(method), parents(method)
        for node in ast.walk(method):
            outer = above.get(node)
            if isinstance(node, ast.Call) and source.script.layer_class(node.func):
                if getattr(outer, "func", None) is node:
                    continue
            elif (
                not _own_layer(source, node, me)
                or isinstance(outer, ast.Attribute | ast.Subscript)
                or (isinstance(outer, ast.Call) and outer.func is node)
            ):
                continue
            for data in _arguments(source, method, node, outer):
                now = f"{source.words(node)}({data})"
                yield from source.maybe("layer-not-called", node, now)


def _arguments(source: Source, method: Function, node: ast.AST, outer: ast.AST | None) -> list[str]:
    """What the layer may be meant to work on: what stands beside it in a call, then the data."""
    beside = [a for a in outer.args if a is not node] if isinstance(outer, ast.Call) else []
    names = [source.words(a) for a in beside if isinstance(a, ast.Name)]
    return [*names, *data_of(method, getattr(node, "lineno", 0))]


def layer_beside_its_data(source: Source) -> Iterator[Edit]:
    """`F.relu(self.conv1, x)`: the layer and the data side by side."""
    for method in source.running:
        me = first_argument(method)
        for node in ast.walk(method):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            if _own_layer(source, node.args[0], me):
                layer, data = (source.words(one) for one in node.args[:2])
                start, end = source.span(node.args[0])[0], source.span(node.args[1])[1]
                yield from put(source, "layer-not-called", start, end, f"{layer}({data})")


def _own_layer(source: Source, node: ast.AST, me: str) -> bool:
    if not isinstance(node, ast.Attribute) or not is_name(node.value, me):
        return False
    return isinstance(node.ctx, ast.Load) and node.attr in source.layers


def result_not_kept(source: Source) -> Iterator[Edit]:
    """`x.view(-1, 320)` on a line of its own gives something, and nothing keeps it."""
    for method in source.running:
        for node in ast.walk(method):
            if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant):
                continue
            start = source.span(node)[0]
            read = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
            for name in data_of(method, node.lineno + 1):
                if name in read and name != first_argument(method):
                    yield from put(source, "result-not-kept", start, start, f"{name} = ")
            if source.name:  # what the next lines look for
                yield from put(source, "result-not-kept", start, start, f"{source.name} = ")


def compared_not_stored(source: Source) -> Iterator[Edit]:
    """`self.fc1 == nn.Linear(...)`: two signs compare, one stores."""
    for method in source.methods:
        for node in ast.walk(method):
            compared = node.value if isinstance(node, ast.Expr) else None
            if isinstance(compared, ast.Compare) and isinstance(compared.ops[0], ast.Eq):
                start, end = source.span(compared.left)[1], source.span(compared.comparators[0])[0]
                now = source.text[start:end].replace("==", "=")
                yield from put(source, "result-not-kept", start, end, now)


def layer_not_kept(source: Source) -> Iterator[Edit]:
    """`nn.Dropout(0.25)` on a line of its own in __init__: no name holds the layer."""
    lacking = sorted(source.read - source.attributes - set(source.script.methods))
    for method in source.building:
        me = first_argument(method)
        for node in ast.walk(method):
            if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
                start, call = source.span(node)[0], node.value
                if isinstance(call, ast.Call) and source.script.layer_class(call.func):
                    for name in lacking:
                        yield from put(source, "result-not-kept", start, start, f"{me}.{name} = ")
                elif source.name and not source.words(node.value).startswith("super"):
                    yield from put(source, "result-not-kept", start, start, f"{source.name} = ")


def function_not_called(source: Source) -> Iterator[Edit]:
    """`x = F.relu`: the function itself, and not what it gives for the data."""
    for method in source.methods:
        above = parents(method)
        for node in ast.walk(method):
            outer = above.get(node)
            whole = isinstance(outer, ast.Assign | ast.Return) and outer.value is node
            if not whole or not isinstance(node, ast.Attribute):
                continue
            words, line = source.words(node), node.lineno
            if _function(source, node):
                for data in _data_or_layers(source, method, line):
                    for rest in ("", ", 2", ", dim=1"):
                        now = f"{words}({data}{rest})"
                        yield from source.maybe("function-not-called", node, now)
            elif node.attr in METHODS:
                yield from source.maybe("function-not-called", node, f"{words}()")


def data_missing(source: Source) -> Iterator[Edit]:
    """`F.relu()`, `self.fc1()`, `F.max_pool2d(2)`: nothing to work on."""
    for method in source.running:
        me = first_argument(method)
        for call in calls_in(method):
            own = _own_layer(source, call.func, me) and not call.args
            torch = _function(source, call.func) and not (call.args and _reads(call.args[0]))
            if not own and not torch:
                continue
            start = source.text.find("(", source.span(call.func)[1]) + 1
            comma = ", " if call.args or call.keywords else ""
            for data in _data_or_layers(source, method, call.lineno):
                yield from put(source, "data-missing", start, start, data + comma)


def _data_or_layers(source: Source, method: Function, line: int) -> list[str]:
    """What a call may work on: what a layer gives that nothing calls else, or the data."""
    names, me = data_of(method, line), first_argument(method)
    idle = sorted(source.layers - source.read)
    return [*(f"{me}.{layer}({name})" for layer in idle for name in names[:1]), *names]


def _reads(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Name) for one in ast.walk(node))


def layer_left_out(source: Source) -> Iterator[Edit]:
    """A layer that __init__ makes and forward does not call, where its numbers are needed."""
    idle = sorted(source.layers - source.read)
    for method in source.running:
        me = first_argument(method)
        for node in method.body:
            if node.lineno not in source.lines:
                continue
            start = source.span(node)[0]
            for data in data_of(method, node.lineno)[:1]:
                for name in idle:
                    called = f"{me}.{name}({data})"
                    relu = f"__import__('torch').relu({called})"
                    pooled = f"__import__('torch').max_pool2d({relu}, 2)"
                    for now in (relu, called, pooled):
                        yield from put(source, "layer-left-out", start, start, f"{data} = {now}; ")


def list_for_layers(source: Source) -> Iterator[Edit]:
    """`nn.Sequential([...])`: it takes the layers one by one."""
    for method in source.building:
        for node in ast.walk(method):
            if not isinstance(node, ast.Call) or len(node.args) != 1:
                continue
            listed = source.script.layer_class(node.func) == "Sequential"
            if listed and not isinstance(node.args[0], ast.Starred):
                start = source.span(node.args[0])[0]
                yield from put(source, "list-for-layers", start, start, "*")


def list_called(source: Source) -> Iterator[Edit]:
    """A ModuleList, or a plain list, that forward calls as if it were one layer."""
    for method in source.building:
        for node in ast.walk(method):
            if isinstance(node, ast.Call) and source.script.layer_class(node.func) == "ModuleList":
                if len(node.args) == 1:
                    now = f"{torch_nn(source)}.Sequential(*{source.words(node.args[0])})"
                    yield from source.maybe("list-called", node, now)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
                now = f"{torch_nn(source)}.Sequential(*{source.words(node.value)})"
                yield from source.maybe("list-called", node.value, now)


def tuple_for_a_tensor(source: Source) -> Iterator[Edit]:
    """`x = self.conv1(x),`: a comma makes a tuple of it."""
    for method in source.methods:
        for node in ast.walk(method):
            if not isinstance(node, ast.Tuple | ast.List) or not isinstance(node.ctx, ast.Load):
                continue
            if len(node.elts) == 1 or (node.elts and method in source.running):
                yield from source.maybe("tuple-for-a-tensor", node, source.words(node.elts[0]))


def pair_for_a_tensor(source: Source) -> Iterator[Edit]:
    """`torch.max(x, 1)` gives two tensors, the values and where they stood."""
    for method in source.running:
        above = parents(method)
        for node in ast.walk(method):
            whole = not isinstance(above.get(node), ast.Subscript | ast.Attribute)
            if isinstance(node, ast.Call) and source.script.called(node) in PAIRS and whole:
                yield from source.maybe("pair-for-a-tensor", node, source.words(node) + "[0]")


def called_twice(source: Source) -> Iterator[Edit]:
    """`self.conv1(x)(x)`: what a layer gives is no layer."""
    for method in source.methods:
        for node in ast.walk(method):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
                inner = node.func
                if len(inner.args) == 1 and len(node.args) == 1:  # `relu(self.conv1)(x)`
                    layer, data = source.words(inner.args[0]), source.words(node.args[0])
                    now = f"{source.words(inner.func)}({layer}({data}))"
                    yield from source.maybe("bracket-misplaced", node, now)
                yield from source.maybe("called-twice", node, source.words(inner))


def number_for_a_layer(source: Source) -> Iterator[Edit]:
    """`self.drop2 = 0.5`, which forward calls: the share of a dropout, and no dropout."""
    called = {
        node.func.attr
        for method in source.running
        for node in ast.walk(method)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    for name, value, _ in source.script.stored():
        if name in called and isinstance(value, ast.Constant) and type(value.value) is float:
            now = f"{torch_nn(source)}.Dropout({source.words(value)})"
            yield from source.maybe("number-for-a-layer", value, now)
