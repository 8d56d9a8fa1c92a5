"""Habits: the steps of the training loop. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.loops import lines_of
from grader.script.nodes import constant, source


@diagnosis(hint="Once in each step, before backward().")
def zero_grad_forgotten(case: Case) -> Seen | None:
    """The gradients are never set back

    backward() adds to the gradients that are there. Without zero_grad() each step goes in the
    direction of all batches so far.
    """
    around = case.around
    if not around.training_loops or not around.methods("step") or around.methods("zero_grad"):
        return None
    if any(isinstance(n, ast.Attribute) and n.attr == "grad" for n in case.script.outside):
        return None
    line = lines_of(around.training_loops[0], "backward")[0]
    return Seen("The script calls backward() and never zero_grad().", line=line)


@diagnosis(hint="The order of a step: set back, work out, use.")
def zero_grad_before_the_step(case: Case) -> Seen | None:
    """The gradients are set back before they are used

    backward() works out the gradients, step() uses them. A zero_grad() between the two leaves
    nothing to use, and nothing is learned.
    """
    for loop in case.around.training_loops:
        backward, step = lines_of(loop, "backward"), lines_of(loop, "step")
        for line in lines_of(loop, "zero_grad"):
            if backward and step and backward[-1] < line < step[0]:
                return Seen(
                    f"zero_grad() (line {line}) stands between backward() and step().",
                    line=line,
                    lines=(backward[-1], step[0]),
                )
    return None


@diagnosis(hint="First the gradients, then the step.")
def step_before_backward(case: Case) -> Seen | None:
    """The step is made before the gradients are worked out

    step() changes the weights by the gradients that are there: those of the batch before, or
    none at all.
    """
    for loop in case.around.training_loops:
        backward, step = lines_of(loop, "backward"), lines_of(loop, "step")
        zero = lines_of(loop, "zero_grad")
        if step and backward and step[-1] < backward[0] and not (zero and zero[0] > step[-1]):
            return Seen(
                f"step() (line {step[-1]}) stands before backward() (line {backward[0]}).",
                line=step[-1],
                lines=(backward[0],),
            )
    return None


@diagnosis(hint="Something must change the weights by their gradients.")
def step_forgotten(case: Case) -> Seen | None:
    """The optimiser never makes a step

    backward() only works out in which direction the weights should go. step() makes them go.
    """
    around = case.around
    loops = around.training_loops
    if not loops or around.methods("step") or not around.optimisers:
        return None
    return Seen(
        "The script calls backward() and never step().", line=lines_of(loops[0], "backward")[0]
    )


@diagnosis(hint="Where do the gradients come from that step() uses?")
def backward_forgotten(case: Case) -> Seen | None:
    """The gradients are never worked out

    step() changes the weights by their gradients. Only backward() works these out.
    """
    around = case.around
    steps = around.methods("step")
    if not steps or not around.methods("zero_grad") or around.methods("backward", "grad"):
        return None
    return Seen("The script calls step() and never backward().", line=steps[0].lineno)


@diagnosis(hint="A number out of a tensor has no history.")
def losses_added_with_their_history(case: Case) -> Seen | None:
    """Losses are added up with their history

    A loss knows the whole way that it came about. Adding up the losses themselves keeps all
    those ways in memory, and it fills up batch by batch.
    """
    around = case.around
    for loop in around.training_loops:
        for node in ast.walk(loop):
            if not isinstance(node, ast.AugAssign) or not isinstance(node.value, ast.Name):
                continue
            if isinstance(node.op, ast.Add) and node.value.id in case.around.loss_names:
                return Seen(f"`{source(node)}` adds up tensors, not numbers.", line=node.lineno)
    return None


@diagnosis(hint="A tensor with one number gives it by a method of its own.")
def number_taken_as_in_2017(case: Case) -> Seen | None:
    """A single number is taken out of a tensor as in 2017

    Since PyTorch 0.4 a loss is a tensor without dimensions, so it has no place 0 any more.
    """
    around = case.around
    for node in case.script.outside:
        if not isinstance(node, ast.Subscript) or constant(node.slice) != 0:
            continue
        value = node.value
        bare = isinstance(value, ast.Attribute) and value.attr == "data"
        inner = value.value if isinstance(value, ast.Attribute) and bare else value
        loss = isinstance(inner, ast.Call) and around.is_loss(inner)
        if loss or (isinstance(inner, ast.Name) and inner.id in around.loss_names):
            return Seen(f"`{source(node)}` stops in today's PyTorch.", line=node.lineno)
    return None
