"""Building: `__init__`, `forward` and what they are called, before any number flows."""

from __future__ import annotations

import ast
import difflib

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.script import Function, calls_in, first_argument, is_name, source

CONSTRUCT, RUNS = "net-constructs", "forward-runs"


def _super_calls(case: Case) -> list[ast.Call]:
    """The calls that hand over to the base class's `__init__`."""
    return [
        call
        for call in calls_in(case.script.init)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
        and not is_name(call.func.value, first_argument(case.script.init or _nothing()))
    ]


def _nothing() -> Function:
    return ast.FunctionDef("", ast.arguments([], [], None, [], [], None, []), [], [])


def _by_super(call: ast.Call) -> ast.Call | None:
    """The `super(...)` in `super(...).__init__()`."""
    inner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return inner if isinstance(inner, ast.Call) and is_name(inner.func, "super") else None


@diagnosis(CONSTRUCT, hint="Name the class itself, or leave the brackets of super empty.")
def super_of_another_class(case: Case) -> Seen | None:
    """super() names another class

    `super(A, self)` asks for the base class of A, so A must be the class that it stands in.
    """
    if case.raised("construct") is None or case.script.net is None:
        return None
    own = {one.name for one in case.script.family}
    for call in _super_calls(case):
        inner = _by_super(call)
        if inner is not None and inner.args and isinstance(inner.args[0], ast.Name):
            name = inner.args[0].id
            if name not in own and name != "__class__":
                return Seen(
                    f"`{source(inner)}` names {name}, and it stands in {case.script.net.name}.",
                    line=call.lineno,
                )
    return None


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
    return Seen(
        f"`{source(calls[0])}` stands in line {calls[0].lineno}, and line {trouble.line} stores a "
        "layer before it.",
        line=trouble.line,
        lines=(calls[0].lineno,),
    )


def _raises_in_call(case: Case, line: int) -> bool:
    """Whether it cannot be the assignment to self that raised: there is none on the line."""
    return not any(at == line for _, _, at in case.script.stored())


@diagnosis(CONSTRUCT, RUNS, hint="What must the first line of every module's __init__ be?")
def super_init_forgotten(case: Case) -> Seen | None:
    """super().__init__() is missing

    `nn.Module` keeps a list of a network's layers and weights. Its own `__init__` makes that
    list, so it must run before the first layer is stored.
    """
    trouble, init = case.raised("construct", "AttributeError", "TypeError"), case.script.init
    if trouble is None or init is None or _super_calls(case) or case.script.net is None:
        return None
    if case.script.net.bases and not _raises_in_call(case, trouble.line or 0):
        return Seen(
            f"`{case.script.net.name}.__init__` stores a layer in line {trouble.line} and never "
            "calls the `__init__` of nn.Module.",
            line=trouble.line,
            lines=(init.lineno,),
        )
    return None


def _methods(case: Case) -> dict[str, Function]:
    return case.script.methods


def _like(case: Case, wanted: str) -> Function | None:
    """A method whose name is nearly the wanted one, where that is not there itself."""
    if wanted in _methods(case) or case.script.net is None:
        return None
    own = {part.name: part for part in case.script.net.body if isinstance(part, Function)}
    bare = {name.strip("_").lower(): part for name, part in own.items()}
    if wanted.strip("_") in bare:
        return bare[wanted.strip("_")]
    close = difflib.get_close_matches(wanted.strip("_"), bare, 1, 0.6)
    special = {"int", "inti", "initialize", "initialise", "constructor"} & set(bare)
    if wanted == "__init__" and special:
        return bare[next(iter(special))]
    return bare[close[0]] if close else None


@diagnosis(CONSTRUCT, RUNS, "two-convolutions", hint="Count the underscores, and read the letters.")
def init_misspelt(case: Case) -> Seen | None:
    """__init__ is misspelt

    Python calls `__init__`, with two underscores on each side, when an object is built. A
    function of another name is not called, and the layers in it are never made.
    """
    method = _like(case, "__init__")
    if method is None or not any(calls_in(method)):
        return None
    return Seen(
        f"`{method.name}` is not `__init__`: nobody calls it, so its layers are never made.",
        line=method.lineno,
        expected="__init__",
        observed=method.name,
    )


@diagnosis(
    "two-convolutions", "two-fully-connected", "forward-runs",
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


def _inner_forward(case: Case) -> ast.FunctionDef | None:
    for method in _methods(case).values():
        for node in ast.walk(method):
            if isinstance(node, ast.FunctionDef) and node is not method and node.name == "forward":
                return node
    return None


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
    if case.script.forward is not None:
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
    method = _like(case, "forward")
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
    return Seen(f"{net.name} has no method `forward`.", line=net.lineno)


@diagnosis(RUNS, hint="Begin with the layers in __init__, then call them one after another.")
def forward_is_blank(case: Case) -> Seen | None:
    """forward is still blank

    The two methods are left for you to fill in: `__init__` makes the layers, `forward` says how
    an image goes through them.
    """
    graph = case.seen.train
    if graph is None or graph.operations or case.seen.returned != "None":
        return None
    forward = case.script.forward
    return Seen(
        "forward is still blank: it computes nothing and returns nothing.",
        line=forward.lineno if forward is not None else None,
        expected="layers, called one after another, and `return`",
        observed="no call at all",
    )


def _signature(function: Function) -> tuple[list[str], int]:
    """The names of the plain arguments, and how many of them must be given."""
    arguments = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    return arguments, len(arguments) - len(function.args.defaults)


def _static(function: Function) -> bool:
    return any(is_name(one, "staticmethod") for one in function.decorator_list)


@diagnosis(RUNS, hint="Every method begins with the object that it belongs to.")
def forward_without_self(case: Case) -> Seen | None:
    """forward lacks self

    Python hands the object itself to each method as its first argument.
    """
    forward = case.script.forward
    if forward is None or _static(forward) or case.raised("forward", "TypeError") is None:
        return None
    names, _ = _signature(forward)
    if len(names) == 1 and names[0] != "self" and not forward.args.vararg:
        return Seen(f"`forward({names[0]})` has no place for self.", line=forward.lineno)
    return None


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


@diagnosis(CONSTRUCT, hint="Every method begins with the object that it belongs to.")
def init_without_self(case: Case) -> Seen | None:
    """__init__ lacks self

    Python hands the new object to `__init__` as its first argument.
    """
    init = case.script.init
    if init is None or case.raised("construct", "TypeError") is None or init.args.vararg:
        return None
    if _signature(init)[0]:
        return None
    return Seen("`__init__()` has no place for self.", line=init.lineno)


@diagnosis(CONSTRUCT, hint="Give each argument the value that it has in this lab.")
def net_needs_arguments(case: Case) -> Seen | None:
    """The class needs arguments to be built

    The script builds the network with `Net()`. Sizes may be arguments if they have defaults.
    """
    init = case.script.init
    if init is None or case.raised("construct", "TypeError") is None:
        return None
    names, needed = _signature(init)
    required = names[1:needed]
    required += [
        arg.arg
        for arg, default in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
        if default is None
    ]
    if not required:
        return None
    return Seen(
        f"`__init__` needs {', '.join(required)}, and `{case.lab.class_name}()` gives none.",
        line=init.lineno,
    )
