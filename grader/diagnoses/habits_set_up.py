"""Habits: what a training loop is given. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.nodes import argument, calls_in, constant, is_name, source


@diagnosis(hint="Which of the two sets is for learning?")
def test_images_in_training(case: Case) -> Seen | None:
    """The network is trained on the test images

    The test images say how well the network does on digits that it has not seen. After training
    on them they say nothing any more.
    """
    around = case.around
    for loop in around.training_loops if around.optimisers else ():
        found = around.comes_from(loop, train=False)
        if found is not None:
            return Seen(
                "The training loop goes over the images of `train=False`.",
                line=loop.lineno,
                lines=(found.lineno,),
            )
    return None


@diagnosis(hint="DataLoader has an argument for it.")
def training_images_in_one_order(case: Case) -> Seen | None:
    """The training images come in the same order in each epoch

    Neighbours in a data set may be alike. Shuffled, each batch is a fair sample of all of them.
    """
    around = case.around
    for loop in around.training_loops:
        loader = around.loader(loop)
        if around.comes_from(loop, train=False) is not None:
            continue
        if loader is None or any(k.arg is None for k in loader.keywords):
            continue
        shuffled = argument(loader, 2, "shuffle", "sampler", "batch_sampler")
        if shuffled is None or constant(shuffled) is False:
            return Seen(f"`{source(loader)}` does not shuffle.", line=loader.lineno)
    return None


@diagnosis(hint="Make it once, before the loop.")
def optimiser_made_in_the_loop(case: Case) -> Seen | None:
    """The optimiser is made anew for each batch

    Momentum, and what Adam knows of each weight, is kept in the optimiser. A new one begins
    without.
    """
    around = case.around
    for loop in around.training_loops:
        inside = {id(node) for node in ast.walk(loop)}
        for call in around.optimisers:
            if id(call) in inside:
                return Seen(f"`{source(call)}` stands inside the loop.", line=call.lineno)
    return None


@diagnosis(hint="Build it once, before the first epoch.")
def network_made_anew_in_the_loop(case: Case) -> Seen | None:
    """The network is built anew within the loop

    A new network has new random weights: what the epoch before taught is gone.
    """
    around, net = case.around, case.script.net
    for loop in around.loops:
        trains = around.does(loop, "backward")
        for call in calls_in(loop) if trains and net is not None else ():
            if is_name(call.func, net.name if net is not None else ""):
                return Seen(f"`{source(call)}` stands inside the loop.", line=call.lineno)
    return None


@diagnosis(hint="Hand over the parameters of the whole network.")
def optimiser_of_one_layer(case: Case) -> Seen | None:
    """The optimiser gets the weights of one layer only

    It changes only what it is given. All other layers keep their first, random weights.
    """
    for call in case.around.optimisers:
        first = argument(call, 0, "params")
        if isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute):
            owner = first.func.value
            part = isinstance(owner, ast.Attribute) and case.layer(owner.attr) is not None
            if first.func.attr == "parameters" and part:
                return Seen(f"`{source(first)}` are the weights of one layer.", line=call.lineno)
    return None


@diagnosis(hint="Try a tenth of it, and look at the loss.")
def learning_rate_too_large(case: Case) -> Seen | None:
    """The learning rate is very large

    Each step goes against the gradient, by the learning rate. Steps that are too long jump over
    the valley and end higher than they began.
    """
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
        if constant(argument(call, 1, "retain_graph")) is True:
            return Seen(f"`{source(call)}`", line=call.lineno)
    return None


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
