"""Shapes: maps, rows and the batch, where one is given for the other."""

from __future__ import annotations

from math import prod

from concepts.written import by, several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.refusals import refused
from grader.diagnoses.sizes import Trail, given_to, trail_to
from grader.evidence import LAID_OUT
from grader.graph import Operation, Ref


def _size(case: Case, op: Operation) -> int:
    """How many numbers a fully connected layer takes; 0 where it cannot be told."""
    shape = case.shape(op.bound.get("weight"))
    for mend in case.crashes:
        if mend.what == "in_features" and _is_of(case, op, mend.layer):
            return mend.was
    return shape[1] if len(shape) == 2 else 0


def _is_of(case: Case, op: Operation, layer: str) -> bool:
    """Whether a call works with the weight of this layer."""
    weight = op.bound.get("weight")
    if not isinstance(weight, Ref) or weight.kind != "tensor":
        return False
    return case.seen.tensors[weight.index].name.rpartition(".")[0] == layer


@diagnosis("forward-runs", hint="Keep the first dimension, which counts the images, as it is.")
def flatten_swallows_the_batch(case: Case) -> Seen | None:
    """All images of the batch are flattened into one row

    The first dimension counts the images. A flattening lays out each image by itself and leaves
    that dimension alone; otherwise all images become one.
    """
    found = refused(case, "linear", "matmul", "output")
    if found is None or case.graph is None:
        return None
    op, shape, trail = found
    last = trail.last("shape")
    total = prod(trail.graph.values[0].shape[:1]) * prod(trail.maps)
    whole = prod(shape) if len(shape) == 1 or (len(shape) == 2 and shape[0] == 1) else 0
    if last is None or not trail.maps or whole != total:
        return None
    batch = trail.graph.batch
    return Seen(
        f"`{case.name(op)}` should get one row for each of {batch} images, and gets one row of "
        f"{whole} numbers for all of them.",
        line=last.line,
        lines=(op.line,) if op.line else (),
        arithmetic=f"{batch} images × {by(trail.maps)} are {whole}",
        expected=f"({batch}, {prod(trail.maps)})",
        observed=by(shape),
    )


def _laid_out(case: Case) -> tuple[Operation, tuple[int, ...], Trail] | None:
    """The layer that was given maps, before the grader laid them out for it."""
    mend, graph = next(iter(case.crashes), None), case.graph
    if mend is None or mend.what != LAID_OUT or graph is None:
        return None
    op = next((one for one in graph.operations if _is_of(case, one, mend.layer)), None)
    ref = given_to(op) if op is not None else None
    if op is None or not isinstance(ref, Ref):
        return None
    step = next((one for one in graph.operations if ref.index in one.outputs), None)
    before = given_to(step) if step is not None else None
    trail = trail_to(case, before) if before is not None else None
    return None if trail is None else (op, case.shape(before), trail)


def _rest(case: Case) -> str:
    changes = [mend.change for mend in case.crashes]
    return f" With {several(changes)} {case.onwards}." if changes else ""


@diagnosis("forward-runs", hint="Between the last map and the first neuron one step is missing.")
def flatten_forgotten(case: Case) -> Seen | None:
    """The maps are not flattened before the fully connected layer

    A fully connected layer takes one row of numbers for each image. Given maps, it takes every
    line of a map for an image of its own.
    """
    found = _laid_out(case) or refused(case, "linear", "matmul")
    if found is None:
        return None
    op, shape, trail = found
    if len(shape) < 3:
        return None
    total, takes = prod(shape[1:]), _size(case, op)
    fits = f", just what `{case.name(op)}` takes" if takes == total else ""
    return Seen(
        f"`{case.name(op)}` should get a row of numbers for each image, and gets maps of "
        f"{by(shape[1:])}.{_rest(case)}",
        line=op.line,
        arithmetic=f"{trail.chain()}; laid out, {by(shape[1:])} are {total} numbers{fits}",
        expected=by((shape[0], total)),
        observed=by(shape),
    )


@diagnosis("forward-runs", hint="Convolutions first, flattening after the last of them.")
def flattened_before_a_convolution(case: Case) -> Seen | None:
    """The images are flattened before a convolution

    A convolution lays its filter on neighbouring pixels. A flattened image has no neighbours
    above and below any more.
    """
    found = refused(case, "convolution")
    if found is None or len(found[1]) > 2:
        return None
    op, shape, trail = found
    last = trail.last("shape")
    return Seen(
        f"`{case.name(op)}` needs maps (images × channels × height × width) and gets {by(shape)}.",
        line=op.line,
        lines=(last.line,) if last is not None and last.line else (),
        observed=by(shape),
    )


@diagnosis("forward-runs", hint="Pool while there are maps: before the flattening.")
def pooling_after_the_flattening(case: Case) -> Seen | None:
    """A pooling is given no maps

    Pooling takes the largest number (or the mean) of each small window of a map. After the
    flattening there are no windows.
    """
    found = refused(case, "pooling")
    if found is None or len(found[1]) >= 3:
        return None
    op, shape, _ = found
    return Seen(
        f"`{case.name(op)}` needs maps and gets {by(shape)}.", line=op.line, observed=by(shape)
    )
