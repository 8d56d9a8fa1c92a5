"""Layers that are made, or meant to be: a function for a layer, a class for an object, a list."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import parents
from grader.repair.sizes import layers_called, layers_of
from grader.script.nodes import Function, calls_in, first_argument, is_name, nodes_in
from grader.script.torch_names import LAYERS

_LAYER_OF = {name.lower(): name for name in LAYERS}


def layer_named(function: str) -> str:
    """The layer that does what a function does: "ReLU" for "relu"; "" where there is none."""
    return _LAYER_OF.get(function.replace("_", "").lower(), "")


def torch_nn(source: Source) -> str:
    """What the file calls torch.nn."""
    found = (name for name, stands in source.script.imports.items() if stands == "torch.nn")
    return next(found, "__import__('torch').nn")


def function_of_torch(source: Source, node: ast.AST) -> str:
    """The last name of a function of torch: "relu" of `F.relu`; "" for anything else."""
    where, _, name = source.script.dotted(node).rpartition(".")
    return name if where in ("torch.nn.functional", "torch") and name[:1].islower() else ""


def class_for_a_function(source: Source) -> Iterator[Edit]:
    """`self.relu = F.relu()`: a function cannot be made without its input; a layer can."""
    for method in source.building:
        above = parents(method)
        for node in nodes_in(method):
            if isinstance(node, ast.Call):
                layer = layer_named(function_of_torch(source, node.func))
                if layer:
                    yield from source.put("class-for-a-function", node.func,
                                            f"{torch_nn(source)}.{layer}")  # fmt: skip
            elif isinstance(node, ast.Attribute | ast.Name):
                layer = layer_named(function_of_torch(source, node))
                outer = above.get(node)
                listed = isinstance(outer, ast.Call | ast.List | ast.Tuple)
                if layer and listed and getattr(outer, "func", None) is not node:
                    yield from source.put("class-for-a-function", node,
                                            f"{torch_nn(source)}.{layer}()")  # fmt: skip


def data_in_the_making(source: Source) -> Iterator[Edit]:
    """`x.view(-1, 320)`, `F.relu(x)` in __init__, where there are no data: a layer does that."""
    for method in source.building:
        for call in calls_in(method):
            on, args = getattr(call.func, "value", None), call.args
            if is_name(on, source.name) and source.script.called(call).islower():
                step, settings = source.script.called(call), args
            elif args and is_name(args[0], source.name):
                step, settings = function_of_torch(source, call.func), args[1:]
            else:
                continue
            given = ", ".join(source.words(one) for one in (*settings, *call.keywords))
            layer, nn = layer_named(step), torch_nn(source)
            if step in ("view", "reshape", "flatten"):
                yield from source.put("data-in-the-making", call, f"{nn}.Flatten()")
            elif layer:
                yield from source.put("data-in-the-making", call, f"{nn}.{layer}({given})")


def class_not_built(source: Source) -> Iterator[Edit]:
    """`nn.ReLU` among the layers: a class, and no layer made of it; `Pool = partial(...)` too."""
    plain = (one for one in source.script.tree.body if isinstance(one, ast.Assign))
    partly = {
        target.id
        for one in plain
        if isinstance(one.value, ast.Call) and source.script.called(one.value) == "partial"
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for method in source.methods:
        above = parents(method)
        for node in nodes_in(method):
            if not isinstance(node, ast.Attribute | ast.Name):
                continue
            layer = source.script.layer_class(node)
            if not (layer or getattr(node, "id", "") in partly) or _base_of(above, node):
                continue
            sized = [
                f"{torch_nn(source)}.{one}" for one in layers_of(source, layer.removeprefix("Lazy"))
            ]
            for now in (f"{source.words(node)}()", *sized):
                yield from source.put("class-not-built", node, now)


def of_other_dimensions(source: Source) -> Iterator[Edit]:
    """`nn.Conv1d`, `F.max_pool1d`: for signals in time, or for volumes, and not for images.

    Of rows of numbers, behind a fully connected layer, there is a batch normalisation besides.
    """
    for method in source.methods:
        for call in calls_in(method):
            where, _, name = source.script.dotted(call.func).rpartition(".")
            other = "2d" if name.endswith(("1d", "3d")) else "1d" if name == "BatchNorm2d" else ""
            if where in ("torch.nn", "torch.nn.functional") and other:
                now = source.words(call.func)[:-2] + other
                yield from source.put("of-other-dimensions", call.func, now)


def no_such_layer(source: Source) -> Iterator[Edit]:
    """`nn.View(-1, 320)` among the layers: torch.nn has none of that name, where maps end."""
    for method in source.building:
        for call in calls_in(method):
            where, _, name = source.script.dotted(call.func).rpartition(".")
            if where == "torch.nn" and name[:1].isupper() and name not in LAYERS:
                nn = torch_nn(source)
                pooled = f"{nn}.Sequential({nn}.AdaptiveAvgPool2d(1), {nn}.Flatten())"
                for now in (f"{nn}.Flatten()", pooled):
                    yield from source.put("no-such-layer", call, now)


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
        for node in nodes_in(method):
            if not isinstance(node, ast.Call) or not source.script.layer_class(node.func):
                continue
            if node.args and not isinstance(node.args[0], ast.Constant):
                data, *rest = [source.words(argument) for argument in node.args]
                rest += [source.words(keyword) for keyword in node.keywords]
                made = f"{source.words(node.func)}({', '.join(rest)})({data})"
                for now in (*_in_its_mode(source, method, node, data, rest), made):
                    yield from source.put("class-given-the-data", node, now)


def _in_its_mode(
    source: Source, method: Function, call: ast.Call, data: str, rest: list[str]
) -> Iterator[str]:
    """A dropout as a function: one that is made in forward would never hear of eval()."""
    function = _DROPOUTS.get(source.script.layer_class(call.func))
    if function is not None:
        mode = f"training={first_argument(method)}.training"
        given = ", ".join((data, *rest, mode))
        yield f"__import__('torch').nn.functional.{function}({given})"


_DROPOUTS = {
    "Dropout": "dropout",
    "Dropout1d": "dropout1d",
    "Dropout2d": "dropout2d",
    "AlphaDropout": "alpha_dropout",
    "FeatureAlphaDropout": "feature_alpha_dropout",
}


def keys_for_layers(source: Source) -> Iterator[Edit]:
    """`nn.Sequential(*parts)` of a dictionary: a star hands over its keys."""
    for call in (call for method in source.methods for call in calls_in(method)):
        if source.script.layer_class(call.func) in ("Sequential", "ModuleList"):
            for one in call.args:
                if isinstance(one, ast.Starred):
                    values = f"*{source.words(one.value)}.values()"
                    yield from source.put("keys-for-layers", one, values)


def layer_not_kept(source: Source) -> Iterator[Edit]:
    """`nn.Dropout(0.25)` on a line of its own in __init__: no name holds the layer."""
    parts = {one.name for one in source.script.made_of if one not in source.script.family}
    for method in source.building:
        me = first_argument(method)
        for node in nodes_in(method):
            if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant):
                continue
            call, names = node.value, list[str]()
            own = isinstance(call, ast.Call) and source.script.called(call) in parts
            if isinstance(call, ast.Call) and (own or source.script.layer_class(call.func)):
                names = [f"{me}.{name}" for name in source.lacking]
            elif source.name and not source.words(call).startswith("super"):
                names = [source.name]
            start = source.span(node)[0]
            for name in names:
                yield from source.between("result-not-kept", start, start, f"{name} = ")


def list_for_layers(source: Source) -> Iterator[Edit]:
    """`nn.Sequential([...])`: it takes the layers one by one; of a dictionary too."""
    for call in (call for method in source.building for call in calls_in(method)):
        if source.script.layer_class(call.func) != "Sequential":
            continue
        for one in call.args[:1] if len(call.args) == 1 else ():
            if not isinstance(one, ast.Starred):
                start = source.span(one)[0]
                yield from source.between("list-for-layers", start, start, "*")
                values = f"*({source.words(one)}).values()"
                yield from source.put("dictionary-for-layers", one, values)


def list_among_layers(source: Source) -> Iterator[Edit]:
    """`nn.Sequential(two(1, 8), two(8, 16))`, `nn.ModuleList([two(1, 8)])`, each of two layers."""
    for call in (call for method in source.building for call in calls_in(method)):
        kept, parts = source.script.layer_class(call.func), call.args
        inner = parts[0] if len(parts) == 1 else None
        if kept == "ModuleList" and isinstance(inner, ast.List | ast.Tuple):
            parts = inner.elts
        elif kept != "Sequential" or inner is not None:
            continue
        for one in parts:
            made = isinstance(one, ast.Call) and source.script.layer_class(one.func)
            if not isinstance(one, ast.Starred) and not made:
                now = f"{torch_nn(source)}.Sequential(*{source.words(one)})"
                yield from source.put("list-among-layers", one, now)


def list_called(source: Source) -> Iterator[Edit]:
    """A ModuleList, or a plain list or tuple, that forward calls as if it were one layer."""
    for method in source.building:
        for node in nodes_in(method):
            if isinstance(node, ast.Call) and source.script.layer_class(node.func) == "ModuleList":
                if len(node.args) == 1:
                    now = f"{torch_nn(source)}.Sequential(*{source.words(node.args[0])})"
                    yield from source.put("list-called", node, now)
            elif isinstance(node, ast.Assign) and _holds_several(node.value):
                held = source.words(node.value)
                held = held if held.startswith(("[", "(")) else f"({held})"
                now = f"{torch_nn(source)}.Sequential(*{held})"
                yield from source.put("list-called", node.value, now)


def _holds_several(value: ast.expr) -> bool:
    """Whether layers were kept together on purpose; of one, a comma too many makes a tuple."""
    return isinstance(value, ast.List) or (isinstance(value, ast.Tuple) and len(value.elts) > 1)


def number_for_a_layer(source: Source) -> Iterator[Edit]:
    """`self.drop2 = 0.5`, `self.fc1 = 320`, which forward calls: a setting, and no layer.

    It may be what the layer is to take.
    """
    called = {
        node.func.attr
        for method in source.running
        for node in nodes_in(method)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    tested = {
        node.attr
        for method in source.running
        for branch in nodes_in(method)
        if isinstance(branch, ast.If | ast.IfExp)
        for node in ast.walk(branch.test)
        if isinstance(node, ast.Attribute)
    }
    for name, value, _ in source.script.stored:
        plain = isinstance(value, ast.Constant | ast.BinOp | ast.Name | ast.Attribute)
        if name not in called or not plain or function_of_torch(source, value):
            continue
        if isinstance(value, ast.Constant) and value.value is None and name in tested:
            continue  # `if self.shortcut is not None`: it is meant to be none at times
        if isinstance(value, ast.Constant) and type(value.value) is float:
            now = f"{torch_nn(source)}.Dropout({source.words(value)})"
            yield from source.put("number-for-a-layer", value, now)
        given = layers_called(source, name, source.words(value))
        for layer in (*given, *layers_called(source, name)):
            now = f"{torch_nn(source)}.{layer}"
            yield from source.put("number-for-a-layer", value, now)
