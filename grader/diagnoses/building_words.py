"""Building: names that Python does not find."""

from __future__ import annotations

import builtins
import difflib
import re

from concepts.written import several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Trouble
from grader.script.nodes import is_given, local_names, nodes_in

WHERE = ("net-constructs", "forward-runs")

LOADS = ("defines-net", *WHERE)

USUAL = {
    "nn": "torch.nn", "F": "torch.nn.functional", "torch": "torch", "optim": "torch.optim",
    "np": "numpy", "math": "math", "argparse": "argparse", "Variable": "torch.autograd",
    "datasets": "torchvision", "transforms": "torchvision",
}  # fmt: skip


def _unbound(case: Case) -> tuple[str, Trouble] | None:
    """The name on the line of a NameError that nothing in the file gives a value."""
    trouble = case.stopped_by("NameError")
    if trouble is None:
        return None
    name = trouble.name
    unbound = name and name not in case.script.everywhere and not hasattr(builtins, name)
    return (name, trouble) if unbound else None


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


@diagnosis(*LOADS, hint="Which line was to give the name its value?")
def value_never_given(case: Case) -> Seen | None:
    """A line is missing: a name is read that nothing has given a value

    What a line computes has a name, and the lines below it go on with that name.
    """
    edit = case.edit
    if edit is None or edit.kind != "line-lost":
        return None
    name = edit.now.strip("; ").partition(" = ")[0]
    calls = [one for one in case.declared if re.search(rf"\.{one}\(", edit.now)]
    method = case.script.function_at(edit.line)
    given = (node for node in nodes_in(method) if is_given(node, name)) if method else ()
    way = " on every way" if any(node.lineno < edit.line for node in given) else ""
    says = f"`{name}` is read here, and no line above gives it a value{way}."
    if calls:
        which, are = several([f"`{one}`" for one in calls]), "is" if len(calls) == 1 else "are"
        says += f" {which}, which __init__ makes, {are} called nowhere."
    return Seen(says, line=edit.line, observed=name)


@diagnosis("forward-runs", "output-shape", hint="What was to be made of these results?")
def results_unread(case: Case) -> Seen | None:
    """A line is missing: results have names, and nothing goes on with them

    What stands under a name goes on only where a later line reads that name.
    """
    edit = case.edit
    if edit is None or edit.kind != "results-unread":
        return None
    data, _, rest = edit.now.partition(" = ")
    given = local_names(case.script.function_at(edit.line)) - {data}
    names = [one for one in dict.fromkeys(re.findall(r"\w+", rest)) if one in given]
    words, nodes = several([f"`{one}`" for one in names]), case.script.nodes
    return Seen(
        f"No line goes on with {words}; `{data}` still holds what it held before.",
        line=edit.line,
        lines=tuple(node.lineno for one in names for node in nodes if is_given(node, one)),
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
    if name in case.script.bound:  # of a function, say, whose names are its own
        says = f"`{name}` has a value elsewhere in the file, and none here."
        return Seen(says, line=trouble.line, observed=name)
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
    trouble = case.stopped_by("UnboundLocalError")
    if trouble is None:
        return None
    own = local_names(case.script.function_at(trouble.line))
    for name in case.script.read_at(trouble.line):
        if name in own and name not in case.script.imports:
            return Seen(f"`{name}` has no value here yet.", line=trouble.line)
    return None
