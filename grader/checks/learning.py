"""Does it learn: the loss goes down, and unseen digits are read."""

from __future__ import annotations

import math
from dataclasses import replace

from grader.checks.activations import activations
from grader.checks.doors import NOT_RUN_AGAIN, forward_runs
from grader.checks.dropout import dropout_off_in_eval
from grader.checks.layers import convolutions, made_by_us
from grader.checks.output import output_form, samples_independent
from grader.checks.parameters import every_parameter_learns
from grader.checks.shapes import output_shape
from grader.checks.verdict import (
    Check,
    Verdict,
    cannot_be_judged,
    check,
    fails,
    holds,
    not_measured,
    same_mistake,
)
from grader.evidence import Evidence, Training
from grader.lab import Lab
from grader.reading.reading import Reading


@check(
    requires=[forward_runs],
    otherwise="The loss does not go down when the network is trained",
)
def loss_goes_down(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The loss goes down when the network is trained

    The network was trained briefly on small batches, as the script does. Where the loss stays
    at {log} (the logarithm of {classes}) the network answers at random, whatever it is shown.
    """
    training, early = _training(reading, evidence, lab)
    if training is None:
        return early
    before, after = training.loss_before, training.loss_after
    if training.outcome == "diverged" or before is None or after is None:
        return _or_its_cause(reading, evidence, lab, "The loss became NaN or infinite.")
    # A network that answers evenly has the loss log(classes); untrained ones may start above.
    start = min(before, math.log(lab.classes))
    if after <= lab.thresholds[training.data].loss_ratio * start:
        return holds(f"From {before:.2f} to {after:.2f} in {training.samples} images.")
    if training.outcome == "cut off":
        return not_measured(_CUT_OFF.format(training.samples, training.seconds))
    message = f"The loss was {before:.2f} before and {after:.2f} after {training.samples} images."
    return _or_its_cause(reading, evidence, lab, message)


@check(requires=[forward_runs], otherwise="It does not read {digits} that it was not trained on")
def held_out_accuracy(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """It reads {digits} that it was not trained on

    Right networks reach this after a few thousand images. One that learns much more slowly
    has lost something on the way: an activation, a gradient, or most of its features.
    """
    training, early = _training(reading, evidence, lab)
    if training is None:
        return early
    asked = lab.thresholds[training.data].held_out_accuracy
    seen = training.accuracy or 0.0
    if training.outcome == "reached":
        return holds(f"{seen:.0%} of {training.held_out} unseen digits, {asked:.0%} asked.")
    learns = loss_goes_down.judge(reading, evidence, lab)
    if learns.outcome == "fails":
        return same_mistake(loss_goes_down, "Counted where the loss does not go down.")
    if learns.outcome == "same mistake":
        return learns
    if training.outcome == "cut off":
        return not_measured(_CUT_OFF.format(training.samples, training.seconds))
    message = f"{seen:.0%} of {training.held_out} unseen digits after {training.samples} images."
    if reading.never_bends and activations.judge(reading, evidence, lab).outcome == "fails":
        return same_mistake(activations, f"{message} Without any activation; counted there.")
    return _or_its_cause(reading, evidence, lab, message, f"at least {asked:.0%}", f"{seen:.0%}")


_CUT_OFF = (
    "Not known: after {} images and {:.0f} s the training was ended, and it would have gone on. "
    "That costs no points, and a tutor should look at it."
)


def _training(reading: Reading, evidence: Evidence, lab: Lab) -> tuple[Training | None, Verdict]:
    """The training, or the verdict where there was none."""
    training = evidence.training
    if not reading.has_layers:
        return None, cannot_be_judged(convolutions, "There is no layer to train.")
    if training is not None and training.way != "not run":
        return training, holds()
    reason = training.reason if training is not None else "The network could not be trained."
    for cause in (output_shape, every_parameter_learns):
        verdict = cause.judge(reading, evidence, lab)
        if verdict.outcome == "fails":
            return None, same_mistake(cause, f"Not trained. {reason}")
        if verdict.outcome == "same mistake":
            return None, replace(verdict, message=f"Not trained. {reason}")
    return None, not_measured(f"{NOT_RUN_AGAIN} ({reason})")


def _or_its_cause(
    reading: Reading,
    evidence: Evidence,
    lab: Lab,
    message: str,
    expected: str = "a loss that falls",
    observed: str = "",
) -> Verdict:
    """Charged here only where no earlier failure explains it."""
    if evidence.behaviour is not None and not evidence.behaviour.finite:
        return same_mistake(output_form, f"{message} Counted where its cause is.")
    if made_by_us(evidence):  # how these learn says nothing of the file
        return same_mistake(
            forward_runs, f"{message} A layer that __init__ never makes was put in."
        )
    causes: tuple[Check, ...] = (
        *(every_parameter_learns, samples_independent, output_form, dropout_off_in_eval),
    )
    if reading.bare_in_one_mode:  # only where one is asked for
        causes += (activations,)
    for cause in causes:
        if cause.judge(reading, evidence, lab).outcome == "fails":
            return same_mistake(cause, f"{message} Counted where its cause is.")
    return fails(message, expected=expected, observed=observed or message)
