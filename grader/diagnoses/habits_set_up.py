"""Habits: what a training loop is given. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_rates import loss_runs_away
from grader.script.nodes import argument, constant, names_given, source


@diagnosis(hint="Try a tenth of it, and look at the loss.")
def learning_rate_too_large(case: Case) -> Seen | None:
    """The learning rate is very large

    Each step goes against the gradient, by the learning rate. Steps that are too long jump over
    the valley and end higher than they began.
    """
    if loss_runs_away.recognise(case) is not None:
        return None
    for call in case.around.optimisers:
        rate = constant(argument(call, 1, "lr"))
        name = case.script.called(call)
        most = 0.05 if name.startswith(("Adam", "RMS", "NAdam")) else 0.9
        if name == "Adadelta":  # it scales its steps by itself: 1 is the usual factor
            continue
        if isinstance(rate, (int, float)) and rate > most:
            return Seen(f"`{source(call)}` has lr = {rate:g}.", line=call.lineno)
    return None


@diagnosis(hint="Leave it out: each batch has a graph of its own.")
def graph_kept_without_need(case: Case) -> Seen | None:
    """backward() is told to keep its graph

    `retain_graph=True` is for going back twice through the same results. In a plain training
    loop it only hides that something is used again by mistake.
    """
    for call in case.around.methods("backward"):
        if constant(argument(call, 1, "retain_graph")) is True and not _goes_back_again(case, call):
            return Seen(f"`{source(call)}`", line=call.lineno)
    return None


def _goes_back_again(case: Case, call: ast.Call) -> bool:
    """Whether the same results may be gone through once more: from elsewhere, or round by round."""
    loop = case.around.loop_of(call)
    again = case.around.methods("backward", "grad")
    if loop is None:
        return len(again) > 1
    inside = list(ast.walk(loop))
    of = call.func.value if isinstance(call.func, ast.Attribute) else None
    kept = isinstance(of, ast.Name) and of.id not in names_given(inside)
    return kept or sum(other in inside for other in again) > 1


@diagnosis(hint="Call the network itself, as if it were a function.")
def forward_called_by_hand(case: Case) -> Seen | None:
    """forward is called by hand

    `net(x)` runs what else belongs to a network (hooks) and then forward; `net.forward(x)` runs
    forward alone.
    """
    if case.script.net is None:
        return None
    for call in case.around.methods("forward"):
        func = call.func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
            return Seen(f"`{source(call)}`", line=call.lineno)
    return None
