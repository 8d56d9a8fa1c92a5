"""Reading: the file can be read, and holds no network to grade."""

from __future__ import annotations

import ast
import sys

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.nodes import is_name, methods_of, source

CHECK = "defines-net"
_HERE = ("torch", "torchvision", "numpy", *sys.stdlib_module_names)


def _nothing_found(case: Case) -> bool:
    """Whether the text was read and no network found in it."""
    trouble = case.evidence.read_trouble
    return trouble is not None and trouble.stage == "load"


@diagnosis(CHECK, hint="Save your work in the editor, and look whether this is the right file.")
def file_is_empty(case: Case) -> Seen | None:
    """The file holds no statement

    Comments and blank lines do nothing.
    """
    body = case.script.tree.body
    idle = all(
        isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in body
    )
    if not _nothing_found(case) or not idle:
        return None
    return Seen("The file holds no statement, so no class either.")


@diagnosis(CHECK, hint="Put the class into the file that you hand in.")
def net_imported_from_elsewhere(case: Case) -> Seen | None:
    """Net comes from a file that is not here

    Only one file is handed in. An import from another one finds nothing.
    """
    name = case.lab.class_name
    for node in case.script.nodes:
        if not isinstance(node, ast.ImportFrom) or not _nothing_found(case):
            continue
        if any((alias.asname or alias.name) == name for alias in node.names):
            return Seen(
                f"Line {node.lineno} imports {name} from {node.module}, which was not handed in.",
                line=node.lineno,
            )
    return None


@diagnosis(CHECK, hint="Move the class to the left margin.")
def net_inside_a_function(case: Case) -> Seen | None:
    """Net is defined inside a function

    What a function makes exists while it runs, and nowhere else.
    """
    if not _nothing_found(case):
        return None
    found = [
        (inner, node)
        for node in case.script.nodes
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ClassDef)
    ]
    # of several the one that is called so, else the one that computes something
    found.sort(key=lambda one: (one[0].name != case.lab.class_name, not _has_forward(one[0])))
    for inner, node in found:
        return Seen(
            f"The class {inner.name} (line {inner.lineno}) stands inside the function {node.name}.",
            line=inner.lineno,
            lines=(node.lineno,),
        )
    return None


def _has_forward(one: ast.ClassDef) -> bool:
    return any(method.name == "forward" for method in methods_of(one))


@diagnosis(CHECK, hint="The script builds the network by itself, from the class.")
def net_is_an_object(case: Case) -> Seen | None:
    """Net is a finished network, not a class

    The script makes a new network with `Net()`. That needs the class, the plan to build from.
    """
    for node in case.script.tree.body:
        if not isinstance(node, ast.Assign) or not _nothing_found(case):
            continue
        if any(is_name(target, case.lab.class_name) for target in node.targets):
            return Seen(
                f"`{source(node)}` makes {case.lab.class_name} an object.", line=node.lineno
            )
    return None


@diagnosis(CHECK, hint="Give the one that is to be graded the name that the lab asks for.")
def several_networks(case: Case) -> Seen | None:
    """Several classes could be the network

    Under the name that the lab gives it a class is found at once; otherwise it must be the only
    one.
    """
    candidates = case.script.rivals
    if not _nothing_found(case) or len(candidates) < 2:
        return None
    names = ", ".join(f"{one.name} (line {one.line})" for one in candidates)
    return Seen(
        f"There is no class {case.lab.class_name}; {names} could be meant.",
        line=candidates[0].line,
        lines=tuple(one.line for one in candidates[1:]),
    )


@diagnosis(CHECK, "net-constructs", hint="A class of your own, on nn.Module, needs no other file.")
def base_is_not_here(case: Case) -> Seen | None:
    """The class builds on one of a module that is not here

    Only one file is handed in, and only torch, torchvision and Python's own modules are there. A
    base class from elsewhere is missing, and with it all that it would do.
    """
    family = case.script.family or _with_forward(case)
    for base in (base for one in family for base in one.bases):
        origin = case.script.dotted(base)
        top = origin.partition(".")[0]
        unread = _nothing_found(case) and origin != source(base) and top not in _HERE
        if (top in case.away or unread) and "Module" not in source(base):  # taken for torch's
            return Seen(
                f"{family[0].name} derives from `{source(base)}` of {top}, which is not here.",
                line=family[0].lineno,
            )
    return None


def _with_forward(case: Case) -> tuple[ast.ClassDef, ...]:
    """The class that has a forward, where none was taken for a network."""
    return tuple(one.node for one in case.script.classes if one.has_forward)[:1]


@diagnosis(CHECK, "net-constructs", hint="What stands in the brackets behind the class's name?")
def net_is_no_module(case: Case) -> Seen | None:
    """The class does not derive from nn.Module

    `nn.Module` brings what makes a class a network: it collects the weights and calls `forward`.
    """
    plain = next((one for one in case.script.classes if not one.is_module), None)
    graded = case.submission.plan is not None
    if plain is None or not (_nothing_found(case) or graded):
        return None
    if graded and case.submission.plan is not None and plain.line != case.submission.plan.line:
        return None
    if not plain.has_forward:
        return None
    return Seen(
        f"{plain.name} (line {plain.line}) has a forward and does not derive from nn.Module.",
        line=plain.line,
    )


@diagnosis(
    CHECK, hint="Begin with the hand-out: it holds the class, ready to be filled in.", general=True
)
def no_network_in_the_file(case: Case) -> Seen | None:
    """There is no network in the file

    What is graded is a class with `__init__` and `forward`.
    """
    trouble = case.evidence.read_trouble
    if trouble is None or not _nothing_found(case):
        return None
    return Seen(f"{trouble.message[:1].upper()}{trouble.message[1:]}.", line=trouble.line)
