"""Batch: what comes out is a row of scores for each image."""

from __future__ import annotations

from math import prod

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.sizes import shape_text
from grader.graph import Operation

SHAPE, ANY, ALONE = "output-shape", "any-batch-size", "samples-independent"


def _returned(case: Case) -> tuple[int, ...] | None:
    """The shape that forward returned for the lab's batch; None where it was no tensor."""
    if case.seen.returned != "tensor":
        return None
    batch = case.lab.recipe.batch_size
    shapes = [a.shape for a in case.seen.attempts if a.batch == batch and a.shape is not None]
    if shapes:
        return shapes[0]
    graph = case.graph
    return None if graph is None or graph.output is None else graph.values[graph.output].shape


@diagnosis(SHAPE, hint="A function gives back what stands behind its `return`.")
def return_forgotten(case: Case) -> Seen | None:
    """forward returns nothing

    What a function computes is gone when it ends, unless it returns it. Without `return` the
    caller gets None.
    """
    if case.seen.returned != "None":
        return None
    return Seen(
        "forward computes its result and returns nothing.",
        line=case.reading.last_line,
        expected=f"a tensor of shape (N, {case.lab.classes})",
        observed="None",
    )


@diagnosis(SHAPE, hint="Return the scores alone.")
def several_things_returned(case: Case) -> Seen | None:
    """forward returns several things

    The script's loss takes one tensor, the scores. Features or hidden layers beside them must be
    fetched in another way.
    """
    kind = case.seen.returned
    if kind not in ("tuple", "list", "dict"):
        return None
    article = f"a {kind}"
    return Seen(
        f"forward returns {article} where the loss needs one tensor.",
        line=case.reading.last_line,
        observed=article,
    )


@diagnosis(SHAPE, hint="Let torch's own tensors go through to the `return`.", general=True)
def output_is_no_tensor(case: Case) -> Seen | None:
    """What forward returns is no tensor

    Gradients flow back through tensors only. A plain number or an array has lost its history.
    """
    kind = case.seen.returned
    if kind in ("tensor", "", "None"):
        return None
    return Seen(
        f"forward returns {kind} where the loss needs a tensor.", line=case.reading.last_line
    )


@diagnosis(SHAPE, hint="Leave the choice of the digit to the script; return the ten scores.")
def digit_returned(case: Case) -> Seen | None:
    """forward returns the digit, not its scores

    The largest score names the digit, but learning needs all ten: the choice of the largest has
    no gradient.
    """
    graph = case.graph
    if graph is None:
        return None
    # `max` of two tensors chooses nothing, and before the scores it may be a pooling
    last = max((op.index for op in graph.operations if op.family == "linear"), default=0)
    chosen = (op for op in graph.operations[last:] if op.kind in _CHOOSES)
    op = next((op for op in chosen if _fewer(case, op)), None)
    shape = _returned(case)
    if op is None or shape is None or (len(shape) == 2 and shape[1] == case.lab.classes):
        return None
    if prod(shape) != prod(graph.shape_out(op)):  # it is part of a softmax by hand
        return None
    return Seen(
        f"`{op.spelled}` picks one number for each image; the loss needs all "
        f"{case.lab.classes} scores.",
        line=op.line,
        observed=shape_text(shape),
    )


def _fewer(case: Case, op: Operation) -> bool:
    """Whether a call gives fewer numbers than it is given."""
    if case.graph is None or not op.reads:
        return False
    return prod(case.graph.shape_out(op)) < prod(case.shape(op.reads[0]))


_CHOOSES = ("argmax", "max", "topk", "sort")


@diagnosis(SHAPE, hint="What can the last layer's second number be, if there are ten digits?")
def wrong_number_of_scores(case: Case) -> Seen | None:
    """The last layer has another number of outputs than there are digits

    Each digit from 0 to 9 needs a score of its own. With fewer the loss looks for a score that
    is not there; more are never right.
    """
    shape, flow = _returned(case), case.flow
    batch = case.lab.recipe.batch_size
    if shape is None or len(shape) != 2 or shape[0] != batch or shape[1] == case.lab.classes:
        return None
    layer = flow.layers[-1] if flow is not None and flow.layers else None
    if layer is None:
        return None
    return Seen(
        f"`{layer.name}` gives {shape[1]} scores for each image; there are {case.lab.classes} "
        "digits.",
        line=layer.op.line,
        lines=case.declaration(layer.op.module),
        expected=f"{case.lab.classes} scores",
        observed=f"{shape[1]} scores",
    )


@diagnosis(SHAPE, hint="Return the scores; the script works out the loss from them.")
def one_number_for_the_whole_batch(case: Case) -> Seen | None:
    """One number comes out for the whole batch

    A sum or a mean over everything forgets which image and which class a score belongs to.
    """
    shape = _returned(case)
    if shape is None or prod(shape) != 1:
        return None
    return Seen(f"forward returns the shape {shape_text(shape)}.", line=case.reading.last_line)


@diagnosis(
    SHAPE,
    hint="The scores are a row of ten for each image: what turns maps into a row?",
    general=True,
)
def maps_returned(case: Case) -> Seen | None:
    """Maps come out, not rows of scores

    A score for each digit belongs to the whole image. Maps hold a number for each place.
    """
    shape = _returned(case)
    if shape is None or len(shape) < 3:
        return None
    return Seen(
        f"forward returns {shape_text(shape)}: {by(shape[1:])} for each image.",
        line=case.reading.last_line,
        observed=shape_text(shape),
    )


@diagnosis(
    SHAPE, hint="Follow the first size, the number of images, from line to line.", general=True
)
def rows_are_not_the_images(case: Case) -> Seen | None:
    """The number of rows is not the number of images

    The loss compares each row with the label of its image, so there must be a row for each.
    """
    shape = _returned(case)
    if shape is None:
        return None
    batch = case.lab.recipe.batch_size
    return Seen(
        f"For {batch} images forward returns the shape {shape_text(shape)}.",
        observed=shape_text(shape),
    )
