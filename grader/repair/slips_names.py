"""Names: misspelt, without `self`, not imported, and methods that Python looks for by name."""

from __future__ import annotations

import ast
import builtins
import difflib
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import bound_in, data_of, put
from grader.repair.slips_layers import layers_called, torch_nn
from grader.script.nodes import Function, first_argument, is_name, local_names, methods_of
from grader.script.torch_names import FUNCTIONS, LAYERS, METHODS, meant

MODULES = {"nn": "torch.nn", "F": "torch.nn.functional", "torch": "torch", "np": "numpy",
           "numpy": "numpy", "math": "math"}  # fmt: skip
# what nn.Module brings, and people call or write
PROTOCOL = ("__init__", "forward", "training", "train", "eval", "parameters", "modules", "children")


def import_missing(source: Source) -> Iterator[Edit]:
    """`F` is used, and nothing imports it."""
    known = source.script.bound
    for short, module in MODULES.items():
        used = any(isinstance(node, ast.Name) and node.id == short for node in source.script.nodes)
        if used and short not in known and (source.name in ("", short)):
            first = next(iter(source.script.tree.body), None)
            if first is not None:
                start = source.span(first)[0]
                yield from put(source, "import-missing", start, start,
                               f"import {module} as {short}; ")  # fmt: skip


def self_missing(source: Source) -> Iterator[Edit]:
    """A method without `self`, or an attribute read without it."""
    for one in source.script.made_of:
        for method in methods_of(one):
            plain = [a.arg for a in method.args.args]
            static = any(is_name(d, "staticmethod") for d in method.decorator_list)
            if static or (plain and plain[0] in ("self", "cls")):
                continue
            at = _after_bracket(source, method)
            if at is not None:
                yield from put(source, "self-missing", at, at, "self, " if plain else "self")
    for function in source.methods:
        me, locals_ = first_argument(function), local_names(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                continue
            if node.id in source.attributes and node.id not in locals_ | source.script.bound:
                yield from source.maybe("self-missing", node, f"{me}.{node.id}")


def _after_bracket(source: Source, method: Function) -> int | None:
    start, end = source.span(method)
    at = source.text.find("(", start, end)
    return at + 1 if at >= 0 else None


def name_misspelt(source: Source) -> Iterator[Edit]:
    """A name that nothing gives, and one that is near."""
    for function in source.methods:
        known = bound_in(source, function) | set(dir(builtins))
        me, there = first_argument(function), sorted({*bound_in(source, function), "super"})
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                if node.id not in known:
                    yield from _near(source, node, node.id, there)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                yield from _attribute(source, node, me)


def _attribute(source: Source, node: ast.Attribute, me: str) -> Iterator[Edit]:
    script = source.script
    if is_name(node.value, me):
        own = source.attributes | set(script.methods) | set(PROTOCOL)
        idle = own - (source.read & source.attributes)
        if node.attr not in own:
            yield from _near(source, node, node.attr, sorted(idle), f"{me}.")
        return
    root = script.dotted(node.value)
    base = source.words(node.value)
    among = {"torch.nn": LAYERS, "torch.nn.functional": FUNCTIONS}.get(root)
    if among is not None or root == "torch":
        choices = among if among is not None else METHODS
        name = meant(node.attr, choices)
        if name and node.attr not in choices:
            yield from source.maybe("name-misspelt", node, f"{base}.{name}")
    elif isinstance(node.value, ast.Call) and is_name(node.value.func, "super"):
        if node.attr != "__init__":
            yield from source.maybe("name-misspelt", node, f"{base}.__init__")
    elif node.attr not in METHODS and (name := meant(node.attr, METHODS)):
        yield from source.maybe("name-misspelt", node, f"{base}.{name}")


def name_of_one_in_use(source: Source) -> Iterator[Edit]:
    """`self.fc1` twice, where one was to be `self.fc2`, misspelt: near is what others use too."""
    for method in source.methods:
        me = first_argument(method)
        for node in ast.walk(method):
            if not isinstance(node, ast.Attribute) or not is_name(node.value, me):
                continue
            if node.attr not in source.attributes | set(source.script.methods):
                yield from _near(source, node, node.attr, sorted(source.attributes), f"{me}.")


def _near(
    source: Source, node: ast.expr, name: str, among: list[str], before: str = ""
) -> Iterator[Edit]:
    for near in difflib.get_close_matches(name, among, 3, 0.6):
        yield from source.maybe("name-misspelt", node, before + near)


def other_variable(source: Source) -> Iterator[Edit]:
    """A name that nothing gives, where the data stand under another, which is not read there."""
    for function in source.running:
        known = bound_in(source, function) | set(dir(builtins))
        for statement in ast.walk(function):
            if not isinstance(statement, ast.Assign | ast.Return | ast.Expr | ast.AugAssign):
                continue
            names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
            read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
            data = data_of(function, statement.lineno)
            for node in names:
                if node.id in read - known and not read & set(data):
                    yield from (e for one in data for e in source.maybe("name-of-nothing", node,
                                                                        one))  # fmt: skip


def layer_of_another_name(source: Source) -> Iterator[Edit]:
    """forward reads `self.dropout1`, which nothing stores, and leaves `self.drop1` alone."""
    idle = sorted(source.attributes - source.read)
    for method in source.running:
        me = first_argument(method)
        for node in ast.walk(method):
            if not isinstance(node, ast.Attribute) or not is_name(node.value, me):
                continue
            if node.attr in source.attributes or node.attr in source.script.methods:
                continue
            yield from (e for name in idle for e in source.maybe("name-misspelt", node,
                                                                 f"{me}.{name}"))  # fmt: skip


def layer_of_the_same_name(source: Source) -> Iterator[Edit]:
    """`self.conv1 = ...` twice, where forward reads `self.conv2`; and one stored without self."""
    lacking = sorted(source.read - source.attributes - set(source.script.methods))
    for method in source.building:
        me, seen = first_argument(method), set[str]()
        for node in ast.walk(method):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                again = node.attr in seen and is_name(node.value, me)
                for name in lacking if again else ():
                    yield from source.maybe("layer-overwritten", node, f"{me}.{name}")
                seen.add(node.attr)
            elif isinstance(node, ast.Name) and node.id in lacking:
                yield from source.maybe("self-missing", node, f"{me}.{node.id}")


def layer_not_made(source: Source) -> Iterator[Edit]:
    """forward calls `self.conv2`, and __init__ makes no such layer: one as its name says."""
    nn = torch_nn(source)
    lacking = source.read - source.attributes - set(source.script.methods) - set(PROTOCOL)
    init = next((m for m in source.building if m.name == "__init__"), None)
    body = [one for one in init.body if isinstance(one, ast.Assign | ast.Expr)] if init else []
    if not body:
        return
    end = source.span(body[-1])[1]
    for name in sorted(lacking):
        for layer in layers_called(name):
            yield from put(source, "layer-not-made", end, end, f"; self.{name} = {nn}.{layer}")


def method_misnamed(source: Source) -> Iterator[Edit]:
    """`def _init_(self)`: a method that Python looks for by another name."""
    for one in source.script.made_of:
        names = {method.name for method in methods_of(one)}
        for method in methods_of(one):
            for right in ("__init__", "forward"):
                bare = method.name.strip("_").lower()
                close = difflib.SequenceMatcher(None, bare, right.strip("_")).ratio() >= 0.75
                if right not in names and method.name != right and close:
                    start = source.text.find(method.name, source.span(method)[0])
                    yield from put(source, "method-misnamed", start, start + len(method.name),
                                   right)  # fmt: skip


def torch_hidden(source: Source) -> Iterator[Edit]:
    """`self.train = True`: an attribute that hides a method of nn.Module's."""
    for function in source.methods:
        me = first_argument(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
                continue
            if is_name(node.value, me) and node.attr in HIDEABLE:
                yield from source.maybe("torch-hidden", node, f"{me}.own_{node.attr}")
    for one in source.script.made_of:
        for method in methods_of(one):
            if method.name in HIDEABLE:
                start = source.text.find(method.name, source.span(method)[0])
                yield from put(source, "torch-hidden", start, start + len(method.name),
                               f"own_{method.name}")  # fmt: skip


HIDEABLE = frozenset({
    "train", "eval", "to", "parameters", "named_parameters", "modules", "named_modules", "children",
    "named_children", "buffers", "named_buffers", "state_dict", "load_state_dict", "zero_grad",
    "requires_grad_", "apply", "register_buffer", "register_parameter", "add_module", "cpu", "cuda",
    "float", "double", "half", "type", "__call__", "__setattr__", "__getattr__", "_apply",
    "_parameters", "_modules", "_buffers",
})  # fmt: skip
