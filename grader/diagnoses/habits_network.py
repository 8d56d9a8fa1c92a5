"""Habits: in the network itself, right but worth a word. They cost no points."""

from __future__ import annotations

import ast
from itertools import pairwise

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.graph import Operation
from grader.reading.torn import torn
from grader.script.nodes import calls_in, names_given, source

NORMALISED = 1e-3  # as in grader.checks.output


def _steps(case: Case) -> list[Operation]:
    flow = case.flow
    return list(flow.steps.values()) if flow is not None and case.seen.returned else []


def _behind_the_last_layer(case: Case) -> list[Operation]:
    """The steps on the scores of a network that learns all the same."""
    flow = case.flow
    if case.training is None or case.training.outcome != "reached":
        return []
    return [] if flow is None else flow.on_the_scores


@diagnosis(hint="Say it: the classes are in dimension 1.")
def softmax_dimension_left_open(case: Case) -> Seen | None:
    """The softmax is not told its dimension

    torch then guesses from the number of dimensions, warns, and will stop doing so one day.
    """
    for op in _steps(case):
        if op.kind in ("softmax", "log_softmax") and op.bound.get("dim") is None:
            return Seen(f"`{case.name(op)}` is told no dimension.", line=op.line)
    return None


@diagnosis(hint="Which of the two lines is one too many?")
def line_of_no_effect(case: Case) -> Seen | None:
    """A line stands there twice, and the first has no effect

    The second computes the same again, from what the first was given, and takes its place.
    """
    body = case.script.forward.body if case.script.forward is not None else []
    for one, after in pairwise(body):
        if not isinstance(after, ast.Assign) or ast.dump(one) != ast.dump(after):
            continue
        given = {*names_given(ast.walk(after))}
        read = {node.id for node in ast.walk(after.value) if isinstance(node, ast.Name)}
        if given and not given & read and next(calls_in(after), None) is not None:
            says = f"`{source(after)}` stands there twice; what the first gives is used by nothing."
            return Seen(says, line=after.lineno, lines=(one.lineno,))
    return None


@diagnosis(hint="Rows have no maps: there is a dropout for single numbers.")
def dropout2d_on_rows(case: Case) -> Seen | None:
    """Dropout2d is given rows of numbers

    Dropout2d drops whole maps. Behind the flattening there are none; torch warns, and drops single
    numbers.
    """
    for op in _steps(case):
        shape = case.graph.shape_out(op) if case.graph is not None else ()
        if op.kind == "dropout2d" and len(shape) == 2:
            return Seen(f"`{case.name(op)}` is given rows of {shape[1]} numbers.", line=op.line)
    return None


@diagnosis(hint="Which call exchanges two axes, with the numbers of each row?")
def rows_torn_apart(case: Case) -> Seen | None:
    """A call begins new rows within old ones

    `view` and `reshape` count through the numbers as they lie, and start a row after so many; they
    exchange no axes. Pixels that were neighbours then are none, and a convolution finds no edges.
    """
    for op, was, now in torn(case.flow) if case.flow is not None and case.seen.returned else ():
        old, new = ([size for size in shape if size > 1] for shape in (was, now))
        what, axes = ("rows", 1) if old[-1] != new[-1] else ("maps", 2)
        return Seen(
            f"`{case.name(op)}` lays {by(was)} out as {by(now)}: {what} of {by(old[-axes:])} "
            f"become {what} of {by(new[-axes:])}, which begin in the midst of the old ones.",
            line=op.line,
        )
    return None


@diagnosis(hint="Which layers are hidden ones, and which gives the scores?")
def relu_on_the_scores(case: Case) -> Seen | None:
    """A ReLU stands on the scores

    Scores may be negative. A ReLU makes all negative ones equal, and a digit whose score is cut
    off for every image learns nothing more.
    """
    steps = _behind_the_last_layer(case)
    op = next((one for one in steps if one.kind in ("relu", "relu6")), None)
    if op is None:
        return None
    return Seen(f"`{case.name(op)}` cuts off the negative scores.", line=op.line)


@diagnosis(hint="One of the two is enough: log_softmax takes raw scores.")
def softmax_twice(case: Case) -> Seen | None:
    """A softmax is taken of a softmax

    After the first all numbers lie between 0 and 1. A second makes them nearly equal, so the loss
    cannot fall below 1.46 and learning is slow.
    """
    softmaxes = [op for op in _behind_the_last_layer(case) if op.kind in ("softmax", "log_softmax")]
    if len(softmaxes) < 2 or softmaxes[0].kind != "softmax":
        return None
    first, second = softmaxes[:2]
    return Seen(
        f"`{case.name(second)}` is given what `{case.name(first)}` gave.",
        line=first.line,
        lines=(second.line,) if second.line else (),
    )


@diagnosis(hint="nll_loss goes with log_softmax, cross_entropy with raw scores.")
def cross_entropy_of_log_probabilities(case: Case) -> Seen | None:
    """The cross entropy is taken of log-probabilities

    `cross_entropy` begins with a log_softmax of its own. A second one changes nothing, so the
    numbers are the same; only one of the two is needed.
    """
    behaviour = case.behaviour
    if behaviour is None or not behaviour.finite or behaviour.log_sum_exp > NORMALISED:
        return None
    around = case.around
    for call in around.calls:
        name = case.script.called(call)
        if name in ("cross_entropy", "CrossEntropyLoss") and not _takes_scores(case):
            return Seen("The network ends with log-probabilities already.", line=call.lineno)
    return None


def _takes_scores(case: Case) -> bool:
    """Whether all that was seen of it is given plain scores: of another network, a teacher say."""
    seen = [one.form for one in case.rehearsed.told.losses if one.kind == "cross_entropy"]
    return bool(seen) and "log-probabilities" not in seen


@diagnosis(hint="Arguments that have defaults can still be given.")
def net_built_with_arguments(case: Case) -> Seen | None:
    """The network needs arguments to be built

    The lab's script builds `Net()`. This file builds its network with arguments of its own, and
    was graded with them; a script that knows only the lab would stop there.
    """
    plan = case.submission.plan
    if plan is None or plan.given is None or case.raised("construct") is not None:
        return None
    return Seen(
        f"It was built as in line {plan.given.line}, `{plan.given.call[:80]}`; the lab says "
        f"`{case.lab.class_name}()`.",
        line=plan.given.line,
    )


@diagnosis(hint="The name that the lab gives it is found at once.")
def net_has_another_name(case: Case) -> Seen | None:
    """The network has another name than the lab gives it

    The lab's script builds `Net()`. It finds the class by that name only.
    """
    loading = case.seen.loading
    if loading is None or not loading.other_name:
        return None
    return Seen(
        f"The class is called {loading.class_name}, and the lab asks for {case.lab.class_name}.",
        line=loading.line,
    )
