"""Building: names that torch does not have."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Trouble
from grader.script.torch_names import ELSEWHERE, FUNCTIONS, LAYERS, meant

WHERE = ("net-constructs", "forward-runs")

LOADS = ("defines-net", *WHERE)


# what torch.nn holds besides layers
_INSIDE = ("functional", "init", "utils", "modules", "parameter", "Parameter", "Buffer")


def _of_torch(case: Case) -> tuple[str, str, Trouble] | None:
    """(module, name, trouble) of an attribute of torch that is not there."""
    trouble = case.stopped_by("AttributeError")
    if trouble is None:
        return None
    for node in case.script.at(trouble.line):
        if isinstance(node, ast.Attribute):
            dotted = case.script.dotted(node)
            module, _, name = dotted.rpartition(".")
            known = {"torch.nn": LAYERS, "torch.nn.functional": FUNCTIONS}.get(module)
            if known is not None and name not in (*known, *_INSIDE):
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
