"""Shapes: dimensions and sizes that a call names."""

from __future__ import annotations

from math import prod

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.refusals import refused
from grader.graph import Operation


@diagnosis("forward-runs", hint="Rows of scores have the dimensions 0 (images) and 1 (classes).")
def softmax_dimension_out_of_range(case: Case) -> Seen | None:
    """The softmax is taken over a dimension that is not there

    The scores of a batch have two dimensions, 0 for the images and 1 for the classes; the
    softmax is taken over the classes.
    """
    found = refused(case, "output")
    if found is None:
        return None
    op, shape, _ = found
    dim = op.bound.get("dim")
    if not isinstance(dim, int) or -len(shape) <= dim < len(shape):
        return None
    return Seen(
        f"`{op.spelled}` is told dim={dim}, and {by(shape)} has the dimensions 0 to "
        f"{len(shape) - 1}.",
        line=op.line,
        observed=f"dim={dim}",
    )


@diagnosis("forward-runs", hint="Count the dimensions from 0: images, channels, height, width.")
def dimension_out_of_range(case: Case) -> Seen | None:
    """A call names a dimension that is not there

    Dimensions are counted from 0: of a batch of maps 0 counts the images, 1 the channels.
    """
    found = refused(case, "shape", "reduction")
    if found is None:
        return None
    op, shape, _ = found
    for name in ("dim", "start_dim", "end_dim", "dim0", "dim1"):
        dim = op.bound.get(name)
        if isinstance(dim, int) and not -len(shape) <= dim < len(shape):
            return Seen(
                f"`{op.spelled}` is told {name}={dim}, and {by(shape)} has the dimensions 0 to "
                f"{len(shape) - 1}.",
                line=op.line,
                observed=f"{name}={dim}",
            )
    return None


def _asked(op: Operation) -> list[int]:
    """The sizes that a view or a reshape asks for."""
    sizes = op.bound.get("shape")
    return [s for s in sizes if isinstance(s, int)] if isinstance(sizes, tuple) else []


@diagnosis("forward-runs", hint="`reshape` may copy; `contiguous()` puts the numbers in order.")
def view_of_numbers_out_of_order(case: Case) -> Seen | None:
    """`view` is asked for on numbers that do not lie in order

    `view` only reads the same memory with other sizes. After a `permute` or `transpose` the
    numbers do not lie as they are read, and there is nothing to view.
    """
    found = refused(case, "shape")
    if found is None or found[0].kind != "view":
        return None
    op, shape, trail = found
    fixed = prod(size for size in _asked(op) if size > 0)
    turned = trail.last("shape")
    if turned is None or turned.kind not in ("permute", "transpose", "movedim", "expand"):
        return None
    if not fixed or prod(shape) % fixed:
        return None
    return Seen(
        f"`{op.spelled}` needs the numbers in order, and `{turned.spelled}` has turned them.",
        line=op.line,
        lines=(turned.line,) if turned.line else (),
    )


@diagnosis("forward-runs", hint="Leave one size open (-1) for the number of images.")
def view_has_no_room_for_the_batch(case: Case) -> Seen | None:
    """The sizes of a `view` count one image, and a batch is given

    Every step works on a whole batch. The first size counts its images.
    """
    found = refused(case, "shape")
    if found is None or found[0].kind not in ("view", "reshape"):
        return None
    op, shape, _ = found
    asked, image = _asked(op), prod(shape[1:])
    if not asked or -1 in asked or prod(asked) != image:
        return None
    return Seen(
        f"`{op.spelled}` asks for {by(asked)} = {image} numbers, one image; given are {shape[0]} "
        f"images of {image}.",
        line=op.line,
        arithmetic=f"{shape[0]} × {image} are {prod(shape)}, not {image}",
    )


@diagnosis(
    "forward-runs", hint="The sizes must multiply to as many numbers as there are.", general=True
)
def view_does_not_divide(case: Case) -> Seen | None:
    """The sizes of a `view` do not multiply to the numbers that are there

    Another view of the same numbers cannot make or lose any of them.
    """
    mend = next((one for one in case.crashes if one.what == "flatten"), None)
    if mend is not None:
        return Seen(
            f"`{mend.layer}` asks for rows of {mend.was} numbers, where each image has "
            f"{mend.now}. With {mend.now} in place of {mend.was} {case.onwards}.",
            line=mend.line,
            expected=str(mend.now),
            observed=str(mend.was),
        )
    found = refused(case, "shape")
    if found is None or found[0].kind not in ("view", "reshape", "unflatten"):
        return None
    op, shape, _ = found
    asked = ", ".join(map(str, _asked(op)))
    return Seen(
        f"`{op.spelled}({asked})` cannot take in {by(shape)} = {prod(shape)} numbers.",
        line=op.line,
        observed=by(shape),
    )
