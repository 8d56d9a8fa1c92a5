"""Dropout: where it is missing, or stands and drops nothing."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.steps import dropout_gap, rate_of, unused_module
from grader.graph import Operation
from grader.reading.dropping import LEAST_DROPPED, means_to_drop, share_dropped
from grader.script.nodes import argument, constant, source

PLACES = ("dropout-after-convolutions", "dropout-after-first-fully-connected")


def _idle(case: Case) -> tuple[Operation, str] | None:
    """A dropout that stands in the right place and drops nothing, with the way there."""
    gap = dropout_gap(case)
    steps = gap.has("dropout") if gap is not None else []
    return (steps[0], gap.text) if gap is not None and steps else None


@diagnosis(*PLACES, hint="A fraction has a point: the share that is dropped is one number.")
def dropout_comma_for_point(case: Case) -> Seen | None:
    """The share of a dropout is written with a comma

    In `nn.Dropout(0, 25)` the comma parts two arguments: a share of 0, and 25 for `inplace`.
    """
    found = _idle(case)
    if found is None or rate_of(found[0]) != 0:
        return None
    op = found[0]
    line = case.declared_at(op.module) if op.module else op.line
    for call in case.script.calls_at(line):
        rate, second = argument(call, 0, "p"), argument(call, 1, "inplace")
        number = constant(second)
        if constant(rate) == 0 and isinstance(number, int) and not isinstance(number, bool):
            return Seen(
                f"`{source(call)}` is a dropout with p = 0: the {number} after the comma is "
                "another argument.",
                line=op.line,
                lines=(line,) if line else (),
                expected=f"p = 0.{number}",
                observed="p = 0",
            )
    return None


@diagnosis(*PLACES, hint="p is the share of numbers that are set to 0.")
def dropout_with_p_zero(case: Case) -> Seen | None:
    """A dropout drops nothing

    p is the chance of each number to be dropped. With p = 0 everything stays.
    """
    found = _idle(case)
    if found is None or rate_of(found[0]) != 0:
        return None
    op, path = found
    return Seen(
        f"`{case.name(op)}` has p = 0, so it drops nothing.",
        line=op.line,
        lines=case.declaration(op.module),
        observed=f"p = 0 in {path}",
    )


@diagnosis(
    *PLACES, hint="p is the share of numbers that are set to 0: shares of 0.2 to 0.5 are usual."
)
def dropout_of_next_to_nothing(case: Case) -> Seen | None:
    """A dropout drops next to nothing

    Dropout makes training harder: each time other neurons are missing. Where hardly one is ever
    missing, the network is trained as without a dropout.
    """
    gap, effects = dropout_gap(case), case.reading.effects
    if gap is None:
        return None
    meant, works = means_to_drop(gap.flow), case.reading.drops(gap.flow)
    op = next((op for op in gap.inside if meant(op) and not works(op)), None)
    share = share_dropped(gap.flow, effects)(op) if op is not None else None
    if op is None or share is None:
        return None
    of = f"what {effects.images} images give it" if effects is not None else "what it is given"
    return Seen(
        f"`{case.name(op)}` drops next to nothing: of {of} a share of {share:.2g} in training.",
        line=op.line,
        lines=case.declaration(op.module),
        expected=f"a share of {LEAST_DROPPED:g} or more",
        observed=f"a share of {share:.2g} in {gap.text}",
    )


@diagnosis(*PLACES, hint="The network knows by itself whether it is being trained.")
def dropout_off_in_training(case: Case) -> Seen | None:
    """A dropout is off in training as well

    Dropout works by making training harder: each time other neurons are missing, so that no
    neuron can rely on a single other one. Switched off for good it does nothing.
    """
    found = _idle(case)
    if found is None or found[0].bound.get("training", found[0].bound.get("train")) is True:
        return None
    op, path = found
    return Seen(f"`{case.name(op)}` is switched off in training too.", line=op.line, observed=path)


@diagnosis(*PLACES, hint="Go on with the result of the dropout alone.", general=True)
def dropout_not_on_every_path(case: Case) -> Seen | None:
    """A dropout is called, but data also goes round it

    What goes round it is never dropped.
    """
    found = _idle(case)
    if found is None:
        return None
    op, path = found
    return Seen(
        f"`{case.name(op)}` is called, but data also goes round it.", line=op.line, observed=path
    )


@diagnosis(*PLACES, hint="Call it in forward, at the place that the sheet names.")
def dropout_declared_never_called(case: Case) -> Seen | None:
    """A dropout is declared in __init__ and not called in forward

    A module in an attribute does nothing until forward calls it.
    """
    gap, declared = dropout_gap(case), unused_module(case, "Dropout")
    if gap is None or not declared:
        return None
    return Seen(
        f"There is no dropout in {gap.text}; `{declared}` is declared, but forward does not call "
        "it.",
        line=gap.start.line,
        lines=case.declaration(declared),
        observed=gap.text,
    )


def _elsewhere(case: Case) -> list[tuple[Operation, bool, bool]]:
    """Dropouts in other places: (call, it stands before the second convolution, on the scores)."""
    flow = case.flow
    if flow is None or not flow.layers:
        return []
    on_the_scores = {op.index for op in flow.on_the_scores}
    second = flow.convolutions[1].op.index if len(flow.convolutions) > 1 else -1
    drops = case.reading.drops(flow)
    return [
        (op, op.index < second, op.index in on_the_scores)
        for op in flow.steps.values()
        if op.family == "dropout" or drops(op)
    ]


@diagnosis(*PLACES, hint="Hidden neurons may be missing in training; the ten scores may not.")
def dropout_on_the_scores(case: Case) -> Seen | None:
    """A dropout stands on the scores

    Dropout makes the hidden neurons do without each other. Dropped scores only make the network
    say at random that it has no opinion about a digit.
    """
    gap = dropout_gap(case)
    op = next((op for op, _, scores in _elsewhere(case) if scores), None)
    if gap is None or op is None:
        return None
    return Seen(
        f"`{case.name(op)}` stands behind the last layer, where the scores are; in {gap.text} "
        "there is none.",
        line=op.line,
        lines=(gap.start.line,) if gap.start.line else (),
        observed=gap.text,
    )


@diagnosis(PLACES[0], hint="Move it behind the last of the two convolutions, or add one there.")
def dropout_before_the_second_convolution(case: Case) -> Seen | None:
    """A dropout stands between the convolutions, none after them

    The lab asks for two convolutions followed by a dropout.
    """
    gap = dropout_gap(case)
    op = next((op for op, early, _ in _elsewhere(case) if early), None)
    if gap is None or op is None or _idle(case) is not None:
        return None
    return Seen(
        f"`{case.name(op)}` stands before `{gap.start.module or gap.start.spelled}`; after it, in "
        f"{gap.text}, there is none.",
        line=op.line,
        lines=(gap.start.line,) if gap.start.line else (),
        observed=gap.text,
    )


@diagnosis(
    *PLACES, hint="Which sort of dropout does not matter; where it stands does.", general=True
)
def dropout_missing(case: Case) -> Seen | None:
    """A dropout is missing

    In training a dropout sets some numbers to 0 at random. A network that must do without some
    of its neurons learns features that hold for new images too.
    """
    gap = dropout_gap(case)
    if gap is None:  # layers are missing too, and then the check fails only where none was there
        return Seen("There is no dropout in forward at all.", observed="no dropout")
    return Seen(f"There is no dropout in {gap.text}.", line=gap.start.line, observed=gap.text)
