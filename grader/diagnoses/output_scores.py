"""Output: raw scores, or no numbers at all."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.ends import last_step

CHECK = "log-probabilities"


@diagnosis(CHECK, hint="Look for a division or a logarithm that can meet 0.", general=True)
def output_not_finite(case: Case) -> Seen | None:
    """The output holds NaN or infinity

    One such number spreads to everything that is computed with it, and nothing can be learned
    any more.
    """
    behaviour, found = case.behaviour, last_step(case)
    if behaviour is None or behaviour.finite:
        return None
    return Seen(
        "The output holds NaN or infinity.",
        line=found[1].line if found is not None else None,
        observed="NaN or infinity",
    )


@diagnosis(
    CHECK, hint="The loss of this script and the one that you chose: which step does each do?"
)
def scores_meant_for_cross_entropy(case: Case) -> Seen | None:
    """Raw scores come out, as CrossEntropyLoss takes them

    `CrossEntropyLoss` is log_softmax and the negative log likelihood in one. The lab's script
    uses `nll_loss` alone, so the network itself must end with the log_softmax.
    """
    found = last_step(case)
    if found is None or not _uses_cross_entropy(case):
        return None
    op = found[1]
    return Seen(
        "The rows are raw scores, and the script's loss is the cross entropy; the lab's loss is "
        "nll_loss, which expects log-probabilities.",
        line=op.line,
        observed=_off(case),
    )


def _uses_cross_entropy(case: Case) -> bool:
    names = {case.script.called(node) for node in case.script.outside if isinstance(node, ast.Call)}
    return bool(names & {"CrossEntropyLoss", "cross_entropy"})


def _off(case: Case) -> str:
    behaviour = case.behaviour
    return f"log Σ exp of a row is off by up to {behaviour.log_sum_exp:.3g}" if behaviour else ""


@diagnosis(CHECK, hint="One step is missing between the ten scores and the `return`.", general=True)
def raw_scores_before_nll_loss(case: Case) -> Seen | None:
    """Raw scores come out where log-probabilities are expected

    The negative log likelihood only picks the number of the right class. With raw scores it is
    made smaller without end by making all of them larger, and nothing is learned about digits.
    """
    found, behaviour = last_step(case), case.behaviour
    if found is None or behaviour is None:
        return None
    return Seen(
        f"The rows are raw scores (from {behaviour.smallest:.2g} to {behaviour.largest:.2g}); "
        "their exponentials do not sum to 1.",
        line=found[1].line,
        observed=_off(case),
    )
