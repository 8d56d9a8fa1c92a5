"""Mistakes put into a right solution, one at a time: which of them would a lab's checks not see?

Made of its text as edits, as `grader/repair` mends such: a layer or a call that is left out, a
setting that is another, a number that is off.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from grader.checks.words import NAMES, a
from grader.evidence import Edit
from grader.lab import Lab
from grader.lab.asked import ACTIVATIONS
from grader.repair.edits import Source, with_edits
from grader.repair.slips_layers import function_of_torch, torch_nn
from grader.script import Script
from grader.script.nodes import Function, first_argument, is_name, nodes_in

_DROPOUTS = (
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Dropout3d",
    "AlphaDropout",
    "FeatureAlphaDropout",
)
_MODULES = {  # what a lab asks for -> layers and functions of torch that are it
    "relu": ("ReLU", "relu"),
    "sigmoid": ("Sigmoid", "sigmoid"),
    "tanh": ("Tanh", "tanh"),
    "gelu": ("GELU", "gelu"),
    "elu": ("ELU", "elu"),
    "silu": ("SiLU", "silu"),
    "leaky_relu": ("LeakyReLU", "leaky_relu"),
    "relu6": ("ReLU6", "relu6"),
    "hardswish": ("Hardswish", "hardswish"),
    "dropout": (*_DROPOUTS, "dropout", "dropout2d"),
    "batch_norm": ("BatchNorm1d", "BatchNorm2d"),
}
_FORMS = {
    "log-probabilities": ("LogSoftmax", "log_softmax"),
    "probabilities": ("Softmax", "softmax"),
    "logits": (),
}
_OTHER_POOLING = {
    "MaxPool2d": "AvgPool2d", "AvgPool2d": "MaxPool2d",
    "max_pool2d": "avg_pool2d", "avg_pool2d": "max_pool2d",
}  # fmt: skip


def _can_be_left_out(lab: Lab) -> dict[str, str]:
    """Layers and functions without which a network is not what was asked, and what is missing."""
    asked = lab.asked
    words = {*asked.activations, *(word for part in asked.parts for word in part.behind)}
    found = {"Conv2d": "a convolution is left out", "Linear": "a fully connected layer is left out"}
    for word, names in _MODULES.items():
        is_asked = word in words or ("activation" in words and word in ACTIVATIONS)
        found |= dict.fromkeys(names if is_asked else (), f"{a(NAMES[word])} is left out")
    return found | dict.fromkeys(_FORMS[asked.output], f"the scores are no {asked.output}")


@dataclass(frozen=True)
class Planted:
    """A solution with a mistake."""

    what: str  # in words, with its line
    text: str


def planted(text: str, lab: Lab) -> tuple[Planted, ...]:
    """The solution with each of the mistakes for which it has a place in this lab."""
    source = Source(Script(text, lab.class_name), ())
    makers: tuple[Callable[[Source, Lab], Iterable[tuple[str, Edit]]], ...] = (
        _left_out, _stays_on, _cut_off, _batch_in_view, _images_mixed, _nothing_comes_in,
        _other_number_of_scores, _layer_for_nothing, _another_pooling, _another_activation,
        _norm_of_the_batch, _another_size, _no_way_round, _softmax_on,
    )  # fmt: skip
    found = chain.from_iterable(make(source, lab) for make in makers)
    return tuple(
        Planted(f"{what} (line {edit.line})", with_edits(text, (edit,))) for what, edit in found
    )


def _calls(methods: Iterable[Function]) -> Iterator[ast.Call]:
    for method in methods:
        yield from (node for node in nodes_in(method) if isinstance(node, ast.Call))


def _left_out(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    """A layer becomes one that does nothing; a function's call what it was given.

    Not the last layer, which gives the scores: that another number of them comes out is one of
    its own.
    """
    missing = _can_be_left_out(lab)
    made = [one for one in _calls(source.building) if source.script.layer_class(one.func)]
    last = {"Linear": _last(source, made)}
    for call in made:
        name = source.script.layer_class(call.func)
        if name in missing and call is not last.get(name):
            for edit in source.put("left-out", call, f"{torch_nn(source)}.Identity()"):
                yield missing[name], edit
    for call in _calls(source.running):
        name = function_of_torch(source, call.func)
        if name in missing and call.args:
            for edit in source.put("left-out", call, source.words(call.args[0])):
                yield missing[name], edit


def _last(source: Source, made: Iterable[ast.Call]) -> ast.Call | None:
    linear = [one for one in made if source.script.layer_class(one.func) == "Linear"]
    return max(linear, key=lambda one: one.lineno, default=None)


def _stays_on(source: Source, _: Lab) -> Iterator[tuple[str, Edit]]:
    """`training=self.training` becomes `training=True`."""
    for call in _calls(source.running):
        if function_of_torch(source, call.func) in ("dropout", "dropout2d"):
            for keyword in call.keywords:
                if keyword.arg == "training":
                    for edit in source.put("stays-on", keyword.value, "True"):
                        yield "a dropout stays on in testing", edit


def _cut_off(source: Source, _: Lab) -> Iterator[tuple[str, Edit]]:
    """No gradient comes through one of the steps."""
    for call in _calls(source.running):
        own = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
        if own and call.args and call.func.attr in source.layers:  # type: ignore[attr-defined]
            words = f"{source.words(call)}.detach()"
            yield from (("no gradient comes through", edit)
                        for edit in source.put("cut-off", call, words))  # fmt: skip
            return


def _batch_in_view(source: Source, _: Lab) -> Iterator[tuple[str, Edit]]:
    """A view or reshape holds the number of images."""
    for call in _calls(source.running):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name in ("view", "reshape") and len(call.args) > 1:
            for edit in source.put("batch-in-view", call.args[0], "64"):
                yield "the number of images is written down", edit


def _input(source: Source) -> ast.Name | None:
    """Where `forward` first reads its input."""
    forward = source.script.forward
    names = [one.arg for one in forward.args.args][1:2] if forward is not None else []
    read = (
        node
        for node in ast.walk(forward or ast.Module([], []))
        if names and isinstance(node, ast.Name) and node.id == names[0]
        and isinstance(node.ctx, ast.Load)
    )  # fmt: skip
    return min(read, key=lambda one: (one.lineno, one.col_offset), default=None)


def _images_mixed(source: Source, _: Lab) -> Iterator[tuple[str, Edit]]:
    node = _input(source)
    if node is not None:
        for edit in source.put("mixed", node, f"({node.id} - {node.id}.mean(0))"):
            yield "each image loses the mean of its batch", edit


def _nothing_comes_in(source: Source, _: Lab) -> Iterator[tuple[str, Edit]]:
    node = _input(source)
    if node is not None:
        for edit in source.put("nothing", node, f"({node.id} * 0)"):
            yield "nothing of the image comes in", edit


def _other_number_of_scores(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    made = [one for one in _calls(source.building) if source.script.layer_class(one.func)]
    last = _last(source, made)
    classes = lab.classes
    given = [*last.args, *(one.value for one in last.keywords)] if last is not None else []
    for value in reversed(given):
        if isinstance(value, ast.Constant) and value.value == classes:
            for edit in source.put("scores", value, str(classes + 2)):
                yield f"{classes + 2} scores come out", edit
            return


def _another_pooling(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    """The mean of a window for its largest number, and the other way round."""
    if not lab.asked.wants("max", "avg"):
        return
    for call in (*_calls(source.building), *_calls(source.running)):
        name = source.script.layer_class(call.func) or function_of_torch(source, call.func)
        words = source.words(call.func)
        if name in _OTHER_POOLING and words.endswith(name):
            other = words.removesuffix(name) + _OTHER_POOLING[name]
            for edit in source.put("another-pooling", call.func, other):
                yield f"{other.rpartition('.')[2]} stands for {name}", edit


def _another_activation(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    """A tanh for the activation that is asked for, once: of a tanh a ReLU."""
    words = [word for word in lab.asked.activations if word != "activation"]
    names = {name for word in words for name in _MODULES[word]}
    for call in (*_calls(source.building), *_calls(source.running)):
        made = source.script.layer_class(call.func)
        name = made or function_of_torch(source, call.func)
        if name in names:
            module, function = _MODULES["relu" if name.lower() == "tanh" else "tanh"]
            root = torch_nn(source)
            other = f"{root}.{module}()" if made else f"{root}.{module}()({_first(source, call)})"
            for edit in source.put("another-activation", call, other):
                yield f"{a(NAMES[function])} stands for {name}", edit
            return


def _first(source: Source, call: ast.Call) -> str:
    return source.words(call.args[0]) if call.args else ""


def _norm_of_the_batch(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    """A batch norm that keeps no running mean, once."""
    if not lab.asked.wants("batch_norm"):
        return
    for call in _calls(source.building):
        if source.script.layer_class(call.func) in _MODULES["batch_norm"] and call.args:
            last = call.args[-1]
            words = f"{source.words(last)}, track_running_stats=False"
            for edit in source.put("norm-of-the-batch", last, words):
                yield "a batch norm keeps no running mean", edit
            return


def _another_size(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    """Of a size that is asked for of a convolution another one, where that is given by its name."""
    asked = {letter for part in lab.asked.of("convolution") for letter, _ in part.sizes}
    names = {"stride": "s", "padding": "p"}
    for call in _calls(source.building):
        if source.script.layer_class(call.func) != "Conv2d":
            continue
        for keyword in call.keywords:
            value = keyword.value
            if names.get(keyword.arg or "") in asked and isinstance(value, ast.Constant):
                number = value.value
                if type(number) is int:
                    for edit in source.put("another-size", value, str(number + 1)):
                        yield f"a {keyword.arg} is {number + 1} in place of {number}", edit
                    return


def _no_way_round(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    """Of a sum in forward one side goes on alone."""
    sums = (
        node
        for method in source.running
        for node in nodes_in(method)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
    )
    for node in sums if lab.asked.blocks else ():
        for side in (node.left, node.right):
            for edit in source.put("no-way-round", node, f"({source.words(side)})"):
                yield f"of a sum {source.words(side)} goes on alone", edit


def _softmax_on(source: Source, lab: Lab) -> Iterator[tuple[str, Edit]]:
    """A softmax of the scores where they are asked for as they are."""
    forward = source.script.forward
    last = forward.body[-1] if forward is not None and lab.asked.output == "logits" else None
    if isinstance(last, ast.Return) and last.value is not None:
        for edit in source.put(
            "softmax-on", last.value, f"({source.words(last.value)}).softmax(1)"
        ):
            yield "probabilities come out where scores are asked for", edit


def _layer_for_nothing(source: Source, _: Lab) -> Iterator[tuple[str, Edit]]:
    """`__init__` makes a layer that nothing calls."""
    init = source.script.init
    if init is None:
        return
    last, own = init.body[-1], first_argument(init)
    simple = isinstance(last, ast.Assign | ast.Expr) and not is_name(last.value, "None")
    if simple and own:
        start, end = source.span(last)
        words = f"{source.text[start:end]}; {own}.for_nothing = {torch_nn(source)}.Linear(4, 4)"
        for edit in source.between("for-nothing", start, end, words):
            yield "a layer is made for nothing", edit
