"""What runs and is not what was meant: flags the wrong way round, layers that nobody registers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.slips_layers import torch_nn
from grader.repair.slips_values import MOST_SHARES
from grader.script.behind import numbers_behind, share_given
from grader.script.nodes import blocks, calls_in, constant, first_argument, methods_of, nodes_in


def condition_reversed(source: Source) -> Iterator[Edit]:
    """`not self.training` where `self.training` is meant, and the other way round."""
    for method in source.methods:
        for node in nodes_in(method):
            if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
                if _asks_for_the_mode(node):
                    yield from source.put(KIND, node, source.words(node.operand))
            elif isinstance(node, ast.Compare) and _asks_for_the_mode(node.left):
                value = constant(node.comparators[0])
                if isinstance(value, bool):
                    yield from source.put(KIND, node.comparators[0], str(not value))
            elif isinstance(node, ast.If | ast.IfExp) and _asks_for_the_mode(node.test):
                yield from source.put(KIND, node.test, f"not ({source.words(node.test)})")
            elif isinstance(node, ast.keyword) and _asks_for_the_mode(node.value):
                now = f"not ({source.words(node.value)})"
                yield from source.put(KIND, node.value, now)


KIND = "condition-reversed"


def _asks_for_the_mode(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr == "training" for part in ast.walk(node)
    )


# what gives numbers without a history, or with a slope of 0 everywhere
_STOPS = (
    *("tensor", "as_tensor", "from_numpy", "numpy", "tolist", "item", "detach", "detach_"),
    *("round", "floor", "ceil", "trunc", "sign", "sgn", "heaviside", "argmax"),
    *("long", "int", "bool", "byte"),
)


def gradient_stopped(source: Source) -> Iterator[Edit]:
    """`torch.tensor(x)`, `torch.round(x)`: a step in forward that lets no gradient through."""
    for method in source.running:
        for node in nodes_in(method):
            if isinstance(node, ast.Attribute) and node.attr == "data":
                yield from source.put("gradient-stopped", node, source.words(node.value))
            elif isinstance(node, ast.Call) and source.script.called(node) in _STOPS:
                of_torch = source.script.dotted(node.func).startswith(("torch.", "numpy."))
                inner = (
                    node.args[0] if of_torch and node.args else getattr(node.func, "value", None)
                )
                if inner is not None:
                    yield from source.put("gradient-stopped", node, source.words(inner))


def layers_in_a_list(source: Source) -> Iterator[Edit]:
    """Layers in a plain list, tuple or dictionary: net.eval() and the optimiser do not see them."""
    own = {one.name for one in source.script.classes}
    for _, value, _ in source.script.stored:
        kind = "ModuleDict" if isinstance(value, ast.Dict | ast.DictComp) else "ModuleList"
        listed = isinstance(value, ast.List | ast.Tuple | ast.ListComp | ast.Dict | ast.DictComp)
        handed = isinstance(value, ast.Call) and source.words(value.func) in ("list", "tuple")
        if handed or (
            listed
            and any(
                source.script.layer_class(call.func) or source.script.called(call) in own
                for call in calls_in(value)
            )
        ):
            now = f"{torch_nn(source)}.{kind}(({source.words(value)}))"
            yield from source.put("layers-in-a-list", value, now)


def layers_on_the_class(source: Source) -> Iterator[Edit]:
    """Layers made in the body of the class: no object of it registers them as its own."""
    for one in source.script.family:
        made = {
            target.id: statement
            for statement in one.body
            if isinstance(statement, ast.Assign)
            and any(source.script.layer_class(call.func) for call in calls_in(statement))
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        if not made:
            continue
        names = ", ".join(repr(name) for name in made)
        store = f"[setattr(self, n, getattr(type(self), n)) for n in ({names},)]"
        first = next(iter(made.values()))
        init = next((method for method in methods_of(one) if method.name == "__init__"), None)
        if init is None:
            base = f"super({one.name}, self).__init__()"
            end, now = (
                source.span(first)[1],
                f"; __init__ = lambda self: ({base}, {store}, None)[-1]",
            )
        else:
            last = init.body[-1]
            if any(True for block in blocks(last) for _ in block):
                continue
            end, now = source.span(last)[1], f"; {store}"
        for edit in source.between("layers-on-the-class", end, end, now):
            yield replace(edit, line=first.lineno)


def flag_of_another_sort(source: Source) -> Iterator[Edit]:
    """`F.dropout(x, training="train")`, `training=self.eval()`: what is no flag at all."""
    for method in source.running:
        for call in calls_in(method):
            for one in call.keywords if "dropout" in source.script.called(call) else ():
                called = isinstance(one.value, ast.Call)
                if one.arg == "training" and (called or isinstance(constant(one.value), str)):
                    flag = f"{first_argument(method)}.training"
                    yield from source.put("flag-of-another-sort", one.value, flag)


def share_of_nothing(source: Source) -> Iterator[Edit]:
    """`dropout: float = 0.0` in a config, from which several dropouts have their share."""
    shares = (share_given(source.script, call) for call in source.script.calls)
    given = [share for share in shares if share is not None][:MOST_SHARES]
    behind = (numbers_behind(source.script, share) for share in given)
    for number in dict.fromkeys(one for found in behind for one in found):
        if number.value in (0, 1):  # 1: of what is kept
            yield from source.put("share-of-nothing", number, "0.5")
