"""Shapes: a layer was declared for another number than it is given."""

from __future__ import annotations

from math import prod

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.sizes import Trail, given_to, slips, trail_to
from grader.evidence import Mend, MendedNumber
from grader.graph import Operation

_WORK = "Follow the sides of one image through every convolution and pooling, on paper."


def _mended(case: Case, what: MendedNumber) -> tuple[Mend, Operation, Trail] | None:
    """The first number of a kind that was put right, its call, and the way to it."""
    for mend in case.crashes if not case.unflattened else ():
        if mend.what == what and case.graph is not None:
            op = next((o for o in case.graph.operations if o.module == mend.layer), None)
            trail = trail_to(case, given_to(op)) if op is not None else None
            if op is not None and trail is not None:
                return mend, op, trail
    return None


def _line(case: Case, mend: Mend) -> int | None:
    """The line of the wrong number; of the flattening, where it is wrong there already."""
    first = case.crashes[0]
    if first.what == "flatten" and first.was == mend.was:
        return first.line
    return case.declared_at(mend.layer) or mend.line


def _flattened(case: Case) -> tuple[Mend, Trail] | None:
    """A fully connected layer right behind the flattening that was declared for another number."""
    found = _mended(case, "in_features")
    if found is None:
        return None
    mend, _, trail = found
    behind = trail.last("linear", "matmul", "convolution", "pooling")
    is_first = behind is not None and behind.family in ("convolution", "pooling")
    return (mend, trail) if is_first and prod(trail.maps) == mend.now else None


def _expects(mend: Mend, trail: Trail) -> str:
    source = trail.last("convolution")
    name = f"`{source.module or source.spelled}`" if source is not None else "the layer before"
    return (
        f"`{mend.layer}` expects {mend.was} numbers for each image; what reaches it from {name} "
        f"is {by(trail.maps)} = {mend.now}"
    )


def counted(case: Case, slip: str) -> Seen | None:
    """The finding, if this slip gives exactly the student's number (and is the first that does)."""
    found = _flattened(case)
    if found is None:
        return None
    mend, trail = found
    name = next((n for n, total in slips(case, trail) if total == mend.was), "")
    if name != slip:
        return None
    return Seen(
        f"{_expects(mend, trail)}. {mend.was} is what comes out with {slip}. With {mend.now} "
        f"{case.onwards}.",
        line=_line(case, mend),
        lines=(mend.line,) if mend.line else (),
        arithmetic=trail.arithmetic(mend.was),
        expected=f"{mend.now} = {by(trail.maps)}",
        observed=str(mend.was),
    )


@diagnosis("forward-runs", hint="Count all maps: one number for each cell of each channel.")
def flatten_size_forgets_the_channels(case: Case) -> Seen | None:
    """The size of the first fully connected layer leaves out the channels

    Flattening lays every map of every channel into one row, so the row is channels × height ×
    width long.
    """
    return counted(case, "the channels left out")


@diagnosis("forward-runs", hint="Each channel is a whole map. How many cells has one?")
def flatten_size_is_the_channels_alone(case: Case) -> Seen | None:
    """The size of the first fully connected layer counts the channels, not their cells

    A channel is a map of height × width numbers. Flattening keeps all of them.
    """
    return counted(case, "the channels alone")


@diagnosis("forward-runs", hint="A map has two sides: multiply by both.")
def flatten_size_has_one_side_only(case: Case) -> Seen | None:
    """The size of the first fully connected layer counts one side of the maps

    A map of 4×4 holds 16 numbers, not 4.
    """
    return counted(case, "one side only")


@diagnosis("forward-runs", hint="Go through forward line by line: how often is there a pooling?")
def flatten_size_forgets_a_pooling(case: Case) -> Seen | None:
    """The size of the first fully connected layer was counted with a pooling left out

    A pooling with stride 2 halves both sides, so that a quarter of the numbers is left.
    """
    return counted(case, "the last pooling left out") or counted(case, "no pooling counted")


@diagnosis("forward-runs", hint="Without padding a k×k filter takes k - 1 off each side.")
def flatten_size_counts_no_border(case: Case) -> Seen | None:
    """The size of the first fully connected layer was counted as if convolutions kept the size

    A filter only stands where all of it is on the image. Without padding the map is smaller
    than the image by the size of the filter less one.
    """
    return counted(case, "the convolutions counted as if they kept the size")


@diagnosis("forward-runs", hint="A window that does not fit on the map any more is left out.")
def flatten_size_rounds_up(case: Case) -> Seen | None:
    """The size of the first fully connected layer was counted with an odd side rounded up

    A pooling of 2×2 makes 5 of a side of 11: the last column has no partner, and torch leaves it
    out unless it is told otherwise.
    """
    return counted(case, "a pooling's odd side rounded up")


@diagnosis("forward-runs", hint="Start from the size that MNIST has, and count again.")
def flatten_size_of_a_32_pixel_image(case: Case) -> Seen | None:
    """The size of the first fully connected layer belongs to images of 32×32

    LeNet-5 and networks for CIFAR take 32×32 pixels; the digits of MNIST have 28×28.
    """
    return counted(case, "an image of 32×32 for a start")


@diagnosis(
    "forward-runs",
    hint=f"{_WORK} `print(x.shape)` before the layer shows the end of it.",
    general=True,
)
def flatten_size_does_not_fit(case: Case) -> Seen | None:
    """The first fully connected layer expects another number than the maps hold

    Its weights are one for each number of an image, so that number must be known when the layer
    is made. It follows from the image's size, the filters and the poolings.
    """
    found = _flattened(case)
    if found is None:
        return None
    mend, trail = found
    return Seen(
        f"{_expects(mend, trail)}. With {mend.now} {case.onwards}.",
        line=_line(case, mend),
        lines=(mend.line,) if mend.line else (),
        arithmetic=trail.arithmetic(mend.was),
        expected=f"{mend.now} = {by(trail.maps)}",
        observed=str(mend.was),
    )
