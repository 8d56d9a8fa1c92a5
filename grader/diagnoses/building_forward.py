"""Building: where `forward` stands and what it takes."""

from __future__ import annotations

import ast

from concepts.written import several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.methods import like
from grader.script.arguments import required
from grader.script.nodes import Function, nodes_in

CONSTRUCT, RUNS = "net-constructs", "forward-runs"


def _inner_forward(case: Case) -> ast.FunctionDef | None:
    for method in case.script.methods.values():
        for node in nodes_in(method):
            if isinstance(node, ast.FunctionDef) and node is not method and node.name == "forward":
                return node
    return None


def _set_later(case: Case) -> bool:
    """Whether the class gets its forward from outside: `Net.forward = forward`."""
    stored = (one for one in case.script.nodes if isinstance(one, ast.Attribute))
    return any(one.attr == "forward" and isinstance(one.ctx, ast.Store) for one in stored)


@diagnosis(RUNS, "defines-net", hint="A method stands as far in as the other methods.")
def forward_inside_another_method(case: Case) -> Seen | None:
    """forward is indented into another method

    What stands further in belongs to the function above it, and is not part of the class.
    """
    inner = _inner_forward(case) if case.script.forward is None else None
    if inner is None:
        return None
    return Seen(
        f"forward (line {inner.lineno}) is indented into the method above it.", line=inner.lineno
    )


@diagnosis(RUNS, "defines-net", hint="Indent it as far as __init__.")
def forward_outside_the_class(case: Case) -> Seen | None:
    """forward stands outside the class

    A function at the left margin belongs to the file, not to the class above it.
    """
    if case.script.forward is not None or _set_later(case):
        return None
    for node in case.script.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "forward":
            return Seen(
                f"forward (line {node.lineno}) stands at the left margin, outside the class.",
                line=node.lineno,
            )
    return None


@diagnosis(RUNS, "defines-net", hint="Compare the name letter by letter.")
def forward_misspelt(case: Case) -> Seen | None:
    """forward is misspelt

    When a network is called, torch calls its method `forward`, by that very name.
    """
    method = like(case, "forward")
    if method is None:
        return None
    return Seen(
        f"The class has `{method.name}` and no `forward`.",
        line=method.lineno,
        expected="forward",
        observed=method.name,
    )


@diagnosis(
    RUNS, "defines-net", hint="The class needs a second method beside __init__.", general=True
)
def forward_missing(case: Case) -> Seen | None:
    """The class has no forward

    `__init__` makes the layers; `forward` says how an image goes through them.
    """
    net = case.script.net
    if net is None or case.script.forward is not None or case.raised("forward") is None:
        return None
    if _set_later(case) or any(one.node is net and one.has_forward for one in case.script.classes):
        return None
    return Seen(f"{net.name} has no method `forward`.", line=net.lineno)


@diagnosis(RUNS, hint="Make the layers in __init__; then forward calls them one after another.")
def forward_is_blank(case: Case) -> Seen | None:
    """forward is still blank

    The two methods are left for you to fill in: `__init__` makes the layers, `forward` says how
    an image goes through them.
    """
    graph = case.graph
    if graph is None or graph.operations or case.seen.returned != "None":
        return None
    forward = case.script.forward
    made = [layer.path for layer in case.seen.layers if layer.path]
    there = f" __init__ has made {several(made)}; forward calls none of it." if made else ""
    return Seen(
        f"forward is still blank: it computes nothing and returns nothing.{there}",
        line=forward.lineno if forward is not None else None,
        expected="layers, called one after another, and `return`",
        observed="no call at all",
    )


def _signature(function: Function) -> tuple[list[str], int]:
    """The names of the plain arguments, and how many of them must be given."""
    arguments = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    return arguments, len(arguments) - len(function.args.defaults)


@diagnosis(RUNS, hint="forward is handed the images: it needs a name for them.")
def forward_without_the_images(case: Case) -> Seen | None:
    """forward takes no images

    `net(x)` hands x to `forward`, which must have an argument for it.
    """
    forward = case.script.forward
    if forward is None or case.raised("forward", "TypeError") is None or forward.args.vararg:
        return None
    names, _ = _signature(forward)
    if len(names) > 1 or (names and names[0] != "self"):
        return None
    return Seen(
        f"`forward({', '.join(names)})` has no argument for the images.", line=forward.lineno
    )


@diagnosis(RUNS, hint="The script calls net(x), with the images and nothing else.")
def forward_needs_more_arguments(case: Case) -> Seen | None:
    """forward needs more than the images

    What the network needs beside the images belongs into `__init__`, or gets a default.
    """
    forward = case.script.forward
    if forward is None or case.raised("forward", "TypeError") is None:
        return None
    names, needed = _signature(forward)
    if needed <= 2:
        return None
    return Seen(
        f"`forward({', '.join(names)})` needs {needed - 1} arguments, and gets one.",
        line=forward.lineno,
    )


@diagnosis(CONSTRUCT, hint="Give each argument the value that it has in this lab.")
def net_needs_arguments(case: Case) -> Seen | None:
    """The class needs arguments to be built

    The script builds the network with `Net()`. Sizes may be arguments if they have defaults.
    """
    init = case.script.init
    if init is None or case.raised("construct", "TypeError") is None:
        return None
    needed = required(init)
    if not needed:
        return None
    return Seen(
        f"`__init__` needs {', '.join(needed)}, and `{case.lab.class_name}()` gives none.",
        line=init.lineno,
    )
