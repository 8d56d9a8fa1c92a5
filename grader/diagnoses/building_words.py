"""Building: names that Python does not find."""

from __future__ import annotations

import builtins
import difflib

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Trouble
from grader.script.nodes import local_names

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
    trouble = case.stopped_by("UnboundLocalError")
    if trouble is None:
        return None
    own = local_names(case.script.function_at(trouble.line))
    for name in case.script.read_at(trouble.line):
        if name in own and name not in case.script.imports:
            return Seen(f"`{name}` has no value here yet.", line=trouble.line)
    return None
