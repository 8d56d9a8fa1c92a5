"""Habits: in the training loop of the script. They cost no points."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.loops import lines_of
from grader.diagnoses.script import argument, calls_in, constant, is_name, source


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


@diagnosis(hint="Which of the two sets is for learning?")
def test_images_in_training(case: Case) -> Seen | None:
    """The network is trained on the test images

    The test images say how well the network does on digits that it has not seen. After training
    on them they say nothing any more.
    """
    around = case.around
    for loop in around.training_loops:
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
        name = case.script.dotted(call.func).rpartition(".")[2]
        most = 0.05 if name.startswith(("Adam", "RMS", "NAdam")) else 0.9
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
