"""Batch: any number of images can go through."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.sizes import shape_text
from grader.evidence import Attempt
from grader.graph import Graph, Operation

SHAPE, ANY, ALONE = "output-shape", "any-batch-size", "samples-independent"


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


@diagnosis(ANY, hint="The dimension of the images must stay, whatever its size.")
def squeeze_loses_a_batch_of_one(case: Case) -> Seen | None:
    """`squeeze` takes away the batch when it holds one image

    `squeeze()` drops every dimension of size 1, `squeeze(0)` the first one if its size is 1:
    with one image that is the one that counts the images.
    """
    attempt, graph = _failed(case), case.graph
    if attempt is None or attempt.batch != 1 or graph is None:
        return None
    op = next((o for o in graph.live() if o.kind == "squeeze" and _of_images(o)), None)
    if op is None:
        return None
    dim = op.bound.get("dim")
    return Seen(
        f"With 1 image `{op.spelled}({'' if dim is None else dim})` takes away the dimension of "
        "the images as well.",
        line=op.line,
        expected=shape_text((1, *_columns(case))),
        observed=shape_text(attempt.shape) if attempt.shape else attempt.returned or "an error",
    )


def _of_images(squeeze: Operation) -> bool:
    dim = squeeze.bound.get("dim")
    return dim is None or 0 in (dim if isinstance(dim, tuple) else (dim,))


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
        f"`{op.spelled}` asks for {_written(case, graph)} images; with {_images(attempt)} forward "
        "stops.",
        line=op.line,
        expected=f"{shape_text((attempt.batch, *_columns(case)))} for {_images(attempt)}",
    )


def _written(case: Case, graph: Graph) -> str:
    """The number as the student wrote it: another one than the probe's was put in its place."""
    repair = case.evidence.repair
    for step in repair.steps if repair is not None else ():
        if step.kind == "batch-size-written":
            return step.edits[0].was
    return str(graph.batch)


@diagnosis(ANY, hint="Print the shapes for batches of 1, 2 and 7 images.", general=True)
def only_some_batch_sizes_work(case: Case) -> Seen | None:
    """forward works for some numbers of images only

    Each step works on each image by itself, so their number must not matter.
    """
    attempt = _failed(case)
    if attempt is None:
        return None
    trouble = attempt.trouble
    seen = "an error" if trouble else shape_text(attempt.shape or ())
    return Seen(
        f"With {_images(attempt)} forward gives {seen}.",
        line=trouble.line if trouble else None,
        expected=shape_text((attempt.batch, *_columns(case))),
        observed=seen,
    )
