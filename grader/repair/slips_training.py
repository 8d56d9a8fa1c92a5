"""Training: state that outlives its batch, gradients switched off, a weight that is none."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.nodes import calls_in, constant, first_argument, is_name, nodes_in

_SWITCHES = ("set_grad_enabled", "inference_mode")


def state_kept(source: Source) -> Iterator[Edit]:
    """`self.memory = ...` in forward: the next batch goes back through this one's calls."""
    for method in source.running:
        me = first_argument(method)
        for node in nodes_in(method):
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
                continue
            if is_name(node.targets[0].value, me):
                yield from source.put("state-kept", node, "pass")
                now = f"({source.words(node.value)}).detach()"
                yield from source.put("state-kept", node.value, now)


def parameter_of_a_result(source: Source) -> Iterator[Edit]:
    """`nn.Parameter(...) * 0.5` is a result, computed once; the weight itself is kept nowhere."""
    for name, value, _ in source.script.stored:
        made = [c for c in calls_in(value) if source.script.called(c) == "Parameter"]
        if made and value is not made[0] and name in source.attributes:
            parameter = source.words(made[0].func)
            now = f"{parameter}(({source.words(value)}).detach())"
            yield from source.put("parameter-of-a-result", value, now)


def gradients_switched_off(source: Source) -> Iterator[Edit]:
    """`torch.set_grad_enabled(False)` in the class switches them off for the whole script."""
    for method in source.methods:
        for node in nodes_in(method):
            if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
                continue
            call = node.value
            off = call.args and constant(call.args[0]) is False
            if source.script.called(call) in _SWITCHES and off:
                yield from source.put("gradients-switched-off", node, "pass")


def gradients_off_for_a_part(source: Source) -> Iterator[Edit]:
    """`@torch.inference_mode()` over a method, or a `with` of it: what follows cannot learn."""
    for method in source.running:
        for one in method.decorator_list:
            if _switches(source, one):
                yield from source.put("gradients-off-for-a-part", one, "(lambda f: f)")
        for node in nodes_in(method):
            for item in node.items if isinstance(node, ast.With) else ():
                if _switches(source, item.context_expr):
                    now = "__import__('contextlib').nullcontext()"
                    yield from source.put("gradients-off-for-a-part", item.context_expr, now)


def _switches(source: Source, node: ast.expr) -> bool:
    named = node.func if isinstance(node, ast.Call) else node
    return source.script.dotted(named).rpartition(".")[2] in ("no_grad", *_SWITCHES)
