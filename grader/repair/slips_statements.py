"""Statements: one too many, one missing, one in the wrong place; and shapes bent for nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import PAIRS, calls_of
from grader.repair.slips_layers import torch_nn
from grader.script.nodes import Function, calls_in, first_argument, is_name, nodes_in

_BENDS = {
    "view", "reshape", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "T",
    "contiguous", "expand", "repeat", "movedim", "swapaxes", "moveaxis", "mean", "sum", "item",
    "numpy", "tolist", "detach", "unflatten", "double", "half", "long", "int", "to", "type",
    "byte", "bool", "size", "argmax", "tensor", "as_tensor", "from_numpy", *PAIRS,
}  # fmt: skip


def super_call(source: Source) -> Iterator[Edit]:
    """`super().__init__()`: missing, misspelt, given what it does not take, or twice."""
    for method in source.building:
        found = [call for call in calls_in(method) if _calls_base(source, call)]
        for call in found:
            kind = "super-of-a-base" if _behind_a_base(source, method, call) else "super-call-wrong"
            yield from source.put(kind, call, "super().__init__()")
        several = sum(len(one.bases) for one in source.script.family) > len(source.script.family)
        for call in found if several else found[1:]:  # each base sets nn.Module up by itself
            yield from source.put("super-call-twice", call, "None")
        yield from _too_late(source, method, found)
        body = [
            one for one in method.body if not isinstance(getattr(one, "value", None), ast.Constant)
        ]
        if not found and body:
            start = source.span(body[0])[0]
            yield from source.between("super-call-missing", start, start, "super().__init__(); ")


def _behind_a_base(source: Source, method: Function, call: ast.Call) -> bool:
    """`super(Backbone, self)` in a class that derives from Backbone: what Backbone sets up."""
    of = getattr(call.func, "value", None)
    named = of.args[0] if isinstance(of, ast.Call) and of.args else None
    own = next((one for one in source.script.family if method in one.body), None)
    bases = {one.name for one in source.script.family if one is not own}
    return own is not None and isinstance(named, ast.Name) and named.id in bases


def _too_late(source: Source, method: Function, found: list[ast.Call]) -> Iterator[Edit]:
    """Behind the first layer: nn.Module is set up when that is stored."""
    for at, one in enumerate(method.body):
        if at and isinstance(one, ast.Expr) and one.value in found:
            (start, _), (late, end) = source.span(method.body[0]), source.span(one)
            words, between = source.text[late:end], source.text[start:late]
            yield from source.between("super-call-late", start, end, f"{words}; {between}pass")


def lines_exchanged(source: Source) -> Iterator[Edit]:
    """Two lines that stand in each other's place."""
    for method in source.methods:
        for one, after in pairwise(method.body):
            far = {one.lineno, after.lineno}.isdisjoint(source.lines)
            if far or isinstance(after, ast.Return):  # behind it nothing would run
                continue
            (a, b), (c, d) = source.span(one), source.span(after)
            if ";" not in source.text[b:c]:
                now = source.text[c:d] + source.text[b:c] + source.text[a:b]
                yield from source.between("lines-exchanged", a, d, now)


def return_before_the_last(source: Source) -> Iterator[Edit]:
    """The same for a `return` alone: what stands behind it never runs."""
    for method in source.methods:
        ends = {one.lineno for one in method.body[:-1] if isinstance(one, ast.Return)}
        yield from (edit for edit in lines_exchanged(source) if edit.line in ends)


def return_left_out(source: Source) -> Iterator[Edit]:
    """forward ends without `return`: of what it has computed last, or of one layer more."""
    forward = source.script.forward
    if forward is None or isinstance(forward.body[-1], ast.Return):
        return
    last, me = forward.body[-1], first_argument(forward)
    end = source.span(last)[1]
    softmax = "__import__('torch').log_softmax"
    shown = last.value if isinstance(last, ast.Expr) else None
    if isinstance(shown, ast.Call) and is_name(shown.func, "print") and shown.args:
        now = f"return {source.words(shown.args[-1])}"
        yield from source.put("return-left-out", last, now)
    for data in source.data(forward, last.lineno + 1):
        yield from source.between("return-left-out", end, end, f"; return {data}")
        for layer in source.idle:
            now = f"; return {softmax}({me}.{layer}({data}), 1)"
            yield from source.between("return-left-out", end, end, now)
        yield from source.between("return-left-out", end, end, f"; return {softmax}({data}, 1)")


def _calls_base(source: Source, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    words = source.words(call.func)
    return words.startswith("super") or words.endswith("Module.__init__")


def network_in_itself(source: Source) -> Iterator[Edit]:
    """`Net()` inside Net's own __init__ makes a network in a network, without end."""
    names = {one.name for one in source.script.family}
    for method in source.methods:
        for statement in nodes_in(method):
            if isinstance(statement, ast.Assign | ast.Expr) and any(
                isinstance(call.func, ast.Name) and call.func.id in names
                for call in calls_in(statement)
            ):
                yield from source.put("network-in-itself", statement, "pass")


def bent_for_nothing(source: Source) -> Iterator[Edit]:
    """A step that changes the shape and that the rest does not expect."""
    for method in source.running:
        for call in calls_in(method):
            if source.script.called(call) not in _BENDS:
                continue
            torch = source.script.dotted(call.func).startswith("torch.")
            inner = call.args[0] if torch and call.args else getattr(call.func, "value", None)
            if inner is not None and not isinstance(inner, ast.Starred):
                pair = source.script.called(call) in PAIRS
                kind = "pair-for-a-tensor" if pair else "bent-for-nothing"
                yield from source.put(kind, call, source.words(inner))
    for call in calls_of(source):  # among the layers of a nn.Sequential
        if source.script.layer_class(call.func) == "Flatten":
            yield from source.put("bent-for-nothing", call, f"{torch_nn(source)}.Identity()")


def line_of_the_loop(source: Source) -> Iterator[Edit]:
    """The last line inside a loop that belongs behind it; a `return` ends the first round."""
    for method in source.running:
        for loop in nodes_in(method):
            if not isinstance(loop, ast.For | ast.While):
                continue
            last = loop.body[-1]
            if len(loop.body) < 2 and not isinstance(last, ast.Return):
                continue
            at = source.span(last)[0]
            start = source.text.rfind("\n", 0, at) + 1
            if not source.text[start:at].strip() and last.lineno == last.end_lineno:
                kind = "return-too-early" if isinstance(last, ast.Return) else "line-of-the-loop"
                yield from source.between(kind, start, at, " " * loop.col_offset)


def return_in_a_loop(source: Source) -> Iterator[Edit]:
    """The same for a `return` alone."""
    yield from (edit for edit in line_of_the_loop(source) if edit.kind == "return-too-early")


def return_in_the_middle(source: Source) -> Iterator[Edit]:
    """`return x` with more of forward behind it, which ends in a `return` of its own."""
    for method in source.running:
        if not isinstance(method.body[-1], ast.Return):
            continue
        for one in method.body[:-1]:
            branches = [*one.body, *one.orelse] if isinstance(one, ast.If) else [one]
            for inner in branches:
                if isinstance(inner, ast.Return):
                    yield from source.put("return-in-the-middle", inner, "pass")


def statement_too_many(source: Source) -> Iterator[Edit]:
    """A statement without which the rest works, and that gives the rest nothing."""
    for method in source.methods:
        me = first_argument(method)
        for statement in nodes_in(method):
            given_back = method in source.building and isinstance(statement, ast.Return)
            if given_back and isinstance(statement, ast.Return) and statement.value is not None:
                yield from source.put("statement-too-many", statement, "pass")
            if not isinstance(statement, ast.stmt) or statement.lineno not in source.lines:
                continue
            beside = ast.Expr | ast.Assert | ast.Raise | ast.Delete | ast.Import | ast.ImportFrom
            endless = isinstance(statement, ast.Assign) and any(
                is_name(call.func, me) for call in calls_in(statement)
            )
            made = any(source.script.layer_class(call.func) for call in calls_in(statement))
            plain = isinstance(statement, beside) and not made
            if plain or endless or _stores_for_nobody(source, statement):
                yield from source.put("statement-too-many", statement, "pass")


def static_method(source: Source) -> Iterator[Edit]:
    """`@staticmethod` above a method that has `self`: nobody gives it the object."""
    for method in source.methods:
        for decorator in method.decorator_list:
            if is_name(decorator, "staticmethod") and first_argument(method) == "self":
                yield from source.put("static-method", decorator, "(lambda method: method)")


def method_not_called(source: Source) -> Iterator[Edit]:
    """`super().forward(x)` or `self.features(x)`, where a method is meant that nobody calls."""
    named = {method.name for method in source.methods}
    idle = sorted(one for one in named - source.read if not one.startswith("__"))
    others = [name for name in idle if name != "forward"]
    for method in source.running if others else ():
        for call in calls_in(method):
            on, name = getattr(call.func, "value", None), source.script.called(call)
            of_ours = on is not None and source.words(on).startswith(("self", "super("))
            if of_ours and name in named and len(call.args) == 1:
                for other in others:
                    if other not in (name, method.name):
                        yield from source.put("method-not-called", call.func, f"self.{other}")


def base_forward(source: Source) -> Iterator[Edit]:
    """`x = super().forward(x)`, of which nothing comes: nn.Module has no forward of its own."""
    for method in source.running:
        for call in calls_in(method):
            if (
                source.words(call.func).startswith("super(")
                and source.script.called(call) == "forward"
            ):
                for data in call.args[:1]:
                    yield from source.put("base-forward", call, source.words(data))


def line_too_early(source: Source) -> Iterator[Edit]:
    """A line that needs what one below it makes, further down."""
    for method in source.methods:
        body = [one for one in method.body if not isinstance(one, ast.Return)]
        for at, one in enumerate(body):
            if one.lineno not in source.lines or ";" in source.words(one):
                continue
            for last in body[at + 2 :]:
                (start, end), (_, stop) = source.span(one), source.span(last)
                margin = " " * one.col_offset
                below = source.text[end:stop].strip("\n").removeprefix(margin)
                yield from source.between(
                    "line-too-early", start, stop, f"{below}\n{margin}{source.text[start:end]}"
                )


def _stores_for_nobody(source: Source, statement: ast.stmt) -> bool:
    """`self.NAME = ...` that nothing reads, without a layer with weights in it."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    names = {target.attr for target in targets if isinstance(target, ast.Attribute)}
    if not names or names & source.read:
        return False
    kinds = [source.script.layer_class(call.func) for call in calls_in(statement)]
    return not any(kind.startswith(("Linear", "Conv", "Lazy", "Sequential")) for kind in kinds)


def helper_counts_the_batch(source: Source) -> Iterator[Edit]:
    """`size = x.size()` in a helper that counts the numbers of one image: the images count too."""
    for method in source.running:
        for call in calls_in(method):
            if source.script.called(call) == "size" and not call.args:
                words = source.words(call)
                yield from source.put("batch-counted-in", call, f"{words}[1:]")
        one_size = {node.value for node in nodes_in(method) if isinstance(node, ast.Subscript)}
        for node in nodes_in(method):
            if isinstance(node, ast.Attribute) and node.attr == "shape" and node not in one_size:
                yield from source.put("batch-counted-in", node, source.words(node) + "[1:]")


def extra_parameter(source: Source) -> Iterator[Edit]:
    """A parameter of __init__ or forward that nobody fills."""
    for name in ("__init__", "forward"):
        method = source.script.methods.get(name)
        if method is None:
            continue
        plain = method.args.args
        free = len(plain) - len(method.args.defaults)
        for one in plain[(1 if name == "__init__" else 2) : free]:
            yield from source.put("parameter-not-given", one, f"{one.arg}=None")


def return_missing(source: Source) -> Iterator[Edit]:
    """A method, or a function inside one, that is called for its result and returns nothing."""
    inner = (node for one in source.running for node in ast.walk(one) if node is not one)
    for method in (*source.running, *(one for one in inner if isinstance(one, Function))):
        returns = any(isinstance(node, ast.Return) and node.value for node in nodes_in(method))
        last = method.body[-1]
        if returns or method is source.script.forward:
            continue
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
            yield from source.put("return-missing", last, f"return {source.words(last.value)}")
        elif isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
            end = source.span(last)[1]
            yield from source.between("return-missing", end, end, f"; return {last.targets[0].id}")
