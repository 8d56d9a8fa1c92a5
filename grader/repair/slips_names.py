"""Names: misspelt, without `self`, not imported, and methods that Python looks for by name."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.sizes import layers_called, tails, widths
from grader.repair.slips_layers import torch_nn
from grader.script.nodes import Function, first_argument, is_name, local_names, methods_of, nodes_in
from grader.script.torch_names import FUNCTIONS, HIDEABLE, LAYERS, METHODS, PROTOCOL, meant


def self_missing(source: Source) -> Iterator[Edit]:
    """A method without `self`, or an attribute read without it."""
    for part in source.script.made_of:
        for method in methods_of(part):
            plain = [a.arg for a in method.args.args]
            static = any(is_name(d, "staticmethod") for d in method.decorator_list)
            if static or (plain and plain[0] in ("self", "cls")):
                continue
            at = _after_bracket(source, method)
            if at is not None:
                yield from source.between("self-missing", at, at, "self, " if plain else "self")
    for function, node in source.unbound:
        own = node.id in source.attributes or node.id in source.script.methods
        if own and isinstance(node.ctx, ast.Load):
            yield from source.put("self-missing", node, f"{first_argument(function)}.{node.id}")
        me = first_argument(function)
        rest = node.id.removeprefix(me).lstrip("_") if me else ""
        if rest != node.id and rest in {*source.attributes, *source.script.methods, "training"}:
            yield from source.put("name-misspelt", node, f"{me}.{rest}")  # `selftraining`
    if any(source.name in local_names(method) for method in source.building):
        for method in source.methods:  # where a layer is made, and where it is called
            for one in nodes_in(method):
                if isinstance(one, ast.Name) and one.id == source.name:
                    yield from source.put("self-missing", one, f"{first_argument(method)}.{one.id}")


def _after_bracket(source: Source, method: Function) -> int | None:
    start, end = source.span(method)
    at = source.text.find("(", start, end)
    return at + 1 if at >= 0 else None


def name_misspelt(source: Source) -> Iterator[Edit]:
    """A name that nothing gives, and one that is near; of `self` one that nobody else reads."""
    for function, name in source.unbound:
        yield from _without_its_dot(source, name, first_argument(function))
        there = sorted({*local_names(function), *source.script.everywhere, "super"})
        yield from _near(source, name, name.id, there)
    own = source.attributes | set(source.script.methods) | set(PROTOCOL)
    free = sorted(own - (source.read & source.attributes))
    for function, node in source.strange:
        if node.attr not in own and isinstance(node.ctx, ast.Load):
            yield from _near(source, node, node.attr, free, f"{first_argument(function)}.")
    for function in source.methods:
        me = first_argument(function)
        for part in ast.walk(function):
            read = isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Load)
            if isinstance(part, ast.Attribute) and read and not is_name(part.value, me):
                yield from _of_torch(source, part)


def _without_its_dot(source: Source, name: ast.Name, me: str) -> Iterator[Edit]:
    """`nnReLU`, `selfconv1`."""
    for short in (me, *source.script.imports):
        rest = name.id.removeprefix(short)
        origin = source.script.imports.get(short, "")
        known = {"torch.nn": LAYERS, "torch.nn.functional": FUNCTIONS}.get(origin, ())
        own = short == me and rest in source.attributes
        if rest not in ("", name.id) and (rest in known or own or origin == "torch"):
            yield from source.put("name-misspelt", name, f"{short}.{rest}")


def _of_torch(source: Source, node: ast.Attribute) -> Iterator[Edit]:
    """`nn.Conv2D`, `F.Relu`, `super()._init_`, `x.veiw`."""
    root, base = source.script.dotted(node.value), source.words(node.value)
    if isinstance(node.value, ast.Call) and is_name(node.value.func, "super"):
        name = "__init__"
    else:
        among = {"torch.nn": LAYERS, "torch.nn.functional": FUNCTIONS, "torch": _MAKERS}.get(
            root, METHODS
        )
        name = "" if node.attr in among else meant(node.attr, among)
    if name:
        yield from source.put("name-misspelt", node, f"{base}.{name}")


def letters_of_one_in_use(source: Source) -> Iterator[Edit]:
    """`self.droop` for `self.drop`, which another line uses too: only letters are other ones."""
    for function, node in source.strange:
        own = sorted(source.attributes)
        among = [name for name in own if _number(name) == _number(node.attr)]
        yield from _near(source, node, node.attr, among, f"{first_argument(function)}.")


def _number(name: str) -> str:
    return "".join(letter for letter in name if letter.isdigit())


# what torch makes tensors with, and has its methods for besides
_MAKERS = [*METHODS, "arange", "empty", "eye", "from_numpy", "full", "linspace", "normal", "ones",
           "rand", "randint", "randn", "stack", "cat", "tensor", "zeros", "zeros_like",
           "ones_like", "rand_like", "randn_like", "no_grad"]  # fmt: skip


def name_of_one_in_use(source: Source) -> Iterator[Edit]:
    """`self.fc1` twice, where one was to be `self.fc2`, misspelt: near is what others use too."""
    for function, node in source.strange:
        among = sorted(source.attributes)
        yield from _near(source, node, node.attr, among, f"{first_argument(function)}.")


def _near(
    source: Source, node: ast.expr, name: str, among: list[str], before: str = ""
) -> Iterator[Edit]:
    for near in difflib.get_close_matches(name, among, 3, 0.6):
        yield from source.put("name-misspelt", node, before + near)


def other_variable(source: Source) -> Iterator[Edit]:
    """A name that nothing gives, where the data stand under another, which is not read there."""
    for function, node in source.unbound:
        data = source.data(function, node.lineno)
        if node.lineno in source.lines and not set(source.script.read_at(node.lineno)) & set(data):
            for name in data:
                yield from source.put("name-of-nothing", node, name)


def layer_of_another_name(source: Source) -> Iterator[Edit]:
    """forward reads `self.dropout1`, which nothing stores, and leaves `self.drop1` alone."""
    for function, node in source.strange:
        for name in sorted(source.attributes - source.read):
            yield from source.put("name-misspelt", node, f"{first_argument(function)}.{name}")


def layers_of_other_names(source: Source) -> Iterator[tuple[Edit, ...]]:
    """The same of all layers: forward reads as many that nothing stores as it leaves alone."""
    read = sorted(source.strange, key=lambda one: source.span(one[1]))
    lacking = list(dict.fromkeys(node.attr for _, node in read))
    idle = [name for name, _ in source.script.declared if name in source.idle]
    if len(lacking) == len(idle) > 1:
        meant = dict(zip(lacking, idle, strict=True))
        yield tuple(
            edit
            for function, node in read
            for edit in source.put(
                "name-misspelt", node, f"{first_argument(function)}.{meant[node.attr]}"
            )
        )


def layer_of_the_same_name(source: Source) -> Iterator[Edit]:
    """`self.conv1 = ...` twice, where forward reads `self.conv2`; and one stored without self."""
    lacking = source.lacking
    for method in source.building:
        me, seen = first_argument(method), set[str]()
        for node in nodes_in(method):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                again = node.attr in seen and is_name(node.value, me)
                for name in lacking if again else ():
                    yield from source.put("layer-overwritten", node, f"{me}.{name}")
                seen.add(node.attr)
            elif isinstance(node, ast.Name) and node.id.removeprefix(me) in lacking:  # `selffc1`
                yield from source.put("self-missing", node, f"{me}.{node.id.removeprefix(me)}")


def layer_not_made(source: Source) -> Iterator[Edit]:
    """forward calls `self.conv2`, and __init__ makes no such layer: one as its name says."""
    loops = (one for m in source.running for one in nodes_in(m) if isinstance(one, ast.For))
    looped = {getattr(one.iter, "attr", "") for one in loops}
    for one in source.script.made_of:
        methods = methods_of(one)
        init = next((m for m in methods if m.name == "__init__" and m in source.building), None)
        read = {
            node.attr for m in methods for node in ast.walk(m) if isinstance(node, ast.Attribute)
        }
        if init is not None:
            for name in source.lacking:
                yield from _made_in(source, init, name, name in looped) if name in read else ()


def _made_in(source: Source, init: Function, name: str, looped: bool) -> Iterator[Edit]:
    plain = [one for one in init.body if isinstance(one, ast.Assign | ast.Expr)]
    read = [one.lineno for one in ast.walk(init) if _reads(one, name)]
    before = [one for one in plain if not read or (one.end_lineno or 0) < min(read)]
    end = source.span(before[-1])[1] if before else 0
    given = [one.arg for one in init.args.args[1:]][::-1]  # of a part: its own widths
    named = layers_called(source, name, "1" if read else "", given)
    for layer in (*(_listed(source) if looped else ()), *named) if before else ():
        now = f"; {first_argument(init)}.{name} = {torch_nn(source)}.{layer}"
        for edit in source.between("layer-not-made", end, end, now):
            yield replace(edit, makes=name)


def _listed(source: Source) -> Iterator[str]:
    """What a loop in forward goes over: two layers, the second of which gives what others take."""
    nn, end = torch_nn(source), tails(source)[0]
    for width in widths(source):
        for first, last in (("Conv2d(10", f"Conv2d({width}"), ("Linear(50", f"Linear({width}")):
            rest = f", {end}" if "Conv" in first else ""
            yield f"ModuleList([{nn}.Lazy{first}{rest}), {nn}.Lazy{last}{rest})])"


def _reads(node: ast.AST, name: str) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and node.attr == name


def method_misnamed(source: Source) -> Iterator[Edit | tuple[Edit, ...]]:
    """`def _init_(self)`: a method that Python looks for by another name."""
    for one in source.script.made_of:
        names = {method.name for method in methods_of(one)}
        for method in methods_of(one):
            for right in ("__init__", "forward"):
                bare = method.name.strip("_").lower()
                close = difflib.SequenceMatcher(None, bare, right.strip("_")).ratio() >= 0.75
                if right not in names and method.name != right and close:
                    start = source.text.find(method.name, source.span(method)[0])
                    yield from source.between("method-misnamed", start, start + len(method.name),
                                   right)  # fmt: skip
                    yield from _handed_on(source, method, right)
                    if right == "__init__":
                        yield tuple(_with_defaults(source, method, start))


def _with_defaults(source: Source, method: Function, start: int) -> Iterator[Edit]:
    """The name, and a default for each argument that nobody gives."""
    end = start + len(method.name)
    yield from source.between("method-misnamed", start, end, "__init__")
    for one in method.args.args[1 : len(method.args.args) - len(method.args.defaults)]:
        yield from source.put("parameter-not-given", one, f"{one.arg}=None")
    yield from _handed_on(source, method, "__init__")


def _handed_on(source: Source, method: Function, right: str) -> Iterator[Edit]:
    """`super()._init_()` in a method that is called so itself: the same slip, twice."""
    for node in nodes_in(method):
        if not isinstance(node, ast.Attribute) or node.attr != method.name:
            continue
        if isinstance(node.value, ast.Call) and is_name(node.value.func, "super"):
            end = source.span(node)[1]
            yield from source.between("method-misnamed", end - len(node.attr), end, right)


def layer_hidden(source: Source) -> Iterator[tuple[Edit, ...]]:
    """`self.half = nn.MaxPool2d(2)`: what is read by that name is nn.Module's own method."""
    for name in sorted(HIDEABLE & source.layers):
        found = [
            edit
            for method in source.methods
            for node in nodes_in(method)
            if isinstance(node, ast.Attribute) and node.attr == name
            if is_name(node.value, first_argument(method))
            for edit in source.put("layer-hidden", node, f"{source.words(node.value)}.own_{name}")
        ]
        if found:
            yield tuple(sorted(found, key=lambda edit: edit.start))


def torch_hidden(source: Source) -> Iterator[Edit]:
    """`self.train = True`: an attribute that hides a method of nn.Module's."""
    for function in source.methods:
        me = first_argument(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
                continue
            if is_name(node.value, me) and node.attr in HIDEABLE:
                yield from source.put("torch-hidden", node, f"{me}.own_{node.attr}")
    for one in source.script.made_of:
        for method in methods_of(one):
            if method.name in HIDEABLE:
                start = source.text.find(method.name, source.span(method)[0])
                yield from source.between("torch-hidden", start, start + len(method.name),
                               f"own_{method.name}")  # fmt: skip
