"""Habits: how the script tests its network. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.nodes import source


def _volatile(case: Case) -> ast.Call | None:
    for call in case.around.calls:
        if any(keyword.arg == "volatile" for keyword in call.keywords):
            return call
    return None


@diagnosis(hint="A `with` block says it today.")
def volatile_of_old_torch(case: Case) -> Seen | None:
    """`volatile` is from before PyTorch 0.4

    Today it does nothing, so the test keeps everything for a backward pass.
    """
    call = _volatile(case)
    return None if call is None else Seen(f"`{source(call)}`", line=call.lineno)


@diagnosis(hint="Its name today says what is done with the losses of a batch.")
def size_average_of_old_torch(case: Case) -> Seen | None:
    """`size_average` is from before PyTorch 0.4

    Today the argument is called `reduction`: "mean" or "sum".
    """
    for call in case.around.calls:
        if any(keyword.arg in ("size_average", "reduce") for keyword in call.keywords):
            return Seen(f"`{source(call)}`", line=call.lineno)
    return None
