"""Batch: a row for each image, however many there are, and no image that sees another."""

from __future__ import annotations

from math import prod

from concepts.written import by
from grader.checks.flow import Flow
from grader.checks.output import over_the_batch
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Attempt
from grader.graph import Graph, Operation

SHAPE, ANY, ALONE = "output-shape", "any-batch-size", "samples-independent"


def _text(shape: tuple[int, ...]) -> str:
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


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


def _last_line(case: Case) -> int | None:
    lines = [op.line for op in case.graph.operations if op.line] if case.graph else []
    return lines[-1] if lines else None


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
        line=_last_line(case),
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
        line=_last_line(case),
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
    return Seen(f"forward returns {kind} where the loss needs a tensor.", line=_last_line(case))


@diagnosis(SHAPE, hint="Leave the choice of the digit to the script; return the ten scores.")
def digit_returned(case: Case) -> Seen | None:
    """forward returns the digit, not its scores

    The largest score names the digit, but learning needs all ten: the choice of the largest has
    no gradient.
    """
    graph = case.graph
    if graph is None:
        return None
    op = next((op for op in reversed(graph.operations) if op.kind in _CHOOSES), None)
    shape = _returned(case)
    if op is None or shape is None or (len(shape) == 2 and shape[1] == case.lab.classes):
        return None
    return Seen(
        f"`{op.spelled}` picks one number for each image; the loss needs all "
        f"{case.lab.classes} scores.",
        line=op.line,
        observed=_text(shape),
    )


_CHOOSES = ("argmax", "max", "topk", "sort")


@diagnosis(SHAPE, hint="The open size (-1) must come out as the number of images.")
def view_moves_numbers_between_images(case: Case) -> Seen | None:
    """A `view` moves numbers from one image to another

    With a -1 in the place of the batch a wrong row length changes the number of rows: a row then
    holds pieces of different images.
    """
    mend = next((one for one in case.seen.mends if one.trouble is None), None)
    if mend is None:
        return None
    batch = case.lab.recipe.batch_size
    total = batch * mend.now
    rows = total // mend.was if mend.was > 0 else 0
    return Seen(
        f"`{mend.layer}` asks for rows of {mend.was} numbers where each image has {mend.now}. "
        f"With {mend.now} in place of {mend.was} the rest works.",
        line=mend.line,
        arithmetic=f"{batch} × {mend.now} = {total} numbers, and {total} / {mend.was} are {rows} "
        f"rows, not {batch}",
        expected=f"{batch} rows of {mend.now}",
        observed=f"{rows} rows of {mend.was}",
    )


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
    return Seen(f"forward returns the shape {_text(shape)}.", line=_last_line(case))


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
        f"forward returns {_text(shape)}: {by(shape[1:])} for each image.",
        line=_last_line(case),
        observed=_text(shape),
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
        f"For {batch} images forward returns the shape {_text(shape)}.", observed=_text(shape)
    )


def _failed(case: Case) -> Attempt | None:
    """The first other number of images with which forward does not do."""
    classes = _columns(case)
    attempts = case.seen.attempts
    return next((a for a in attempts if a.shape != (a.batch, *classes)), None)


def _columns(case: Case) -> tuple[int, ...]:
    graph = case.graph
    shape = graph.values[graph.output].shape if graph and graph.output is not None else ()
    return shape[1:]


def _images(attempt: Attempt) -> str:
    return "1 image" if attempt.batch == 1 else f"{attempt.batch} images"


@diagnosis(ANY, hint="Name the dimension that `squeeze` may take away.")
def squeeze_loses_a_batch_of_one(case: Case) -> Seen | None:
    """`squeeze` takes away the batch when it holds one image

    `squeeze()` drops every dimension of size 1. With one image that is the first one too.
    """
    attempt, graph = _failed(case), case.graph
    if attempt is None or attempt.batch != 1 or graph is None:
        return None
    op = next((o for o in graph.live() if o.kind == "squeeze" and o.bound.get("dim") is None), None)
    if op is None:
        return None
    return Seen(
        f"With 1 image `{op.spelled}()` takes away the dimension of the images as well.",
        line=op.line,
        expected=_text((1, *_columns(case))),
        observed=_text(attempt.shape) if attempt.shape else attempt.returned or "an error",
    )


def _first_size(op: Operation) -> object:
    sizes = op.bound.get("shape", op.bound.get("sizes"))
    return sizes[0] if isinstance(sizes, tuple) and sizes else None


@diagnosis(ANY, hint="The batch knows how many images it holds; or leave that size open.")
def batch_size_written_into_the_code(case: Case) -> Seen | None:
    """The number of images is written into the code

    The last batch of an epoch is shorter, the test uses batches of another size, and a single
    image must work as well.
    """
    attempt, graph = _failed(case), case.graph
    if attempt is None or graph is None:
        return None
    reshapes = ("view", "reshape", "unflatten", "expand")
    named = [o for o in graph.live() if o.kind in reshapes and _first_size(o) == graph.batch]
    # x.size(0) is that number too, but then no other batch would fail
    if not named:
        return None
    op = named[-1]
    return Seen(
        f"`{op.spelled}` asks for {graph.batch} images; with {_images(attempt)} forward stops.",
        line=op.line,
        expected=f"{_text((attempt.batch, *_columns(case)))} for {_images(attempt)}",
    )


@diagnosis(ANY, hint="Print the shapes for batches of 1, 2 and 7 images.", general=True)
def only_some_batch_sizes_work(case: Case) -> Seen | None:
    """forward works for some numbers of images only

    Each step works on each image by itself, so their number must not matter.
    """
    attempt = _failed(case)
    if attempt is None:
        return None
    trouble = attempt.trouble
    seen = "an error" if trouble else _text(attempt.shape or ())
    return Seen(
        f"With {_images(attempt)} forward gives {seen}.",
        line=trouble.line if trouble else None,
        expected=_text((attempt.batch, *_columns(case))),
        observed=seen,
    )


def _mixes(case: Case, wanted: str) -> tuple[Graph, Operation] | None:
    """The first step of a sort that works across the images."""
    graph = case.seen.eval
    if graph is None:
        return None
    flow = Flow(graph)
    for op in flow.steps.values():
        if op.index in flow.from_input and _sort(op, graph) == wanted:
            return graph, op
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
