"""Shapes: channels and neurons of one layer do not fit those of the one before."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.sizes import Trail, given_to, trail_to
from grader.evidence import LAID_OUT, Mend, MendedNumber


def _mended(case: Case, what: MendedNumber) -> tuple[Mend, Trail] | None:
    """The first number of this kind that was put right, and the way to its call."""
    mend = next((one for one in case.crashes if one.what == what), None)
    if mend is None or case.graph is None or case.unflattened:
        return None
    calls = [op for op in case.graph.operations if op.module == mend.layer]
    trails = (trail_to(case, given_to(op)) for op in calls)
    trail = next((one for one in trails if one is not None), None)
    return None if trail is None else (mend, trail)


def _seen(case: Case, mend: Mend, sentence: str, arithmetic: str = "") -> Seen:
    return Seen(
        f"{sentence} With {mend.now} in place of {mend.was} {case.onwards}.",
        line=case.declared_at(mend.layer) or mend.line,  # where the number stands
        lines=(mend.line,) if mend.line else (),
        arithmetic=arithmetic,
        expected=f"{mend.now} in `{mend.layer}`",
        observed=str(mend.was),
    )


def _first_channels(case: Case) -> tuple[Mend, Trail] | None:
    found = _mended(case, "in_channels")
    return found if found is not None and found[1].last("convolution") is None else None


@diagnosis("forward-runs", hint="How many numbers does one pixel of a grey image have?")
def channels_of_a_colour_image(case: Case) -> Seen | None:
    """The first convolution is made for colour images

    A colour image has a channel each for red, green and blue. The digits are grey: one channel.
    """
    found = _first_channels(case)
    if found is None or found[0].was != 3:
        return None
    sentence = f"`{found[0].layer}` expects 3 channels, and the image has {found[0].now}."
    return _seen(case, found[0], sentence)


@diagnosis("forward-runs", hint="Sizes need not be told: a filter slides over any image.")
def image_size_given_for_channels(case: Case) -> Seen | None:
    """The first convolution was given the image's size where its channels stand

    A convolution is told how many channels go in and how many come out. The image's height and
    width do not matter to it, since the same filter is laid on every place.
    """
    found = _first_channels(case)
    sizes = (*case.lab.input_shape[1:], 28 * 28)
    if found is None or found[0].was not in sizes:
        return None
    mend = found[0]
    return _seen(
        case, mend, f"`{mend.layer}` expects {mend.was} channels, and the image has {mend.now}."
    )


@diagnosis("forward-runs", hint="The first number of a convolution is what goes in.", general=True)
def channels_of_the_image_do_not_fit(case: Case) -> Seen | None:
    """The first convolution expects another number of channels than the image has

    Each filter reads all channels of its input at once, so it must be made for as many.
    """
    found = _first_channels(case)
    if found is None:
        return None
    mend = found[0]
    return _seen(
        case, mend, f"`{mend.layer}` expects {mend.was} channels, and the image has {mend.now}."
    )


@diagnosis("forward-runs", hint="What one convolution gives is what the next one takes.")
def channels_do_not_fit_the_convolution_before(case: Case) -> Seen | None:
    """A convolution expects another number of channels than the one before gives

    Each filter makes one channel. So the number of filters of a convolution is the number of
    channels that the next one reads.
    """
    found = _mended(case, "in_channels")
    source = found[1].last("convolution") if found is not None else None
    if found is None or source is None:
        return None
    mend, name = found[0], source.module or source.spelled
    return _seen(
        case,
        mend,
        f"`{mend.layer}` expects {mend.was} channels, and `{name}` gives it {mend.now}.",
        f"`{name}` has {mend.now} filters, and each makes one channel",
    )


@diagnosis("forward-runs", hint="What one layer gives is what the next one takes.")
def neurons_do_not_fit_the_layer_before(case: Case) -> Seen | None:
    """A fully connected layer expects another number than the one before gives

    Every neuron has a weight for each neuron of the layer before, so the numbers must agree.
    """
    found = _mended(case, "in_features")
    source = found[1].last("linear", "convolution", "pooling") if found is not None else None
    if found is None or source is None or source.family != "linear":
        return None
    mend, name = found[0], source.module or source.spelled
    return _seen(
        case, mend, f"`{mend.layer}` expects {mend.was} numbers, and `{name}` gives it {mend.now}."
    )


@diagnosis("forward-runs", hint="It has one scale and one shift for each channel before it.")
def batch_norm_size_does_not_fit(case: Case) -> Seen | None:
    """A batch normalisation is made for another number of channels

    Each channel (or each neuron) is normalised for itself, with numbers of its own.
    """
    found = _mended(case, "num_features")
    if found is None:
        return None
    mend = found[0]
    return _seen(
        case, mend, f"`{mend.layer}` normalises {mend.was} channels and is given {mend.now}."
    )


@diagnosis(
    "forward-runs", hint="Compare each layer's first number with what is given to it.", general=True
)
def layer_of_another_size(case: Case) -> Seen | None:
    """A layer is declared for another number than it is given

    The weights of a layer are made before any image comes, so the sizes must be known and right.
    """
    mend = next(iter(case.crashes), None)
    if mend is None or mend.what in ("flatten", LAID_OUT):
        return None
    return _seen(case, mend, f"`{mend.layer}` expects {mend.was} and is given {mend.now}.")
