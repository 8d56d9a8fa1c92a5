"""Building: what is called or handed on is no layer, or no tensor."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.stops import stop
from grader.script.nodes import (
    Function,
    calls_in,
    first_argument,
    local_names,
    source,
)


@diagnosis("forward-runs", hint="Make the layer first; the image goes into the layer.")
def module_built_with_the_data(case: Case) -> Seen | None:
    """A layer is made with the image in place of its settings

    `nn.ReLU(x)` makes a layer and takes x for a setting. The result is a layer, and the next
    step needs a tensor.
    """
    trouble = stop(case, "TypeError", "AttributeError", "RuntimeError", "ValueError")
    if trouble is None:
        return None
    around = case.script.function_at(trouble.line)
    for method in (f for f in case.script.functions if f.name != "__init__"):
        data = local_names(method) - {first_argument(method)}
        for call in _layers_made(case, method):
            given = (*call.args[:1], *(word.value for word in call.keywords))
            parts = (part for one in given for part in ast.walk(one))
            names = {part.id for part in parts if isinstance(part, ast.Name)}
            if names & data and (method is not around or call.lineno <= (trouble.line or 0)):
                return Seen(
                    f"`{source(call)}` makes a layer and takes the image for a setting.",
                    line=trouble.line,
                    lines=(call.lineno,),
                )
    return None


def _layers_made(case: Case, method: Function) -> Iterator[ast.Call]:
    for call in calls_in(method):
        if case.script.layer_class(call.func):
            yield call
