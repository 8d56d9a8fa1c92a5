"""Building: names that are nothing, in `__init__` and in `forward`."""

from __future__ import annotations

import ast
import builtins
import difflib

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.script import Function, first_argument, is_name, source
from grader.diagnoses.torch_names import ELSEWHERE, FUNCTIONS, LAYERS, METHODS, meant
from grader.evidence import Trouble

WHERE = ("net-constructs", "forward-runs")
LOADS = ("defines-net", *WHERE)
USUAL = {
    "nn": "torch.nn", "F": "torch.nn.functional", "torch": "torch", "optim": "torch.optim",
    "np": "numpy", "math": "math", "argparse": "argparse", "Variable": "torch.autograd",
    "datasets": "torchvision", "transforms": "torchvision",
}  # fmt: skip


def _stop(case: Case, *types: str) -> Trouble | None:
    """The exception that stopped loading, building or running."""
    trouble = case.trouble
    return trouble if trouble is not None and trouble.type in types else None


def _unbound(case: Case) -> tuple[str, Trouble] | None:
    """The name on the line of a NameError that nothing in the file gives a value."""
    trouble = _stop(case, "NameError")
    if trouble is None:
        return None
    for name in case.script.read_at(trouble.line):
        if name not in case.script.bound and not hasattr(builtins, name):
            return name, trouble
    return None


@diagnosis(*LOADS, hint="Compare the first lines of the file with those of the hand-out.")
def import_forgotten(case: Case) -> Seen | None:
    """An import is missing

    A file knows only the names that it imports or makes itself.
    """
    found = _unbound(case)
    if found is None or found[0] not in USUAL:
        return None
    name, trouble = found
    return Seen(f"`{name}` ({USUAL[name]}) is used and never imported.", line=trouble.line)


@diagnosis(*LOADS, hint="What belongs to the object is reached through it.")
def self_forgotten(case: Case) -> Seen | None:
    """self. is missing before the name of a layer

    Layers live in the object. Without `self.` Python looks for a name of the function's own.
    """
    found = _unbound(case)
    if found is None or found[0] not in (*case.declared, *case.script.methods):
        return None
    name, trouble = found
    return Seen(
        f"`{name}` is an attribute of the network, and line {trouble.line} names it without self.",
        line=trouble.line,
        lines=case.declaration(name),
        observed=name,
    )


@diagnosis(*LOADS, hint="Read the name letter by letter.", general=True)
def name_misspelt(case: Case) -> Seen | None:
    """A name is misspelt, or comes from nowhere

    Python takes a name for another one as soon as one letter differs.
    """
    found = _unbound(case)
    if found is None:
        return None
    name, trouble = found
    close = difflib.get_close_matches(name, case.script.bound, 1, 0.7)
    rest = f"; `{close[0]}` comes near" if close else ""
    return Seen(f"Nothing in the file is called `{name}`{rest}.", line=trouble.line, observed=name)


@diagnosis(
    *LOADS,
    hint="Give the name a value before it is read, on every way through the code.",
    general=True,
)
def name_read_too_early(case: Case) -> Seen | None:
    """A name is read before it has a value

    The lines run from top to bottom; and a name that a function gives a value to is its own,
    even if the file has one that is called the same.
    """
    trouble = _stop(case, "NameError", "UnboundLocalError")
    if trouble is None:
        return None
    for name in case.script.read_at(trouble.line):
        own = name in case.script.bound and name not in case.script.imports
        if own and name in _locals(case, trouble.line):
            return Seen(f"`{name}` has no value here yet.", line=trouble.line)
    return None


def _locals(case: Case, line: int | None) -> set[str]:
    """The names that the method around a line gives values to."""
    for method in case.script.methods.values():
        if line and method.lineno <= line <= (method.end_lineno or 0):
            stores = (n for n in ast.walk(method) if isinstance(n, ast.Name))
            return {n.id for n in stores if isinstance(n.ctx, ast.Store)}
    return set()


def _of_torch(case: Case) -> tuple[str, str, Trouble] | None:
    """(module, name, trouble) of an attribute of torch that is not there."""
    trouble = _stop(case, "AttributeError")
    if trouble is None:
        return None
    for node in case.script.at(trouble.line):
        if isinstance(node, ast.Attribute):
            dotted = case.script.dotted(node)
            module, _, name = dotted.rpartition(".")
            known = {"torch.nn": LAYERS, "torch.nn.functional": FUNCTIONS}.get(module)
            if known is not None and name not in known:
                return module, name, trouble
    return None


@diagnosis(*LOADS, hint="Look the layer up in the documentation of torch.nn.")
def layer_name_of_another_library(case: Case) -> Seen | None:
    """A layer has the name that another library gives it

    Keras says Dense and MaxPooling2D, torch says Linear and MaxPool2d.
    """
    found = _of_torch(case)
    if found is None or found[1] not in ELSEWHERE:
        return None
    module, name, trouble = found
    return Seen(
        f"{module} has no `{name}`; what it calls so is `{ELSEWHERE[name]}`.",
        line=trouble.line,
        expected=ELSEWHERE[name],
        observed=name,
    )


@diagnosis(*LOADS, hint="Layers (classes) begin with capitals, functions do not.")
def layer_name_in_other_case(case: Case) -> Seen | None:
    """A name of torch has other capitals

    Python tells capitals from small letters: `nn.Conv2d` is a layer, `F.conv2d` a function.
    """
    found = _of_torch(case)
    if found is None:
        return None
    module, name, trouble = found
    known = LAYERS if module == "torch.nn" else FUNCTIONS
    same = next((one for one in known if one.lower() == name.lower()), "")
    if not same:
        return None
    return Seen(
        f"{module} has no `{name}`, but `{same}`.",
        line=trouble.line,
        expected=same,
        observed=name,
    )


@diagnosis(*LOADS, hint="Look the name up in the documentation of torch.", general=True)
def name_of_torch_misspelt(case: Case) -> Seen | None:
    """A name of torch is misspelt

    A module has only the names that its documentation lists.
    """
    found = _of_torch(case)
    if found is None:
        return None
    module, name, trouble = found
    close = meant(name, LAYERS if module == "torch.nn" else FUNCTIONS)
    rest = f"; `{close}` comes near" if close else ""
    return Seen(f"{module} has no `{name}`{rest}.", line=trouble.line, observed=name)


def _of_self(case: Case) -> tuple[str, Trouble] | None:
    """The attribute of the network on the line that raised and that nothing stores."""
    trouble = _stop(case, "AttributeError")
    if trouble is None:
        return None
    names = {layer.path.partition(".")[0] for layer in case.seen.layers}
    for node in case.script.at(trouble.line):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            around = _around(case, trouble.line)
            mine = around is not None and is_name(node.value, first_argument(around))
            if mine and node.attr not in (*case.declared, *case.script.methods, *names, *_OWN):
                return node.attr, trouble
    return None


_OWN = ("training", "parameters", "modules", "children", "named_parameters", "forward", "__class__")


def _around(case: Case, line: int | None) -> Function | None:
    for method in case.script.methods.values():
        if line and method.lineno <= line <= (method.end_lineno or 0):
            return method
    return None


@diagnosis(*WHERE, hint="A name without self. is gone when the function ends.")
def layer_kept_in_a_local_name(case: Case) -> Seen | None:
    """A layer is made in __init__ and not stored in the network

    What a function gives to a plain name is its own, and is gone when it ends.
    """
    found, init = _of_self(case), case.script.init
    if found is None or init is None:
        return None
    name, trouble = found
    for node in ast.walk(init):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name:
            return Seen(
                f"line {node.lineno} makes `{name}` without self., so the network has no such "
                "attribute.",
                line=trouble.line,
                lines=(node.lineno,),
                observed=name,
            )
    return None


@diagnosis(*WHERE, hint="Compare the names in forward with those in __init__.", general=True)
def layer_used_not_defined(case: Case) -> Seen | None:
    """forward uses a layer that __init__ does not make

    Each name behind `self.` must have been given a value before.
    """
    found = _of_self(case)
    if found is None:
        return None
    name, trouble = found
    close = difflib.get_close_matches(name, case.declared, 1, 0.6)
    rest = f"; `{close[0]}` comes near" if close else ""
    return Seen(
        f"`self.{name}` is used, and nothing stores it{rest}.",
        line=trouble.line,
        lines=case.declaration(close[0]) if close else (),
        observed=name,
    )


@diagnosis("forward-runs", hint="Look the method up in the documentation of torch.Tensor.")
def tensor_has_no_such_method(case: Case) -> Seen | None:
    """A tensor has no method of that name

    What a tensor can do by itself stands in the documentation of torch.Tensor; the rest is in
    torch.nn.functional.
    """
    trouble = case.raised("forward", "AttributeError")
    if trouble is None:
        return None
    for node in case.script.at(trouble.line):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            root = case.script.dotted(node).partition(".")[0]
            imported = root in set(case.script.imports.values()) | {"torch"}
            if not imported and root != _me(case, trouble.line) and node.attr not in METHODS:
                close = meant(node.attr, METHODS)
                rest = f"; `{close}` comes near" if close else ""
                return Seen(
                    f"`{source(node)}`: a tensor has no `{node.attr}`{rest}.", line=trouble.line
                )
    return None


def _me(case: Case, line: int | None) -> str:
    around = _around(case, line)
    return first_argument(around) if around is not None else ""


@diagnosis(*LOADS, hint="Everything that Net needs stands in the one file.")
def module_is_not_here(case: Case) -> Seen | None:
    """An import finds nothing

    Only one file is handed in. What Net needs from another one must stand in it.
    """
    trouble = _stop(case, "ModuleNotFoundError", "ImportError")
    if trouble is None:
        return None
    for name in case.script.read_at(trouble.line):
        origin = case.script.imports.get(name, "").partition(".")[0]
        if origin and origin not in ("torch", "torchvision", "numpy"):
            return Seen(f"`{name}` comes from {origin}, which is not here.", line=trouble.line)
    line = case.script.line(trouble.line).strip()
    return Seen(f"`{line[:60]}` finds nothing to import.", line=trouble.line)


@diagnosis(
    "defines-net", hint="Keep what trains and loads data out of the way of the class.", general=True
)
def file_stops_before_the_class(case: Case) -> Seen | None:
    """The file stops before its class is there

    Python runs a file from top to bottom. What stands at the left margin and fails keeps
    everything below from being made.
    """
    trouble = case.raised("load")
    if trouble is None:
        return None
    line = case.script.line(trouble.line).strip()
    return Seen(f"`{line[:60]}` stops with a {trouble.type}.", line=trouble.line)
