"""Settings: words that torch does not know, a type, first values, what is joined along which."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from itertools import islice

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import calls_of, counter, small
from grader.script.behind import nodes_behind
from grader.script.nodes import argument, calls_in, constant, nodes_in

_WORDS = {
    "padding": ("same", "valid"),
    "padding_mode": ("zeros", "reflect", "replicate", "circular"),
    "nonlinearity": ("relu", "leaky_relu", "tanh", "sigmoid", "linear", "selu"),
    "mode": ("fan_in", "fan_out"),
}
_NUMBER = re.compile(r"-?(\d+\.\d*|\.\d+)")
_POINTED = re.compile(r"\w+(\.\w+)+")
_REGISTERS = ("add_module", "register_module", "register_parameter", "register_buffer")
_TYPES = ("double", "half", "bfloat16", "type", "to")
_OF_TWO_DIMENSIONS = ("xavier_", "kaiming_", "orthogonal_", "sparse_")


def word_misspelt(source: Source) -> Iterator[Edit]:
    """`padding="SAME"`, `nonlinearity="ReLU"`: a word that another library has for a setting."""
    for call in calls_of(source):
        for one in call.keywords:
            known, was = _WORDS.get(one.arg or "", ()), constant(one.value)
            if not isinstance(was, str) or was in known:
                continue
            same = [word for word in known if word == was.lower().replace("-", "_")]
            for word in same or difflib.get_close_matches(was.lower(), known, 1, 0.6):
                quote = source.words(one.value)[-1]
                yield from source.put("setting-misspelt", one.value, f"{quote}{word}{quote}")


def same_with_a_stride(source: Source) -> Iterator[Edit]:
    """`stride=2, padding="same"`: with a stride there is no such padding."""
    for call in calls_of(source):
        padding = argument(call, 4, "padding")
        side = constant(argument(call, 2, "kernel_size"))
        if padding is not None and constant(padding) == "same" and isinstance(side, int):
            yield from source.put("same-with-a-stride", padding, str(side // 2))


def joined_along_the_images(source: Source) -> Iterator[Edit]:
    """`torch.cat((a, b))`: without `dim` the images are joined, and not their channels."""
    for method in source.running:
        for call in calls_in(method):
            joins = source.script.dotted(call.func) in ("torch.cat", "torch.concat", "torch.stack")
            along = argument(call, 1, "dim", "axis")
            if not joins or not call.args or (along is not None and constant(along) != 0):
                continue
            cat, words = source.words(call.func), source.words(call.args[0])
            if source.script.called(call) == "stack":
                cat = "__import__('torch').cat"
            yield from source.put("joined-along-the-images", call, f"{cat}({words}, dim=1)")


def joined_along_a_side(source: Source) -> Iterator[Edit]:
    """`torch.cat((a, b), dim=-1)` puts maps beside each other, and not their channels."""
    for method in source.running:
        for call in calls_in(method):
            along = argument(call, 1, "dim", "axis")
            joins = source.script.dotted(call.func) in ("torch.cat", "torch.concat")
            if joins and along is not None and small(along) not in (None, 0, 1):
                yield from source.put("joined-along-a-side", along, "1")


def layer_of_another_type(source: Source) -> Iterator[Edit]:
    """`nn.Conv2d(1, 16, 5).double()`: weights of another type than the images are."""
    for method in source.building:
        for call in calls_in(method):
            on = getattr(call.func, "value", None)
            if on is not None and source.script.called(call) in _TYPES:
                yield from source.put("layer-of-another-type", call, source.words(on))


def first_values(source: Source) -> Iterator[Edit]:
    """`nn.init.xavier_uniform_(self.fc1.bias)`; weights of a lazy layer, not there yet."""
    lazy = {
        name
        for name, value, _ in source.script.stored
        if isinstance(value, ast.Call) and source.script.layer_class(value.func).startswith("Lazy")
    }
    for method in source.methods:
        for call in calls_in(method):
            if ".init." not in source.script.dotted(call.func) or not call.args:
                continue
            of = source.words(call.args[0])
            if lazy & set(of.split(".")):
                yield from source.put("drawn-too-early", call, "None")
            elif source.script.called(call).startswith(_OF_TWO_DIMENSIONS):
                drawn = source.words(call)
                yield from source.put("drawn-of-a-row", call, f"({of}.dim() > 1 and {drawn})")


def sizes_too_many(source: Source) -> Iterator[Edit]:
    """`nn.Conv2d(1, 16, (5, 5, 5))`: an image has two sides."""
    for call in calls_of(source):
        if source.script.layer_class(call.func).endswith("2d"):
            for one in (*call.args, *(keyword.value for keyword in call.keywords)):
                if isinstance(one, ast.Tuple | ast.List) and len(one.elts) > 2:
                    two = ", ".join(source.words(size) for size in one.elts[:2])
                    yield from source.put("sizes-too-many", one, f"({two})")


def text_for_a_number(source: Source) -> Iterator[Edit]:
    """`nn.Dropout("0.25")`: what stands between quotes is text."""
    for call in calls_of(source):
        for one in (*call.args, *(keyword.value for keyword in call.keywords)):
            word = constant(one)
            if isinstance(word, str) and _NUMBER.fullmatch(word.strip()):
                yield from source.put("text-for-a-number", one, word.strip())


def key_with_a_point(source: Source) -> Iterator[Edit | tuple[Edit, ...]]:
    """`nn.ModuleDict({"conv.1": ...})`: points part the names of layers within layers."""
    texts = [node for method in source.methods for node in nodes_in(method)]
    found = [
        edit
        for node in texts
        if isinstance(word := constant(node), str) and _POINTED.fullmatch(word)
        for edit in source.put("key-with-a-point", node, source.words(node).replace(".", "_"))
    ]
    if found:
        yield tuple(sorted(found, key=lambda edit: edit.start))


def name_behind_its_layer(source: Source) -> Iterator[Edit]:
    """`self.add_module(nn.Conv2d(1, 16, 5), "conv1")`: the name comes first."""
    for call in calls_of(source):
        if source.script.called(call) in _REGISTERS and len(call.args) == 2:
            layer, name = call.args
            if isinstance(constant(name), str):
                now = f"{source.words(name)}, {source.words(layer)}"
                start, end = source.span(layer)[0], source.span(name)[1]
                yield from source.between("arguments-exchanged", start, end, now)


def list_filled_later(source: Source) -> Iterator[Edit]:
    """`self.convs = nn.ModuleList(convs)` above the loop that fills `convs`."""
    for name, value, line in source.script.stored:
        if not isinstance(value, ast.Call) or len(value.args) != 1 or value.keywords:
            continue
        held = value.args[0].value if isinstance(value.args[0], ast.Starred) else value.args[0]
        holds = source.script.layer_class(value.func) in ("ModuleList", "Sequential")
        if not holds or not isinstance(held, ast.Name):
            continue
        for call in calls_of(source):
            on = getattr(call.func, "value", None)
            fills = source.script.called(call) in ("append", "extend")
            if fills and call.lineno > line and isinstance(on, ast.Name) and on.id == held.id:
                yield from source.put("list-filled-later", on, f"self.{name}")


def key_twice(source: Source) -> Iterator[Edit]:
    """`("relu", nn.ReLU())` twice among named layers: the second takes the place of the first."""
    for method in source.building:
        for node in nodes_in(method):
            if isinstance(node, ast.Dict):
                keys: list[ast.expr | None] = list(node.keys)
            elif isinstance(node, ast.List | ast.Tuple):
                pairs = [one for one in node.elts if isinstance(one, ast.Tuple) and one.elts]
                keys = [one.elts[0] for one in pairs]
            elif node is method:  # `layers["drop"] = ...`, twice
                stored = (one for one in ast.walk(node) if isinstance(one, ast.Subscript))
                given = [one for one in stored if isinstance(one.ctx, ast.Store)]
                alike = {source.words(one.value) for one in given}
                keys = [*(one.slice for one in given if len(alike) == 1)]
            else:
                continue
            known = list[object]()
            for key in keys:
                word = constant(key)
                if key is not None and isinstance(word, str) and word in known:
                    quote = source.words(key)[-1]
                    now = f"{quote}{word}_{known.count(word) + 1}{quote}"
                    yield from source.put("key-twice", key, now)
                known.append(word)


def key_in_each_round(source: Source) -> Iterator[tuple[Edit, ...]]:
    """`parts.add_module("conv", ...)` in a loop: each round takes the place of the one before."""
    for method in source.building:
        for loop in nodes_in(method):
            if not isinstance(loop, ast.For):
                continue
            found = list[Edit]()
            for node in ast.walk(loop):
                if isinstance(node, ast.Call) and source.script.called(node) in _NAMES_A_LAYER:
                    key = node.args[0] if node.args else None
                elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                    key = node.slice
                else:
                    continue
                if key is not None and isinstance(constant(key), str):
                    number = f"str({source.words(loop.iter)}.index({source.words(loop.target)}))"
                    counted = f"str({counter(loop)})" if counter(loop) else number
                    found += source.put("key-twice", key, f"{source.words(key)} + {counted}")
            if found:
                yield tuple(sorted(found, key=lambda edit: edit.start))


_NAMES_A_LAYER = ("add_module", "register_module")


MOST_KEYS = 8  # of a table
MOST_TAKEN = 24  # what stands behind each is looked for in the whole file


def key_for_another(source: Source) -> Iterator[Edit]:
    """`STEPS[kind]` of a table, where `kind="none"` is its default: another entry is meant."""
    nodes = (node for method in source.methods for node in nodes_in(method))
    taken = (one for one in nodes if isinstance(one, ast.Subscript))
    for node in islice((one for one in taken if isinstance(one.ctx, ast.Load)), MOST_TAKEN):
        behind = nodes_behind(source.script, node.value)
        tables = [one for one in behind if isinstance(one, ast.Dict)]
        keys = [constant(key) for table in tables for key in table.keys][:MOST_KEYS]
        for one in nodes_behind(source.script, node.slice) if keys else ():
            for key in keys if constant(one) in keys else ():
                if isinstance(key, str):
                    yield from source.put("key-for-another", one, repr(key))
