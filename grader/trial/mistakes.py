"""Mistakes put into a right solution, one at a time: which of them would a lab's checks not see?

Made of its text as edits, as `grader/repair` mends such: a layer or a call that is left out, a
setting that is another, a number that is off.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from grader.evidence import Edit
from grader.repair.edits import Source, with_edits
from grader.repair.slips_layers import function_of_torch, torch_nn
from grader.script import Script
from grader.script.nodes import Function, first_argument, is_name

_DROPOUTS = (
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Dropout3d",
    "AlphaDropout",
    "FeatureAlphaDropout",
)
_LEFT_OUT = {  # layer or function -> what of it is missing
    "ReLU": "a ReLU is left out",
    "relu": "a ReLU is left out",
    **dict.fromkeys(_DROPOUTS, "a dropout is left out"),
    **dict.fromkeys(("dropout", "dropout2d"), "a dropout is left out"),
    "LogSoftmax": "the scores are no log-probabilities",
    "log_softmax": "the scores are no log-probabilities",
    "Conv2d": "a convolution is left out",
    "Linear": "a fully connected layer is left out",
}


@dataclass(frozen=True)
class Planted:
    """A solution with a mistake."""

    what: str  # in words, with its line
    text: str


def planted(text: str, class_name: str, classes: int) -> tuple[Planted, ...]:
    """The solution with each of the mistakes for which it has a place."""
    source = Source(Script(text, class_name), ())
    makers: tuple[Callable[[Source, int], Iterable[tuple[str, Edit]]], ...] = (
        _left_out, _stays_on, _cut_off, _batch_in_view, _images_mixed, _nothing_comes_in,
        _other_number_of_scores, _layer_for_nothing,
    )  # fmt: skip
    found = chain.from_iterable(make(source, classes) for make in makers)
    return tuple(
        Planted(f"{what} (line {edit.line})", with_edits(text, (edit,))) for what, edit in found
    )


def _calls(methods: Iterable[Function]) -> Iterator[ast.Call]:
    for method in methods:
        yield from (node for node in ast.walk(method) if isinstance(node, ast.Call))


def _left_out(source: Source, _: int) -> Iterator[tuple[str, Edit]]:
    """A layer becomes one that does nothing; a function's call what it was given.

    Not the last layer, which gives the scores: that another number of them comes out is one of
    its own.
    """
    made = [one for one in _calls(source.building) if source.script.layer_class(one.func)]
    last = {"Linear": _last(source, made)}
    for call in made:
        name = source.script.layer_class(call.func)
        if name in _LEFT_OUT and call is not last.get(name):
            for edit in source.put("left-out", call, f"{torch_nn(source)}.Identity()"):
                yield _LEFT_OUT[name], edit
    for call in _calls(source.running):
        name = function_of_torch(source, call.func)
        if name in _LEFT_OUT and call.args:
            for edit in source.put("left-out", call, source.words(call.args[0])):
                yield _LEFT_OUT[name], edit


def _last(source: Source, made: Iterable[ast.Call]) -> ast.Call | None:
    linear = [one for one in made if source.script.layer_class(one.func) == "Linear"]
    return max(linear, key=lambda one: one.lineno, default=None)


def _stays_on(source: Source, _: int) -> Iterator[tuple[str, Edit]]:
    """`training=self.training` becomes `training=True`."""
    for call in _calls(source.running):
        if function_of_torch(source, call.func) in ("dropout", "dropout2d"):
            for keyword in call.keywords:
                if keyword.arg == "training":
                    for edit in source.put("stays-on", keyword.value, "True"):
                        yield "a dropout stays on in testing", edit


def _cut_off(source: Source, _: int) -> Iterator[tuple[str, Edit]]:
    """No gradient comes through one of the steps."""
    for call in _calls(source.running):
        own = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
        if own and call.args and call.func.attr in source.layers:  # type: ignore[attr-defined]
            words = f"{source.words(call)}.detach()"
            yield from (("no gradient comes through", edit)
                        for edit in source.put("cut-off", call, words))  # fmt: skip
            return


def _batch_in_view(source: Source, _: int) -> Iterator[tuple[str, Edit]]:
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


def _images_mixed(source: Source, _: int) -> Iterator[tuple[str, Edit]]:
    node = _input(source)
    if node is not None:
        for edit in source.put("mixed", node, f"({node.id} - {node.id}.mean(0))"):
            yield "each image loses the mean of its batch", edit


def _nothing_comes_in(source: Source, _: int) -> Iterator[tuple[str, Edit]]:
    node = _input(source)
    if node is not None:
        for edit in source.put("nothing", node, f"({node.id} * 0)"):
            yield "nothing of the image comes in", edit


def _other_number_of_scores(source: Source, classes: int) -> Iterator[tuple[str, Edit]]:
    made = [one for one in _calls(source.building) if source.script.layer_class(one.func)]
    last = _last(source, made)
    given = [*last.args, *(one.value for one in last.keywords)] if last is not None else []
    for value in reversed(given):
        if isinstance(value, ast.Constant) and value.value == classes:
            for edit in source.put("scores", value, str(classes + 2)):
                yield f"{classes + 2} scores come out", edit
            return


def _layer_for_nothing(source: Source, _: int) -> Iterator[tuple[str, Edit]]:
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
