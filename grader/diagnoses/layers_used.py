"""Layers: computed and thrown away, declared and not used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired import changes_of
from grader.diagnoses.rewired_words import call_of
from grader.diagnoses.steps import target_of, thrown_away
from grader.evidence import Layer
from grader.graph import Operation
from grader.script.nodes import calls_in, first_argument, is_name, source

LAYERS = ("two-convolutions", "two-fully-connected", "every-layer-used")

STEPS = (
    *LAYERS, "relu-on-hidden-layers", "dropout-after-convolutions",
    "dropout-after-first-fully-connected", "log-probabilities",
)  # fmt: skip

_FAMILIES = {
    "two-convolutions": ("convolution",),
    "two-fully-connected": ("linear", "matmul"),
    "every-layer-used": ("convolution", "linear", "matmul", "normalisation"),
}


def _lost(case: Case) -> Iterator[Operation]:
    """The calls whose result is thrown away; of steps that are no layers those that mend."""
    if case.check in _FAMILIES:
        yield from thrown_away(case, *_FAMILIES[case.check])
    for change in changes_of(case):
        op = call_of(case, change.step) if change.verb == "keep" else None
        if op is not None:
            yield op


@diagnosis(*STEPS, hint="What stands behind a `return` never runs.")
def code_after_return(case: Case) -> Seen | None:
    """Lines of forward stand behind its `return`

    `return` ends a function at once. Layers that are called after it are not in the network.
    """
    forward = case.script.forward
    body = forward.body if forward is not None else []
    for index, statement in enumerate(body[:-1]):
        if isinstance(statement, ast.Return):
            rest = [s for s in body[index + 1 :] if next(calls_in(s), None) is not None]
            if rest:
                lines = tuple(s.lineno for s in rest[:4])
                return Seen(
                    f"forward ends at the `return` of line {statement.lineno}; "
                    f"`{source(rest[0])}` stands behind it and never runs.",
                    line=statement.lineno,
                    lines=lines,
                )
    return None


@diagnosis(*STEPS, hint="Give the result a name, and go on with that name.")
def result_not_kept(case: Case) -> Seen | None:
    """A result is computed and not kept

    A call such as `F.relu(x)` gives a new tensor and leaves `x` as it was. Where its result is
    not stored, the network goes on without it.
    """
    for op in _lost(case):
        if target_of(case, op.line) == "":
            return Seen(
                f"`{case.name(op)}` is called, but its result is not kept, so the next step works "
                "on the numbers from before.",
                line=op.line,
                observed=f"{case.name(op)}, thrown away",
            )
    return None


@diagnosis(*STEPS, hint="Follow the name on the left of `=` through the next lines.")
def result_under_a_name_not_read(case: Case) -> Seen | None:
    """A result goes to one name, and another is read

    The next line works on what it names. If that is the older name, the step between is lost.
    """
    for op in _lost(case):
        name = target_of(case, op.line)
        if name and name not in _returned(case):
            return Seen(
                f"The result of `{case.name(op)}` goes to `{name}`, which nothing reads after it.",
                line=op.line,
                observed=f"{case.name(op)}, thrown away",
            )
    return None


def _returned(case: Case) -> set[str]:
    """The names that a return of the class gives back, among others maybe."""
    returns = (node for node in case.script.nodes if isinstance(node, ast.Return) and node.value)
    return {
        part.id
        for node in returns
        for part in ast.walk(node.value or node)
        if isinstance(part, ast.Name)
    }


def _unused(case: Case) -> Layer | None:
    """A declared layer that is not used, of the sort that the check asks for."""
    word = {"two-convolutions": "Conv", "two-fully-connected": "Linear"}.get(case.check, "")
    return next((one for one in case.reading.unused if word in one.class_name), None)


def _called(case: Case, path: str) -> ast.Call | None:
    """The call of a module in the class's methods, as the text has it."""
    head = path.partition(".")[0]
    for method in case.script.methods.values():
        me = first_argument(method)
        for call in calls_in(method):
            func = call.func
            if isinstance(func, ast.Attribute) and func.attr == head and is_name(func.value, me):
                return call
    return None


@diagnosis(*LAYERS, hint="Look at when the condition is true, in training and in testing.")
def layer_behind_a_condition(case: Case) -> Seen | None:
    """A layer is called only under a condition that did not hold

    Every image must go through the same layers, in training and in testing.
    """
    unused = _unused(case)
    call = _called(case, unused.path) if unused is not None else None
    if unused is None or call is None:
        return None
    for method in case.script.methods.values():
        for node in ast.walk(method):
            if isinstance(node, ast.If) and any(part is call for part in ast.walk(node)):
                return Seen(
                    f"`{unused.path}` is called only if `{source(node.test)}`, which was not so.",
                    line=node.lineno,
                    lines=(call.lineno,),
                )
    return None


@diagnosis(*LAYERS, hint="Call it in forward, where it belongs, or take the declaration out.")
def layer_declared_never_called(case: Case) -> Seen | None:
    """A layer is declared in __init__ and not called in forward

    `__init__` only makes the layers. Which of them an image goes through, and in which order,
    is what `forward` says.
    """
    unused = _unused(case)
    if unused is None or _called(case, unused.path) is not None:
        return None
    name = f"`{unused.path}`" if unused.path else "A parameter of the class"
    return Seen(
        f"{name} is declared, with weights, and forward does not call it.",
        line=case.declared_at(unused.path),
        observed=f"{unused.path} not called",
    )


@diagnosis(
    *LAYERS, hint="Follow the names from the call to the `return`: where is it lost?", general=True
)
def layer_does_not_reach_the_output(case: Case) -> Seen | None:
    """A layer is called, but nothing of it reaches the output

    What forward returns is computed from some of its results only. Weights on which the output
    does not depend cannot learn.
    """
    unused = _unused(case)
    if unused is None:
        return None
    call = _called(case, unused.path)
    return Seen(
        f"`{unused.path}` is called, but what forward returns does not depend on it.",
        line=call.lineno if call is not None else case.declared_at(unused.path),
        lines=case.declaration(unused.path) if call is not None else (),
        observed=f"{unused.path} without effect",
    )
