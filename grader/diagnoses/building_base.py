"""Building: handing over to nn.Module, and the name of `__init__`."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.methods import like
from grader.script.nodes import calls_in, first_argument, is_name, source

CONSTRUCT, RUNS = "net-constructs", "forward-runs"


def _super_calls(case: Case) -> list[ast.Call]:
    """The calls that hand over to the base class's `__init__`."""
    return [
        call
        for call in calls_in(case.script.init)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
        and not is_name(call.func.value, first_argument(case.script.init))
    ]


@diagnosis(CONSTRUCT, RUNS, hint="A function is called by its brackets.")
def super_without_brackets(case: Case) -> Seen | None:
    """super().__init__ is named, not called

    Without brackets nothing happens: `super().__init__` only names the function.
    """
    init = case.script.init
    if init is None or case.raised("construct") is None:
        return None
    for node in init.body:
        value = node.value if isinstance(node, ast.Expr) else None
        func = value.func if isinstance(value, ast.Call) else value
        if isinstance(func, ast.Attribute) and func.attr == "__init__":
            bare = is_name(func.value, "super") or not isinstance(value, ast.Call)
            if bare:
                return Seen(f"`{source(node)}` lacks a pair of brackets.", line=node.lineno)
    return None


@diagnosis(CONSTRUCT, RUNS, hint="It is the first line of __init__.")
def super_init_too_late(case: Case) -> Seen | None:
    """super().__init__() stands behind the first layer

    It makes the places in which a module keeps its layers. Before it there are none.
    """
    trouble, calls = case.raised("construct"), _super_calls(case)
    if trouble is None or not calls or trouble.line is None:
        return None
    if trouble.line >= calls[0].lineno or _raises_in_call(case, trouble.line):
        return None
    if case.script.function_at(trouble.line) is not case.script.init:
        return None
    return Seen(
        f"`{source(calls[0])}` stands in line {calls[0].lineno}, and line {trouble.line} stores a "
        "layer before it.",
        line=trouble.line,
        lines=(calls[0].lineno,),
    )


def _raises_in_call(case: Case, line: int) -> bool:
    """Whether it cannot be the assignment to self that raised: there is none on the line."""
    return not any(at == line for _, _, at in case.script.stored)


@diagnosis(CONSTRUCT, RUNS, hint="What must the first line of every module's __init__ be?")
def super_init_forgotten(case: Case) -> Seen | None:
    """super().__init__() is missing

    `nn.Module` keeps a list of a network's layers and weights. Its own `__init__` makes that
    list, so it must run before the first layer is stored.
    """
    trouble, init = case.raised("construct", "AttributeError", "TypeError"), case.script.init
    if init is None or _super_calls(case) or case.script.net is None:
        return None
    if trouble is None and case.raised("forward", "AttributeError") and not case.seen.layers:
        name = case.script.net.name
        says = f"`{name}.__init__` never calls the `__init__` of what {name} derives from."
        return Seen(says, line=init.lineno)
    if trouble is None:
        return None
    if case.script.net.bases and not _raises_in_call(case, trouble.line or 0):
        return Seen(
            f"`{case.script.net.name}.__init__` stores a layer in line {trouble.line} and never "
            "calls the `__init__` of nn.Module.",
            line=trouble.line,
            lines=(init.lineno,),
        )
    return None


@diagnosis(CONSTRUCT, RUNS, "convolutions", hint="Count the underscores, and read the letters.")
def init_misspelt(case: Case) -> Seen | None:
    """__init__ is misspelt

    Python calls `__init__`, with two underscores on each side, when an object is built. A
    function of another name is not called, and the layers in it are never made.
    """
    method = like(case, "__init__")
    if method is None or not any(calls_in(method)):
        return None
    return Seen(
        f"`{method.name}` is not `__init__`: nobody calls it, so its layers are never made.",
        line=method.lineno,
        expected="__init__",
        observed=method.name,
    )


@diagnosis(
    "convolutions", "fully-connected", "forward-runs",
    hint="Give each layer an attribute of its own.",
)  # fmt: skip
def layer_overwritten(case: Case) -> Seen | None:
    """Two layers are stored under one name

    An attribute holds one value. The second assignment replaces the first layer, which is gone.
    """
    init = case.script.init
    if init is None:
        return None
    met: dict[str, int] = {}
    me = first_argument(init)
    for node in init.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Attribute) and is_name(target.value, me):
            made = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            reads = any(
                isinstance(part, ast.Attribute) and part.attr == target.attr
                for part in ast.walk(node.value if isinstance(node, ast.Assign) else node)
            )
            if made and not reads and target.attr in met and case.layer(target.attr) is not None:
                first = met[target.attr]
                return Seen(
                    f"`self.{target.attr}` is assigned in line {first} and again in line "
                    f"{node.lineno}; only the second layer is left.",
                    line=node.lineno,
                    lines=(first,),
                )
            met[target.attr] = node.lineno
    return None
