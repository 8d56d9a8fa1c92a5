"""What comes out: a row of scores for each image, however many images there are."""

from __future__ import annotations

from grader.checks.doors import NOT_RUN_AGAIN, forward_runs, mend_sentence
from grader.checks.verdict import (
    Verdict,
    cannot_be_judged,
    check,
    fails,
    holds,
    not_measured,
    same_mistake,
)
from grader.evidence import Attempt, Evidence, Trouble
from grader.graph import Argument, Graph, Operation
from grader.lab import Lab
from grader.lab.words import count
from grader.reading.reading import Reading


@check(
    requires=[forward_runs], otherwise="The output is not one row of {ten} scores for each image"
)
def output_shape(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The output has one row of {ten} scores for each image

    `forward` ends with `return`, and the last {layer} has one output for each
    {digit}. In `view(-1, n)` the -1 must come out as the number of images.
    """
    wanted = f"a tensor of shape (N, {lab.classes})"
    if (edited := _edited(evidence, lab)) is not None:
        return edited
    seen = evidence.observation
    moved = next((mend for mend in seen.mends if mend.trouble is None), None)
    if moved is not None:
        return fails(
            "The number of rows that come out is not the number of images: " + mend_sentence(moved),
            line=moved.line,
            expected=wanted,
            observed=f"{moved.layer}, which moves numbers from one image to another",
            mended=True,
        )
    if seen.returned != "tensor":
        return _no_tensor(reading, evidence, wanted)
    batch = lab.recipe.batch_size
    shape = _returned_shape(reading, evidence, batch)
    if shape == (batch, lab.classes):
        return holds()
    if layers_change_places(evidence):
        return same_mistake(forward_runs, "Counted where the layers meet in another order.")
    return fails(
        f"For {batch} images forward returned the shape {_text(shape)}.",
        line=reading.last_line,
        expected=f"({batch}, {lab.classes}) for {batch} images",
        observed=_text(shape),
        mended=seen.output_chosen or (len(shape) == 2 and shape[0] == batch),
    )


def _edited(evidence: Evidence, lab: Lab) -> Verdict | None:
    """Where what came back were no scores, and are with a small edit: that is charged here."""
    repair = evidence.repair
    steps = repair.steps if repair is not None else ()
    step = next((one for one in steps if one.stopped is None), None)
    if repair is None or step is None:
        return None
    returned = repair.before.returned
    return fails(
        f"forward returned a {returned} that is no row of scores for each image.",
        line=step.edits[0].line,
        expected=f"a row of {count(lab.classes)} scores for each image",
        observed=returned,
        mended=True,
    )


def layers_change_places(evidence: Evidence) -> bool:
    """Whether one layer was given the very number that another was declared for.

    So it is when two of them are called in each other's place, or declared so.
    """
    crashes = [mend for mend in evidence.observation.mends if mend.trouble is not None]
    return any(
        one is not other and (one.what, one.now) == (other.what, other.was)
        for one in crashes
        for other in crashes
    )


def not_known(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Where nothing could be measured: no scores came out, or it was the grader that failed."""
    graph = reading.graph
    none = graph is None or graph.output is None or "float" not in graph.values[graph.output].dtype
    if none and output_shape.judge(reading, evidence, lab).outcome == "fails":
        return same_mistake(output_shape, "Not known: no row of scores came out.", unmet=False)
    return not_measured(NOT_RUN_AGAIN)


def columns(reading: Reading) -> int | None:
    """How many scores come out for each image; None for what is no row of scores."""
    shape = _shape(reading)
    return shape[1] if len(shape) == 2 else None


def _no_tensor(reading: Reading, evidence: Evidence, wanted: str) -> Verdict:
    returned = evidence.observation.returned
    forgotten = returned == "None"
    message = (
        "forward returned nothing: its last line does not say `return`."
        if forgotten
        else f"forward returned a {returned} where the loss needs one tensor."
    )
    return fails(
        message,
        line=reading.last_line,
        expected=wanted,
        observed=returned,
        mended=evidence.observation.output_chosen,
    )


@check(requires=[forward_runs], otherwise="Not every number of images can go through at once")
def any_batch_size(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Any number of images can go through at once

    The last batch of an epoch is shorter, and a single image must work as well. Write -1 or
    `x.size(0)` where the number of images stands, never the number itself, and name the
    dimension in `squeeze`.
    """
    if not _shape(reading):
        return cannot_be_judged(output_shape, "No scores came out.")
    if evidence.observation.output_chosen or any(
        mend.trouble is None for mend in evidence.observation.mends
    ):
        return same_mistake(output_shape, "This is counted where the output's shape is.")
    attempts = evidence.observation.attempts
    if not attempts:
        return cannot_be_judged(forward_runs, "No other number of images was tried.")
    columns = _shape(reading)[1:]
    if all(_wrong(attempt, columns) for attempt in attempts if attempt.batch > 1):
        return same_mistake(output_shape, "This is counted where the output's shape is.")
    bad = [attempt for attempt in attempts if _wrong(attempt, columns)]
    if not bad:
        sizes = sorted({attempt.batch for attempt in attempts})
        return holds(f"Tried with {', '.join(map(str, sizes))} images.")
    return _size_fails(bad[0], columns, reading.graph)


def _wrong(attempt: Attempt, columns: tuple[int, ...]) -> bool:
    return attempt.shape != (attempt.batch, *columns)


def _size_fails(attempt: Attempt, columns: tuple[int, ...], graph: Graph | None) -> Verdict:
    trouble = attempt.trouble
    images = "1 image" if attempt.batch == 1 else f"{attempt.batch} images"
    observed = trouble.message if trouble else _text(attempt.shape or ())
    return fails(
        f"With {images} forward {'raised ' + trouble.type if trouble else 'returned ' + observed}.",
        line=_batch_line(graph, trouble) if trouble else None,
        expected=f"{_text((attempt.batch, *columns))} for {images}",
        observed=observed,
    )


def _batch_line(graph: Graph | None, trouble: Trouble) -> int | None:
    """The last reshape up to the crash that names the number of images of the batch."""
    named = [
        op.line
        for op in (graph.operations if graph is not None else ())
        if op.kind in ("view", "reshape", "unflatten", "expand")
        and graph is not None
        and _first_size(op) == graph.batch
        and op.line is not None
        and trouble.line is not None
        and op.line <= trouble.line
    ]
    return named[-1] if named and trouble.type == "RuntimeError" else trouble.line


def _first_size(op: Operation) -> Argument:
    sizes = op.bound.get("shape", op.bound.get("sizes"))
    return sizes[0] if isinstance(sizes, tuple) and sizes else None


def _returned_shape(reading: Reading, evidence: Evidence, batch: int) -> tuple[int, ...]:
    """The shape that forward returned for the recipe's batch."""
    for attempt in evidence.observation.attempts:
        if attempt.batch == batch and attempt.shape is not None:
            return attempt.shape
    return _shape(reading)


def _shape(reading: Reading) -> tuple[int, ...]:
    graph = reading.graph
    if graph is None or graph.output is None:
        return ()
    return graph.values[graph.output].shape


def _text(shape: tuple[int, ...]) -> str:
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
