"""Building: layers that the network does not have, and files that are not there."""

from __future__ import annotations

import ast
import difflib

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Trouble
from grader.evidence.ran import with_article
from grader.script.nodes import first_argument, is_name

WHERE = ("net-constructs", "forward-runs")

LOADS = ("defines-net", *WHERE)


def _of_self(case: Case) -> tuple[str, Trouble] | None:
    """The attribute of the network on the line that raised and that nothing stores."""
    trouble = case.stopped_by("AttributeError")
    if trouble is None:
        return None
    names = {layer.path.partition(".")[0] for layer in case.seen.layers}
    me = first_argument(case.script.function_at(trouble.line))
    for node in case.script.at(trouble.line):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            known = (*case.declared, *case.script.methods, *names, *_OWN)
            if is_name(node.value, me) and node.attr not in known:
                return node.attr, trouble
    return None


_OWN = ("training", "parameters", "modules", "children", "named_parameters", "forward", "__class__")


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


@diagnosis(*WHERE, hint="Which line of __init__ was to store it?")
def attribute_never_stored(case: Case) -> Seen | None:
    """An attribute is read that nothing has stored

    Each name behind `self.` must have been given a value before.
    """
    found = _of_self(case)
    if found is None or case.edit is None or case.edit.kind != "value-not-stored":
        return None
    name, trouble = found
    return Seen(
        f"`self.{name}` is read here, and nothing stores it.", line=trouble.line, observed=name
    )


@diagnosis(*LOADS, hint="Everything that Net needs stands in the one file.")
def module_is_not_here(case: Case) -> Seen | None:
    """An import finds nothing

    Only one file is handed in. What Net needs from another one must stand in it.
    """
    trouble = case.trouble
    if trouble is None or trouble.stage == "read":
        return None
    missing = trouble.type in ("ModuleNotFoundError", "ImportError")
    away = case.away
    for name in case.script.read_at(trouble.line):
        origin = case.script.imports.get(name, "").partition(".")[0]
        # a number from a missing file is no number: the line may stop with any error
        if origin in away or (missing and origin not in ("", "torch", "torchvision", "numpy")):
            return Seen(f"`{name}` comes from {origin}, which is not here.", line=trouble.line)
    if not missing:
        return None
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
    return Seen(f"`{line[:60]}` stops with {with_article(trouble.type)}.", line=trouble.line)
