"""Habits: how the script tests its network. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.nodes import argument, constant, source


@diagnosis(hint="Two methods of a network say what it is used for.")
def eval_forgotten(case: Case) -> Seen | None:
    """The network is tested in training mode

    Dropout goes on dropping neurons until net.eval() turns it off. The accuracy is lower than it
    could be and another one each time.
    """
    around = case.around
    if not around.testing_loops or around.methods("eval"):
        return None
    if any(constant(argument(call, 0, "mode")) is False for call in around.methods("train")):
        return None
    line = around.testing_loops[0].lineno
    return Seen("The script tests the network and never calls eval().", line=line)


@diagnosis(hint="At the beginning of each epoch the network is in the mode of the last test.")
def train_mode_not_set_again(case: Case) -> Seen | None:
    """The network is never put back into training mode

    After the first eval() dropout stays off, for all epochs that follow.
    """
    around = case.around
    for loop in around.loops:
        tested = around.does(loop, "eval") and around.does(loop, "backward")
        if tested and not around.does(loop, "train"):
            once = "only before the first one" if around.methods("train") else "never train()"
            says = f"{once} train()" if around.methods("train") else once
            line = around.methods("eval")[0].lineno
            return Seen(f"The script calls eval() in each epoch, and {says}.", line=line)
    return None


@diagnosis(hint="Gradients are for training; a `with` block does without them.")
def no_grad_forgotten(case: Case) -> Seen | None:
    """The network is tested with gradients

    Without `torch.no_grad()` torch keeps each step for a backward pass that never comes. That
    takes memory and time.
    """
    around = case.around
    loops = around.testing_loops
    if not loops or _volatile(case) is not None:
        return None
    words = ("no_grad", "inference_mode", "set_grad_enabled")
    for node in case.script.nodes:
        name = getattr(node, "attr", getattr(node, "id", ""))
        if isinstance(node, ast.Attribute | ast.Name) and name in words:
            return None
    return Seen("The script tests without `torch.no_grad()`.", line=loops[0].lineno)


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
