"""Rehearsed: weights that no step changes, though the script runs. It costs no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.rehearsed import Lesson
from grader.script.nodes import constant, is_name, last_name

FEW = 2  # batches in which something must have been seen
IMAGES = 60_000  # of an epoch with the real data


def lessons_of(case: Case) -> list[Lesson]:
    """Passes in which something of a training step was done, and all of it was seen."""
    if case.trained_elsewhere:
        return []
    return [one for one in case.rehearsed.trainings if one.backwards or one.steps]


def lines_of(*lines: int | None) -> tuple[int, ...]:
    """Those that are known, each once."""
    return tuple(dict.fromkeys(line for line in lines if line is not None))


@diagnosis(hint="Which network are the weights of that the optimizer was made with?")
def optimiser_of_another_network(case: Case) -> Seen | None:
    """The optimiser holds the weights of another network

    step() changes the weights that the optimiser was made with, and no others. The network that
    is trained keeps its first, random ones.
    """
    for lesson in lessons_of(case):
        steps = lesson.steps
        if len(steps) < FEW or any(step.held for step in steps):
            continue
        if not any(one.reached for one in lesson.backwards):
            continue
        made = case.rehearsed.told.optimisers[steps[0].optimiser]
        return Seen(
            f"The optimiser made in line {made.line} holds {made.holds} tensors, and none of them "
            f"belongs to the network that is called in line {lesson.line}: after "
            f"{len(steps)} steps not one of its weights has changed.",
            line=made.line,
            lines=lines_of(steps[0].line),
        )
    return None


@diagnosis(hint="Hand over the parameters of the whole network.")
def optimiser_of_one_layer(case: Case) -> Seen | None:
    """The optimiser gets some of the weights only

    It changes only what it is given. All other layers keep their first, random weights.
    """
    told = case.rehearsed.told
    for lesson in lessons_of(case):
        network = case.rehearsed.network(lesson)
        held = {step.optimiser: step.held for step in lesson.steps}
        if not network.still or not sum(held.values()) or len(lesson.steps) < FEW:
            continue
        if sum(held.values()) >= len(network.reached):
            continue
        made = told.optimisers[lesson.steps[0].optimiser]
        names = ", ".join(f"`{name}`" for name in network.still[:4])
        more = " …" if len(network.still) > 4 else ""
        return Seen(
            f"The optimiser made in line {made.line} holds {sum(held.values())} of the "
            f"{len(network.reached)} weight tensors that get a gradient; {names}{more} stay as "
            "they were.",
            line=made.line,
            lines=lines_of(lesson.steps[0].line),
        )
    return None


@diagnosis(hint="Which weights are meant to stay as they are, and where do they come from?")
def weights_frozen_before_they_learned(case: Case) -> Seen | None:
    """Layers are frozen with their first, random weights

    Weights that want no gradient stay what they are. That is of use for layers that have learned
    before: frozen from the beginning they are random ones for ever.
    """
    for lesson in lessons_of(case):
        network = case.rehearsed.network(lesson)
        if not network.frozen or len(lesson.steps) < FEW:
            continue
        line = next(freezes(case), None)
        if line is None:  # within the class: a check looks at that
            continue
        names = ", ".join(f"`{name}`" for name in network.frozen[:4])
        more = " …" if len(network.frozen) > 4 else ""
        return Seen(
            f"{len(network.frozen)} of {network.tensors} weight tensors want no gradient ({names}"
            f"{more}) and stay what they were at the beginning.",
            line=line,
            lines=lines_of(lesson.line),
        )
    return None


def freezes(case: Case) -> Iterator[int]:
    """Lines of the script, outside of the class, that take the wish for a gradient away."""
    for node in case.script.outside:
        if isinstance(node, ast.Assign) and constant(node.value) is False:
            targets = (one for one in node.targets if isinstance(one, ast.Attribute))
            if any(one.attr == "requires_grad" for one in targets):
                yield node.lineno
        if isinstance(node, ast.Call) and last_name(node.func) == "requires_grad_":
            yield node.lineno


@diagnosis(hint="Call backward() on the very loss that was worked out.")
def backward_reaches_no_weight(case: Case) -> Seen | None:
    """backward() reaches none of the weights

    A gradient goes back along the operations that led to a number. A new tensor with the same
    value, or one that was detached, has no such way, even where it is told to require a
    gradient.
    """
    for lesson in lessons_of(case):
        calls = [one for one in lesson.backwards if not one.failed]
        if len(calls) < FEW or any(one.reached for one in calls):
            continue
        first = calls[0]
        how = "a new tensor without a history" if first.leaf else "numbers that it did not make"
        return Seen(
            f"backward() (line {first.line}) is called on {how}: no weight of the network gets a "
            "gradient.",
            line=first.line,
            lines=lines_of(*(loss.line for loss in lesson.losses[:1])),
        )
    return None


@diagnosis(hint="Where do the gradients come from that step() uses?")
def backward_forgotten(case: Case) -> Seen | None:
    """The gradients are never worked out

    step() changes the weights by their gradients. Only backward() works these out.
    """
    told = case.rehearsed.told
    if case.trained_elsewhere:
        return None
    if told.backwards or len(told.steps) < FEW or any(step.ready for step in told.steps):
        return None
    first, named = told.steps[0], _named(case, "backward")
    return Seen(
        f"step() (line {first.line}) finds no gradient: backward() is never called"
        f"{_without_brackets(named)}.",
        line=named or first.line,
        lines=lines_of(first.line),
    )


def _named(case: Case, method: str) -> int | None:
    """The line of a statement that is a method's name, and no call of it."""
    alone = (node.value for node in case.script.outside if isinstance(node, ast.Expr))
    found = (n.lineno for n in alone if isinstance(n, ast.Attribute) and n.attr == method)
    return next(found, None)


def _without_brackets(line: int | None) -> str:
    return f" (line {line} names it, without brackets)" if line is not None else ""


@diagnosis(hint="Which ways are there to change the numbers of a tensor, and not only a name?")
def weights_left_for_new_ones(case: Case) -> Seen | None:
    """A step of one's own makes new numbers and leaves the weights as they are

    `=` gives a name to a new tensor, and `p.add(...)` makes one. The weight is still the network's,
    with the numbers that it had; `p.add_(...)` and `p -= …` change these.
    """
    told, line = case.rehearsed.told, next(_left(case), None)
    calls = [one for one in told.backwards if one.reached]
    theirs = any(not told.optimisers[one.optimiser].own or one.moved for one in told.steps)
    if theirs or len(calls) < FEW or any(one.moved > 0 for one in told.forwards):
        return None
    if line is None and not told.steps:
        return None
    by = f" by {told.optimisers[told.steps[0].optimiser].kind}" if told.steps else ""
    how = f"Line {line} makes new numbers and leaves the weights, and in" if line else "In"
    return Seen(
        f"{how} {len(told.steps) or len(calls)} steps{by} no weight of the network has changed.",
        line=line or told.steps[0].line,
        lines=lines_of(calls[0].line),
    )


def _left(case: Case) -> Iterator[int]:
    """Lines of a loop over the weights that make new numbers of them, and leave them alone."""
    for loop in case.script.outside:
        if not isinstance(loop, ast.For):
            continue
        names = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
        if not any(map(_gives_weights, ast.walk(loop.iter))) and not _reads_gradients(loop, names):
            continue
        for node in ast.walk(loop):
            if isinstance(node, ast.Assign):
                if any(is_name(node.targets[0], name) for name in names):
                    yield node.lineno
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                made = node.value.func
                within = {one.id for one in ast.walk(made) if isinstance(one, ast.Name)}
                if last_name(made) in _NEW and names & within:
                    yield node.lineno


# they give a new tensor; with a line behind their name they change the one that they are called on
_NEW = ("add", "sub", "subtract", "mul", "addcdiv", "addcmul")


def _gives_weights(node: ast.AST) -> bool:
    """`net.parameters()`, or what an optimiser keeps of them."""
    method = last_name(node.func) if isinstance(node, ast.Call) else ""
    return method in ("parameters", "named_parameters") or constant(node) == "params"


def _reads_gradients(loop: ast.For, names: set[str]) -> bool:
    """Whether what it goes over has a gradient."""
    read = (n.value for n in ast.walk(loop) if isinstance(n, ast.Attribute) and n.attr == "grad")
    return any(isinstance(one, ast.Name) and one.id in names for one in read)


@diagnosis(hint="Something must change the weights by their gradients.")
def step_forgotten(case: Case) -> Seen | None:
    """The optimiser never makes a step

    backward() only works out in which direction the weights should go. step() makes them go.
    """
    told = case.rehearsed.told
    calls = [one for one in told.backwards if one.reached]
    if told.steps or len(calls) < FEW or not told.optimisers or case.trained_elsewhere:
        return None
    if weights_left_for_new_ones.recognise(case) is not None:
        return None
    if any(one.moved > 0 for one in told.forwards):
        return None
    each = 2 * len(told.cleared) > len(calls)  # else gradients may be added up for a later step
    if case.around.methods("step") and (not each or _waits(case)):
        return None
    named = _named(case, "step")
    return Seen(
        f"backward() (line {calls[0].line}) works out gradients, and step() is never called"
        f"{_without_brackets(named)}: no weight changes.",
        line=named or calls[0].line,
        lines=lines_of(calls[0].line, told.optimisers[0].line),
    )


def _waits(case: Case) -> bool:
    """Whether a step is made every so many batches: more than there are of ours, perhaps."""
    return bool(set(case.around.now_and_then) - {s.line for s in case.rehearsed.told.scheduled})
