"""Layers: computed and thrown away, declared and not used, by the change that puts them to use."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from concepts.written import several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word, call_of
from grader.diagnoses.steps import target_of
from grader.evidence import OF_NET, Change
from grader.script.nodes import (
    Function,
    calls_in,
    first_argument,
    is_name,
    methods_of,
    nodes_in,
    source,
)

LAYERS = ("convolutions", "fully-connected", "every-layer-used")

STEPS = (
    *LAYERS, "activations", "dropout", "output-form", "batch-norm", "pooling",
)  # fmt: skip


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


def _goes_to(case: Case, change: Change) -> str | None:
    """The name that what is thrown away goes to, "" for none; None where the text does not say."""
    graph, op = case.graph, call_of(case, change.step)
    if graph is None or op is None or op in graph.live():
        return None
    given = set(op.outputs)
    for one in graph.operations[op.index + 1 :]:  # all that reads it stands in its own line
        if any(ref.kind == "value" and ref.index in given for ref in one.reads):
            given.update(one.outputs)
            if one.line != op.line:
                return None
    return target_of(case, op.line)


def _under_a_name(case: Case, change: Change) -> bool:
    name = _goes_to(case, change)
    line = change.step.line if change.step is not None else None
    return bool(name) and name not in _returned(case, line)


def _returned(case: Case, line: int | None) -> set[str]:
    """The names that the method of a line gives back, among others maybe."""
    method = case.script.function_at(line)
    nodes = nodes_in(method) if method is not None else case.script.nodes
    returns = (node for node in nodes if isinstance(node, ast.Return) and node.value)
    return {
        part.id
        for node in returns
        for part in ast.walk(node.value or node)
        if isinstance(part, ast.Name)
    }


def _calls(case: Case, path: str) -> Iterator[ast.Call]:
    """The calls of a module in the methods that compute, as the text has them."""
    for name, method in case.script.methods.items():
        if name != "__init__":  # tried out once, to count what it gives
            yield from _calls_within(method, path)


def _calls_within(method: Function, path: str) -> Iterator[ast.Call]:
    head, me = path.partition(".")[0], first_argument(method)
    for call in calls_in(method):
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr == head and is_name(func.value, me):
            yield call


def _condition(case: Case, change: Change) -> tuple[ast.If, ast.Call] | None:
    """What a call of a layer that is not called stands under."""
    call = next(_calls(case, change.spare), None) if change.spare else None
    for method in case.script.methods.values() if call is not None else ():
        for node in nodes_in(method):
            if isinstance(node, ast.If) and call and any(part is call for part in ast.walk(node)):
                return node, call
    return None


def _at_the_condition(case: Case, change: Change) -> list[int]:
    found = _condition(case, change)
    return [found[0].lineno, found[1].lineno] if found is not None else []


def _loop(case: Case, change: Change) -> tuple[ast.For, ast.Return] | None:
    """A loop over the container that a layer is in, and the `return` in its first round."""
    head = change.spare.partition(".")[0]
    for method in case.script.methods.values() if "." in change.spare else ():
        loops = (node for node in nodes_in(method) if isinstance(node, ast.For))
        for loop in loops:
            over = {node.attr for node in ast.walk(loop.iter) if isinstance(node, ast.Attribute)}
            ends = [one for one in loop.body if isinstance(one, ast.Return)]
            if head in over and ends:
                return loop, ends[0]
    return None


def _in_the_loop(case: Case, change: Change) -> list[int]:
    found = _loop(case, change)
    return [found[1].lineno, found[0].lineno] if found is not None else []


def _idle_method(case: Case, change: Change) -> tuple[Function, ast.Call] | None:
    """A method that no other names, which calls a layer that did not run, and the call."""
    methods = case.script.methods
    named = {
        node.attr
        for name, method in methods.items()
        for node in nodes_in(method)
        if isinstance(node, ast.Attribute) and node.attr != name
    }
    calls = list(_calls(case, change.spare)) if change.spare and change.step is None else []
    for name, method in methods.items():
        inside = [call for call in calls if call in set(calls_in(method))]
        if inside and (name in named or method is case.script.forward):
            return None
        if inside:
            return method, inside[0]
    return None


def _in_the_method(case: Case, change: Change) -> list[int]:
    found = _idle_method(case, change)
    return [found[0].lineno, found[1].lineno] if found is not None else []


def _replaced(case: Case, change: Change) -> tuple[Function, ast.Call] | None:
    """A method in the place of one of a base class that calls a layer, and that call."""
    for one in case.script.family if _is_not_called(case, change) else ():
        for method in methods_of(one):
            instead = case.script.methods[method.name]
            call = next(_calls_within(method, change.spare), None)
            if call is not None and instead is not method and method.name != "__init__":
                return instead, call
    return None


def _in_its_place(case: Case, change: Change) -> list[int]:
    found = _replaced(case, change)
    return [found[0].lineno, found[1].lineno] if found is not None else []


def _is_not_called(case: Case, change: Change) -> bool:
    called = next(_calls(case, change.spare), None) is not None
    return bool(change.spare) and change.step is None and not called


def _at_the_call(case: Case, change: Change) -> list[int]:
    """Where a layer is called, if it is, and where it is made."""
    call = next(_calls(case, change.spare), None) if change.spare else None
    path = change.spare or (change.step.module if change.step is not None else "")
    step = change.step.line if change.step is not None else None
    lines = [call.lineno if call is not None else step, case.made_at(path)]
    return list(dict.fromkeys(line for line in lines if line is not None))


def _was_not_reached(case: Case, change: Change) -> bool:
    """Whether nothing ran of a layer, nor of the line that calls it."""
    line = next((call.lineno for call in _calls(case, change.spare)), None)
    ran = any(
        f"{op.module}.".startswith(f"{change.spare}.") or (line is not None and op.line == line)
        for flow in case.reading.both
        for op in flow.graph.operations
    )
    return bool(change.spare) and change.step is None and not ran


def _spare(change: Change) -> str:
    return "A parameter of the class" if change.spare == OF_NET else f"`{change.spare}`"


def _spares(case: Case, changes: Sequence[Change]) -> str:
    names = [_spare(one) for one in changes]
    return f"{several(names)} {'is' if len(names) == 1 else 'are'}"


def _called(change: Change) -> str:
    return f"`{change.step.name}`" if change.step is not None else _spare(change)


def _fitting(case: Case, changes: Sequence[Change]) -> str:
    """Behind which layer it would fit, of a single one."""
    place, flow = changes[0].behind, case.flow
    if len(changes) > 1 or not changes[0].fits or place is None or flow is None:
        return ""
    op = call_of(case, place)
    before = [one for one in flow.layers if op is not None and one.op.index <= op.index]
    what = "channels" if op is not None and len(flow.graph.shape_out(op)) > 2 else "numbers"
    where = f"there are behind `{before[-1].name}`" if before else "the image has"
    return f". It takes {changes[0].fits} {what}, as many as {where}"


WORDS: dict[str, Word] = {
    "spares": _spares,
    "fitting": _fitting,
    "them": lambda case, changes: "it" if len(changes) == 1 else "them",
    "target": lambda case, changes: f"`{_goes_to(case, changes[0])}`",
    "condition": lambda case, changes: (
        f"`{source(found[0].test)}`" if (found := _condition(case, changes[0])) is not None else ""
    ),
    "method": lambda case, changes: (
        found[0].name if (found := _idle_method(case, changes[0])) is not None else ""
    ),
    "replaced": lambda case, changes: (
        found[0].name if (found := _replaced(case, changes[0])) is not None else ""
    ),
    "return": lambda case, changes: str(_in_the_loop(case, changes[0])[0]),
    "called": lambda case, changes: several([_called(one) for one in changes]),
}
ROWS = (
    Row("result-not-kept", STEPS, ("keep", "delete"),
        "A result is computed and not kept",
        "A call such as `F.relu(x)` gives a new tensor and leaves `x` as it was. Where its result "
        "is not stored, the network goes on without it.",
        "Give the result a name, and go on with that name.",
        "{steps} is called, but its result is not kept, so the next step works on the numbers from "
        "before.",
        fits=lambda case, change: _goes_to(case, change) == ""),
    Row("result-under-a-name-not-read", STEPS, ("keep", "delete"),
        "A result goes to one name, and another is read",
        "The next line works on what it names. If that is the older name, the step between is "
        "lost.",
        "Follow the name on the left of `=` through the next lines.",
        "The result of {steps} goes to {target}, which nothing reads after it.",
        fits=_under_a_name, words=WORDS),
    Row("layer-behind-a-condition", LAYERS, ("insert", "delete"),
        "A layer is called only under a condition that did not hold",
        "Every image must go through the same layers, in training and in testing.",
        "Look at when the condition is true, in training and in testing.",
        "`{spare}` is called only if {condition}, which was not so.",
        fits=lambda case, change: _condition(case, change) is not None,
        words=WORDS, lines=_at_the_condition),
    Row("return-in-a-loop", LAYERS, ("insert", "delete"),
        "`return` stands inside the loop over the layers",
        "`return` ends a method at once: in a loop that is the first round.",
        "Look at how far the line is indented.",
        "The `return` of line {return} ends the loop in its first round, and {spares} never "
        "called.",
        fits=lambda case, change: _loop(case, change) is not None,
        words=WORDS, lines=_in_the_loop),
    Row("method-never-called", LAYERS, ("insert", "delete"),
        "A method that calls a layer is never called itself",
        "An image goes through what forward calls, by itself or by way of another method.",
        "Which line of forward should call it, and with what?",
        "{spares} called in the method `{method}` alone, which nothing calls.",
        fits=lambda case, change: _idle_method(case, change) is not None,
        words=WORDS, lines=_in_the_method),
    Row("method-in-place-of-another", LAYERS, ("insert", "delete"),
        "A method of the base class is replaced, and a layer's call with it",
        "Where two classes have a method of one name, that of the class which builds on the other "
        "runs, and nothing of the other one's does.",
        "Compare the two methods line by line.",
        "{spares} called in the `{replaced}` of a base class alone, and another method of that "
        "name runs in its place.",
        fits=lambda case, change: _replaced(case, change) is not None,
        words=WORDS, lines=_in_its_place),
    Row("layer-declared-never-called", LAYERS, ("insert", "delete"),
        "A layer is declared in __init__ and not called in forward",
        "`__init__` only makes the layers. Which of them an image goes through, and in which "
        "order, is what `forward` says.",
        "Call it in forward, where it belongs, or take the declaration out.",
        "{spares} declared, with weights, and forward does not call {them}{fitting}.",
        fits=_is_not_called, words=WORDS, lines=_at_the_call),
    Row("layer-never-reached", LAYERS, ("insert", "delete"),
        "A line that calls a layer was never reached",
        "Not every line of a method runs: a loop may have no round, and what stands behind a way "
        "out is left out.",
        "What would have to be so for that line to run?",
        "{spares} called in a line that did not run.",
        fits=_was_not_reached, general=True, words=WORDS, lines=_at_the_call),
    Row("layer-does-not-reach-the-output", LAYERS, ("keep", "insert", "delete"),
        "A layer is called, but nothing of it reaches the output",
        "What forward returns is computed from some of its results only. Weights on which the "
        "output does not depend cannot learn.",
        "Follow the names from the call to the `return`: where is it lost?",
        "{called} is called, but what forward returns does not depend on it.",
        fits=lambda case, change: change.verb == "keep" or bool(change.spare), general=True,
        words=WORDS, lines=_at_the_call),
)  # fmt: skip
register(__name__, ROWS)
