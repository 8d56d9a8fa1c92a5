"""Batch: what comes out is a row of scores for each image."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from math import prod

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.sizes import shape_text
from grader.graph import Graph, Operation, Ref
from grader.script.nodes import nodes_in

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
    if case.edit is not None and case.edit.kind == "tuple-for-a-tensor" and case.stopped is None:
        kind = kind or "tuple"  # behind another edit, without which it gave nothing
    if kind not in ("tuple", "list", "dict"):
        return None
    article = f"a {kind}"
    return Seen(
        f"forward returns {article} where the loss needs one tensor.",
        line=_returned_at(case),
        observed=article,
    )


def _returned_at(case: Case) -> int | None:
    """The `return` of forward behind the last step; that step itself where several may be it."""
    last, forward = case.reading.last_line, case.script.forward
    nodes = nodes_in(forward) if forward is not None else ()
    ends = [one.lineno for one in nodes if isinstance(one, ast.Return)]
    behind = [line for line in ends if last is not None and line >= last]
    return behind[0] if len(behind) == 1 else last


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


@dataclass(frozen=True)
class Returned:
    """What came out where scores should."""

    shape: tuple[int, ...]
    images: int
    step: Operation | None  # what made it of the scores: without it they come out, and were judged

    def seen(self, sentence: str, line: int | None) -> Seen:
        """The sentence, with the step and its line where it is known."""
        if self.step is None:
            return Seen(f"{sentence}.", line=line, observed=shape_text(self.shape))
        made = f"{sentence}: `{self.step.spelled}` makes that of the scores."
        return Seen(made, line=self.step.line, observed=shape_text(self.shape))


def _instead(case: Case) -> Returned | None:
    """What came out; None where it was no tensor, or has the right shape."""
    shape, graph, images = _returned(case), case.graph, case.lab.recipe.batch_size
    if shape is None or graph is None or shape == (images, case.lab.classes):
        return None
    graphs = (graph, case.seen.eval) if case.seen.output_chosen else ()
    made = (step for one in graphs if (step := _behind_the_scores(one)) is not None)
    return Returned(shape, images, next(made, None))


def _behind_the_scores(graph: Graph | None) -> Operation | None:
    """What goes on with the scores that came out, or would have: in training nothing may."""
    if graph is None or graph.output is None:
        return None
    scores = Ref("value", graph.output)
    return next((op for op in graph.operations if scores in op.reads), None)


@diagnosis(SHAPE, hint="Leave the choice of the digit to the script; return the ten scores.")
def digit_returned(case: Case) -> Seen | None:
    """forward returns the digit, not its scores

    The largest score names the digit, but learning needs all ten: the choice of the largest has
    no gradient.
    """
    found = _instead(case)
    if found is None or found.step is None or found.step.kind not in _CHOOSES:
        return None
    return Seen(
        f"`{found.step.spelled}` picks one number for each image; the loss needs all "
        f"{case.lab.classes} scores.",
        line=found.step.line,
        observed=shape_text(found.shape),
    )


_CHOOSES = ("argmax", "max", "topk", "sort")


@diagnosis(SHAPE, hint="What can the last layer's second number be, if there are ten digits?")
def wrong_number_of_scores(case: Case) -> Seen | None:
    """The last layer has another number of outputs than there are digits

    Each digit from 0 to 9 needs a score of its own. With fewer the loss looks for a score that
    is not there; more are never right.
    """
    found, flow = _instead(case), case.flow
    layer = flow.layers[-1] if flow is not None and flow.layers else None
    rows = found is not None and len(found.shape) == 2 and found.shape[0] == found.images
    if found is None or layer is None or found.step is not None or not rows:
        return None
    if flow is None or flow.graph.shape_out(layer.op)[-1:] != found.shape[1:]:
        return None
    module = layer.op.module
    lines = [case.written_at(module, found.shape[1]), case.made_at(module), layer.op.line]
    told = [*dict.fromkeys(line for line in lines if line is not None)]
    return Seen(
        f"`{layer.name}` gives {found.shape[1]} scores for each image; there are "
        f"{case.lab.classes} digits.",
        line=next(iter(told), None),
        lines=tuple(told[1:]),
        expected=f"{case.lab.classes} scores",
        observed=f"{found.shape[1]} scores",
    )


@diagnosis(SHAPE, hint="Return the scores; the script works out the loss from them.")
def one_number_for_the_whole_batch(case: Case) -> Seen | None:
    """One number comes out for the whole batch

    A sum or a mean over everything forgets which image and which class a score belongs to.
    """
    found = _instead(case)
    if found is None or prod(found.shape) != 1:
        return None
    return found.seen("forward returns one number for all images", case.reading.last_line)


@diagnosis(
    SHAPE,
    hint="The scores are a row of ten for each image: what turns maps into a row?",
    general=True,
)
def maps_returned(case: Case) -> Seen | None:
    """Maps come out, not rows of scores

    A score for each digit belongs to the whole image. Maps hold a number for each place.
    """
    found = _instead(case)
    if found is None or len(found.shape) < 3:
        return None
    text = f"forward returns {shape_text(found.shape)}, {by(found.shape[1:])} for each image"
    return found.seen(text, case.reading.last_line)


@diagnosis(
    SHAPE, hint="Follow the first size, the number of images, from line to line.", general=True
)
def rows_are_not_the_images(case: Case) -> Seen | None:
    """The number of rows is not the number of images

    The loss compares each row with the label of its image, so there must be a row for each.
    """
    found = _instead(case)
    if found is None:
        return None
    text = f"For {found.images} images forward returns the shape {shape_text(found.shape)}"
    return found.seen(text, None)
