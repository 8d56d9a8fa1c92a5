"""Training: the network runs as asked and does not learn, or learns too slowly."""

from __future__ import annotations

import math

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.graph import Operation
from grader.reading.dropping import means_to_drop
from grader.reading.flow import Flow

LEARNS, LOSS, ACCURACY = "every-parameter-learns", "loss-goes-down", "held-out-accuracy"


@diagnosis(
    LEARNS,
    LOSS,
    ACCURACY,
    *("output-form", "samples-independent", "activations", "dropout", "dropout-off-in-eval"),
    hint="Look for what ends the process on real images: exit, quit, os._exit, a signal.",
)
def training_broken_off(case: Case) -> Seen | None:
    """The submission ends its own training

    What torch cannot show step by step is trained as it is. A process that ends itself meanwhile
    leaves nothing to be measured.
    """
    training, finding = case.evidence.training, case.finding
    if training is None or finding is None or finding.diagnosis != "training-broken-off":
        return None  # it failed for what was seen
    how = training.broken_off[:1].lower() + training.broken_off[1:]
    return Seen(
        "Not known: it can only be seen in a training, and the submission's own process broke "
        f"that off: {how}"
    )


@diagnosis(LOSS, ACCURACY, hint="The image must weigh more than what is added to it.")
def noise_drowns_the_image(case: Case) -> Seen | None:
    """Random numbers drown the image

    What is random in training cannot be learned from. A little noise helps; as much noise as
    image leaves nothing to see.
    """
    flow = case.reading.train
    op = next((o for o in _steps(flow) if o.family == "random"), None)
    if op is None or flow is None or any(map(means_to_drop(flow), _after(flow, op))):
        return None  # what only drops numbers is a dropout, by hand
    return Seen(f"`{op.spelled}` mixes random numbers in on the way to the output.", line=op.line)


def _after(flow: Flow, op: Operation) -> list[Operation]:
    """What a step leads to, the dropouts of torch left out."""
    reached = [flow.steps[index] for index in flow.reached_from(op.index) if index in flow.steps]
    return [one for one in reached if one.family != "dropout"]


def _steps(flow: Flow | None) -> list[Operation]:
    return list(flow.steps.values()) if flow is not None else []


@diagnosis(LOSS, ACCURACY, hint="Give the hidden layer more neurons than there are digits.")
def too_few_hidden_neurons(case: Case) -> Seen | None:
    """A hidden layer is narrower than the number of digits

    All that later layers know of an image comes through the narrowest place. Ten digits cannot
    be told apart by one or two numbers.
    """
    flow = case.flow
    if flow is None or case.graph is None:
        return None
    for layer in flow.layers[:-1]:
        size = case.graph.shape_out(layer.op)[1:2]
        if size and size[0] < case.lab.classes // 2 and layer.role == "linear":
            return Seen(
                f"`{layer.name}` has {size[0]} neurons, and {case.lab.classes} digits must come "
                "through them.",
                line=layer.op.line,
                lines=case.declaration(layer.op.module),
                observed=f"{size[0]} neurons",
            )
    return None


@diagnosis(LOSS, ACCURACY, hint="More filters see more different things.")
def too_few_channels(case: Case) -> Seen | None:
    """A convolution has one or two filters

    A filter looks for one pattern. With one or two of them most of what makes a digit is not
    seen.
    """
    flow = case.flow
    if flow is None or case.graph is None:
        return None
    for layer in flow.convolutions:
        if layer.op is flow.layers[-1].op:  # its filters are the classes
            continue
        size = case.graph.shape_out(layer.op)[1:2]
        if size and size[0] < 3:
            return Seen(
                f"`{layer.name}` has {size[0]} filter{'s' if size[0] > 1 else ''}.",
                line=layer.op.line,
                lines=case.declaration(layer.op.module),
                observed=f"{size[0]} filters",
            )
    return None


@diagnosis(LEARNS, LOSS, ACCURACY, hint="The scores of the digits may be negative: leave them.")
def relu_on_the_scores_stops_learning(case: Case) -> Seen | None:
    """A ReLU on the scores keeps the network from learning

    A digit whose score is cut off at 0 gets no gradient any more, for no image.
    """
    op = _behind_the_last(case, "relu", "relu6")
    if op is None:
        return None
    return Seen(f"`{case.name(op)}` cuts off the negative scores.", line=op.line)


@diagnosis(LOSS, ACCURACY, hint="One softmax is enough: log_softmax takes raw scores.")
def softmax_twice_slows_learning(case: Case) -> Seen | None:
    """A softmax is taken of a softmax

    After the first one all numbers lie between 0 and 1. A second one makes them nearly equal, so
    the loss cannot fall below 1.46 and the gradient is small.
    """
    op = _behind_the_last(case, "softmax")
    if op is None:
        return None
    return Seen(f"`{case.name(op)}` stands before the log_softmax.", line=op.line)


def _behind_the_last(case: Case, *kinds: str) -> Operation | None:
    """A step of these kinds behind the last layer, with something after it."""
    flow = case.flow
    steps = [] if flow is None else flow.on_the_scores
    return next((op for op in steps[:-1] if op.kind in kinds), None)


@diagnosis(
    LOSS, hint="Look for a division, a logarithm or a growing product on the way.", general=True
)
def loss_diverges(case: Case) -> Seen | None:
    """The loss becomes infinite

    Once a number is NaN or infinite, all that is computed from it is too, and the weights with
    it.
    """
    training = case.training
    if training is None or training.outcome != "diverged":
        return None
    return Seen("The loss became NaN or infinite in training.", observed="NaN or infinity")


@diagnosis(
    LOSS,
    hint="Look at the numbers that come out for different images: do they differ?",
    general=True,
)
def loss_stays(case: Case) -> Seen | None:
    """The loss does not fall

    A network that answers the same to every image has a loss of log 10 = 2.3. One that learns
    soon falls below it.
    """
    training = case.training
    if training is None or training.loss_before is None or training.loss_after is None:
        return None
    return Seen(
        f"The loss was {training.loss_before:.2f} before and {training.loss_after:.2f} after "
        f"{training.samples} images; log {case.lab.classes} is {math.log(case.lab.classes):.2f}.",
        observed=f"{training.loss_after:.2f}",
    )


@diagnosis(
    ACCURACY,
    hint="Look for the place where the least gets through: few numbers, large steps.",
    general=True,
)
def learns_too_slowly(case: Case) -> Seen | None:
    """It learns, but far more slowly than others do

    Two convolutions with a ReLU each read most digits rightly after a few thousand images. What
    is lost on the way (by large strides, few channels, strong dropout) must be learned without.
    """
    training = case.training
    if training is None or training.accuracy is None:
        return None
    return Seen(
        f"{training.accuracy:.0%} of {training.held_out} unseen digits are read rightly after "
        f"{training.samples} images.",
        observed=f"{training.accuracy:.0%}",
    )
