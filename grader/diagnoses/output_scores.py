"""Output: raw scores, or no numbers at all."""

from __future__ import annotations

import ast

from grader.checks.output import ONE_MODE
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired_words import changes_of
from grader.graph import Operation

CHECK = "output-form"


@diagnosis(CHECK, hint="Look for a division or a logarithm that can meet 0.", general=True)
def output_not_finite(case: Case) -> Seen | None:
    """The output holds NaN or infinity

    One such number spreads to everything that is computed with it, and nothing can be learned
    any more.
    """
    behaviour, last = case.behaviour, _last(case)
    if behaviour is None or behaviour.finite:
        return None
    without = next((one.step for one in changes_of(case) if one.step is not None), None)
    line = without.line if without is not None else last.line if last is not None else None
    more = f"; without `{without.name}` there is none" if without is not None else ""
    return Seen(f"The output holds NaN or infinity{more}.", line=line, observed="NaN or infinity")


@diagnosis(
    CHECK, hint="The loss of this script and the one that you chose: which step does each do?"
)
def scores_meant_for_cross_entropy(case: Case) -> Seen | None:
    """Raw scores come out, as CrossEntropyLoss takes them

    `CrossEntropyLoss` is log_softmax and the negative log likelihood in one. The lab's script
    uses `nll_loss` alone, so the network itself must end with the log_softmax.
    """
    inserted = any(one.verb == "insert" and not one.spare for one in changes_of(case))
    op = _last(case)
    if case.lab.asked.output != "log-probabilities":
        return None
    if op is None or not inserted or not _uses_cross_entropy(case):
        return None
    return Seen(
        "The rows are raw scores, and the script's loss is the cross entropy; the lab's loss is "
        "nll_loss, which expects log-probabilities.",
        line=op.line,
        observed=_off(case),
    )


@diagnosis(CHECK, hint="Which lines of forward run in both modes, and which in one of them alone?")
def output_of_one_mode_alone(case: Case) -> Seen | None:
    """What the loss takes comes out in one mode alone

    The loss is computed in training, the answers are read in testing: both take the rows for the
    same.
    """
    finding = case.finding
    if finding is None or finding.diagnosis != ONE_MODE:
        return None
    runs = [one.graph for one in (case.reading.train, case.reading.eval) if one is not None]
    ends = [graph.makers.get(graph.output) for graph in runs if graph.output is not None]
    lines = tuple(op.line for op in ends if op is not None and op.line not in (None, finding.line))
    return Seen(finding.message, finding.line, tuple(line for line in lines if line is not None))


def _last(case: Case) -> Operation | None:
    """The call that gave what forward returned."""
    graph = case.reading.eval.graph if case.reading.eval is not None else None
    if graph is None or graph.output is None:
        return None
    return graph.makers.get(graph.output)


def _uses_cross_entropy(case: Case) -> bool:
    names = {case.script.called(node) for node in case.script.outside if isinstance(node, ast.Call)}
    return bool(names & {"CrossEntropyLoss", "cross_entropy"})


def _off(case: Case) -> str:
    behaviour = case.behaviour
    return (
        f"the logarithm of their sum is off by up to {behaviour.log_sum_exp:.3g}"
        if behaviour
        else ""
    )
