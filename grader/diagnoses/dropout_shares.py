"""Dropout: far too strong in training."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.steps import rate_of
from grader.graph import Operation

LEARNS = ("every-parameter-learns", "loss-goes-down", "held-out-accuracy")


def _strong(case: Case, least: float) -> Operation | None:
    flow = case.reading.train
    steps = flow.steps.values() if flow is not None else ()
    for op in steps:
        if op.family == "dropout" and (rate_of(op) or float(op.bound.get("p") is True)) >= least:
            return op
    return None


@diagnosis(*LEARNS, hint="Look up the order of the arguments of F.dropout.")
def dropout_flag_in_place_of_p(case: Case) -> Seen | None:
    """The flag of a dropout stands where its share belongs

    The second argument of `F.dropout` is p, the share to drop. A flag there counts as a number:
    p = 1 in training, where everything is dropped, and p = 0 in testing.
    """
    steps = case.reading.train.steps.values() if case.reading.train is not None else ()
    op = next(
        (one for one in steps if one.family == "dropout" and one.bound.get("p") is True), None
    )
    if op is None:
        return None
    return Seen(
        f"`{case.name(op)}` takes the flag for its share: p = 1, so nothing gets through.",
        line=op.line,
        observed="p = True",
    )


@diagnosis(*LEARNS, hint="p is the share that is dropped, not the share that is kept.")
def dropout_of_everything(case: Case) -> Seen | None:
    """A dropout drops everything

    With p = 1 only zeros come out, whatever the image: nothing can be learned from them.
    """
    op = _strong(case, 1.0)
    if op is None:
        return None
    return Seen(
        f"`{case.name(op)}` has p = 1 in training, so nothing gets through.",
        line=case.made_at(op.module) or op.line,
        lines=(op.line,) if op.line and case.made_at(op.module) else (),
        observed="p = 1",
    )


@diagnosis(*LEARNS, hint="p is the share that is dropped, not the share that is kept.")
def dropout_of_nearly_everything(case: Case) -> Seen | None:
    """A dropout drops nearly everything

    p is the share that is dropped. So few numbers get through that most images cannot be told
    from each other.
    """
    op = _strong(case, 0.8)
    if op is None:
        return None
    rate = rate_of(op) or 0.0
    return Seen(
        f"`{case.name(op)}` has p = {rate:g}: of 100 numbers {100 - 100 * rate:.3g} get through.",
        line=op.line,
        lines=case.declaration(op.module),
        observed=f"p = {rate:g}",
    )
