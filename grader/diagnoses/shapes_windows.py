"""Shapes: maps that are too small for the window laid on them."""

from __future__ import annotations

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.refusals import refused
from grader.diagnoses.shapes_counts import counted
from grader.diagnoses.sizes import UNIT_STEPS, Trail
from grader.graph import Operation


def _window(op: Operation, shape: tuple[int, ...], case: Case) -> tuple[int, ...]:
    """The sides of the window of a convolution or a pooling."""
    if op.family == "convolution":
        return case.shape(op.bound.get("weight"))[2:]
    size = op.bound.get("kernel_size")
    if isinstance(size, int):
        return (size,) * (len(shape) - 2)
    return tuple(s for s in size if isinstance(s, int)) if isinstance(size, tuple) else ()


def _too_small(case: Case) -> tuple[Operation, tuple[int, ...], Trail, tuple[int, ...]] | None:
    """The call whose window is larger than the map that it is laid on."""
    found = refused(case, "convolution", "pooling")
    if found is None or len(found[1]) != 4:
        return None
    op, shape, trail = found
    window, padding = _window(op, shape, case), op.bound.get("padding")
    border = padding if isinstance(padding, tuple) else (padding,) * 2
    room = [side + 2 * p for side, p in zip(shape[2:], border, strict=False) if isinstance(p, int)]
    if any(k > r for k, r in zip(window, room, strict=False)) or min(shape[2:]) < 2:
        return op, shape, trail, window
    return None


@diagnosis("forward-runs", hint="The fourth number of a convolution is no second side: see help.")
def stride_slipped_in(case: Case) -> Seen | None:
    """A convolution jumps by a whole filter at each step

    The numbers of a convolution are: channels in, channels out, size of the filter, stride. A
    size written twice, once for each side, becomes a stride.
    """
    found = _too_small(case)
    if found is None:
        return counted(case, UNIT_STEPS)
    op, shape, trail, window = found
    for step in trail.ops:
        sides = case.shape(step.bound.get("weight"))[2:]
        stride = step.bound.get("stride")
        if step.family == "convolution" and sides and sides[0] > 2 and stride == sides:
            line = case.declared_at(step.module) or step.line
            return Seen(
                f"`{case.name(step)}` has a filter of {by(sides)} and moves it by {sides[0]} at "
                f"each step, so that `{case.name(op)}` ({by(window)}) gets maps of "
                f"{by(shape[2:])} only.",
                line=op.line,
                lines=(line,) if line else (),
                arithmetic=trail.chain(),
            )
    return None


@diagnosis(
    "forward-runs", hint="Write down the sides after each step; leave out what shrinks most."
)
def maps_shrink_to_nothing(case: Case) -> Seen | None:
    """A window is larger than the map that it is laid on

    Every convolution without padding and every pooling makes the maps smaller. From 28×28 there
    is room for so many of them and no more.
    """
    found = _too_small(case)
    if found is None:
        return None
    op, shape, trail, window = found
    return Seen(
        f"`{case.name(op)}` lays a window of {by(window)} on maps of {by(shape[2:])}.",
        line=op.line,
        arithmetic=f"{trail.chain()}, and {window[0]} does not fit into {min(shape[2:])}",
        expected=f"maps of at least {by(window)}",
        observed=by(shape[2:]),
    )
