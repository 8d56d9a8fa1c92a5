"""Batch: no image's answer depends on another image."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.graph import Graph, Operation
from grader.reading.across import over_the_batch

SHAPE, ANY, ALONE = "output-shape", "any-batch-size", "samples-independent"


def _mixes(case: Case, wanted: str) -> tuple[Graph, Operation] | None:
    """The first step of a sort that works across the images."""
    flow = case.reading.eval
    if flow is None:
        return None
    for op in flow.steps.values():
        if op.index in flow.from_input and _sort(op, flow.graph) == wanted:
            return flow.graph, op
    return None


def _sort(op: Operation, graph: Graph) -> str:
    dim = op.bound.get("dim", op.bound.get("dims"))
    across = dim in (0, None, (0,)) or (isinstance(dim, tuple) and 0 in dim)
    if op.kind == "batch_norm":
        return "norm" if op.bound.get("training") is True else ""
    if "softmax" in op.kind:
        return "softmax" if over_the_batch(op, graph) else ""
    if op.family == "reduction" and op.kind != "cumsum":
        return "statistics" if across else ""
    if op.kind in ("flip", "roll", "cumsum", "index_select", "gather"):
        return "order" if across else ""
    if op.kind in ("permute", "transpose", "movedim", "view", "reshape", "flatten"):
        shape = graph.shape_out(op)
        return "order" if shape and shape[0] != graph.batch else ""
    return ""


@diagnosis(ALONE, hint="In testing it must use what it has learned about the mean and the spread.")
def batch_norm_of_the_batch_in_eval(case: Case) -> Seen | None:
    """A batch normalisation uses the batch's own mean while it is tested

    In training a batch is normalised by its own mean and spread. In testing the running ones
    are used, so that an image's answer does not hang on its neighbours.
    """
    found = _mixes(case, "norm")
    if found is None:
        return None
    op = found[1]
    return Seen(
        f"`{case.name(op)}` normalises by the mean of the batch after net.eval() too.",
        line=op.line,
        lines=case.declaration(op.module),
    )


@diagnosis(ALONE, hint="Which dimension counts the images, and which the channels or neurons?")
def softmax_over_the_images(case: Case) -> Seen | None:
    """A softmax within the network runs over the images

    Dimension 0 counts the images. What is shared out there depends on all of them.
    """
    found = _mixes(case, "softmax")
    if found is None:
        return None
    op = found[1]
    return Seen(f"`{case.name(op)}` runs over dimension 0, the images of the batch.", line=op.line)


@diagnosis(ALONE, hint="Take the mean (or the maximum) of each image by itself.")
def statistics_of_the_whole_batch(case: Case) -> Seen | None:
    """A mean, a sum or a maximum is taken over all images

    An image's answer then changes with the other images of its batch, and a single image gets
    another answer than the same one among others.
    """
    found = _mixes(case, "statistics")
    if found is None:
        return None
    op = found[1]
    return Seen(
        f"`{op.spelled}` runs over all images of the batch, not over each by itself.", line=op.line
    )


@diagnosis(ALONE, hint="Leave the first dimension where it is.")
def images_change_places(case: Case) -> Seen | None:
    """Images of the batch change places or are mixed

    Row by row the output must belong to the image in the same place, whose label the loss
    compares it with.
    """
    found = _mixes(case, "order")
    if found is None:
        return None
    op = found[1]
    return Seen(f"`{op.spelled}` moves numbers from one image's place to another's.", line=op.line)


@diagnosis(
    ALONE,
    hint="Replace one image of a batch, and look where another's numbers change.",
    general=True,
)
def images_depend_on_each_other(case: Case) -> Seen | None:
    """An image's answer depends on the other images of the batch

    Which images happen to come together is chance; the answer to each must not be.
    """
    behaviour = case.behaviour
    if behaviour is None or not behaviour.crosstalk:
        return None
    return Seen(
        "When one image of a batch is replaced, the answers of the others change by "
        f"{behaviour.crosstalk:.1%} of their size."
    )
