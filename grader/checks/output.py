"""Log-probabilities, and one image's answer that does not hang on another's."""

from __future__ import annotations

from grader.checks.doors import NOT_RUN_AGAIN, forward_runs
from grader.checks.dropout import dropout_off_in_eval
from grader.checks.layers import two_convolutions
from grader.checks.verdict import (
    Verdict,
    cannot_be_judged,
    check,
    fails,
    holds,
    not_measured,
    same_mistake,
)
from grader.evidence import Evidence
from grader.graph import Operation
from grader.lab import Lab
from grader.reading.across import mixing, over_the_batch
from grader.reading.flow import Flow
from grader.reading.reading import Reading

# Log-probabilities in float32 sum to 1 within some 1e-6; every other output that people hand
# in (logits, probabilities, log_softmax over the batch) is off by more than 0.1.
LOG_SUM_EXP = 1e-3

# A row that depends on another changes by a share of the outputs' own size. The others come out
# bit by bit as before where it does not (0 for each of 48 right networks); the faintest mixture
# that was tried (`x * softmax(x, dim=0)` before the last layer) changes them by 2.5e-6.
CROSSTALK = 1e-6


@check(requires=[forward_runs])
def log_probabilities(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Each row holds the log-probabilities of the digits

    `F.nll_loss` expects `log_softmax` over the ten scores of each image, dim 1. The
    exponentials of a row then sum to 1.
    """
    behaviour = evidence.behaviour
    if not reading.has_layers:
        return cannot_be_judged(two_convolutions, "There is no layer yet.")
    if behaviour is None:
        return not_measured(NOT_RUN_AGAIN)
    if behaviour.finite and behaviour.log_sum_exp < LOG_SUM_EXP:
        return holds()
    off = f"the logarithm of their sum is off by up to {behaviour.log_sum_exp:.3g}"
    last = _last_step(reading.eval)
    return fails(
        "The rows are no log-probabilities: their exponentials do not sum to 1.",
        line=last.line if last is not None else None,
        expected="the ten probabilities of each image add up to 1",
        observed=off if behaviour.finite else "NaN or infinity",
    )


@check(requires=[forward_runs])
def samples_independent(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """No image's answer depends on the other images of the batch

    Everything in forward works on each image for itself: dimension 0 is the image's place in
    the batch, and nothing may sum, normalise or shuffle over it.
    """
    behaviour = evidence.behaviour
    if not reading.has_layers:
        return cannot_be_judged(two_convolutions, "There is no layer yet.")
    if behaviour is None:
        return not_measured(NOT_RUN_AGAIN)
    if not behaviour.finite:
        return same_mistake(
            log_probabilities, "Counted where the output is no number.", unmet=False
        )
    if behaviour.crosstalk <= CROSSTALK:
        return holds()
    if behaviour.repeat_difference > 0:
        return same_mistake(dropout_off_in_eval, "Counted where the answers differ by themselves.")
    if behaviour.over_batch or _ends_over_the_batch(reading.eval):
        return same_mistake(log_probabilities, "Counted where the log-probabilities are.")
    return fails(
        "When one image of a batch is replaced, the answers of the others change.",
        line=_mixing_line(reading.eval),
        expected="answers that do not change with the other images",
        observed=f"a change of {behaviour.crosstalk:.1%} of the outputs' size",
    )


def _last_step(flow: Flow | None) -> Operation | None:
    if flow is None or flow.graph.output is None:
        return None
    return flow.graph.makers.get(flow.graph.output)


def _ends_over_the_batch(flow: Flow | None) -> bool:
    """Whether the last step is a softmax that runs over the images."""
    last = _last_step(flow)
    if flow is None or last is None or "softmax" not in last.kind:
        return False
    return over_the_batch(last, flow.graph)


def _mixing_line(flow: Flow | None) -> int | None:
    """The first step that does not work on each image for itself."""
    if flow is None:
        return None
    return next((op.line for op in mixing(flow)), None)
