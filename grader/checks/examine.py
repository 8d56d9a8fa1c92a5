"""`examine`: every check over the evidence of one submission.

A check that raises is the grader's fault: it is contained here, marked `broken`, and costs
nobody a point. What cannot be measured costs none either, unless the submission itself kept it from
being measured. A check behind a closed door is `blocked`. Where a mistake that is charged
already keeps a sentence from being judged, it is `blocked` too and its points are kept:
one mistake costs one deduction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.checks import (
    activations,
    doors,
    dropout,
    layers,
    learning,
    output,
    parameters,
    part1,
    shapes,
)
from grader.checks.doors import first_trouble
from grader.checks.verdict import Check, Outcome, Verdict, same_mistake
from grader.evidence import Evidence
from grader.finding import Finding, Status
from grader.lab import Lab
from grader.reading.reading import Reading

CHECKS: tuple[Check, ...] = (
    doors.file_parses,
    doors.defines_net,
    doors.net_constructs,
    doors.forward_runs,
    shapes.output_shape,
    shapes.any_batch_size,
    layers.two_convolutions,
    layers.two_fully_connected,
    activations.relu_on_hidden_layers,
    dropout.dropout_after_convolutions,
    dropout.dropout_after_first_fully_connected,
    dropout.dropout_off_in_eval,
    output.log_probabilities,
    parameters.every_layer_used,
    parameters.every_parameter_learns,
    output.samples_independent,
    learning.loss_goes_down,
    learning.held_out_accuracy,
    part1.q6_max_pooling,
    part1.q6_average_pooling,
    part1.q7_counts,
)

BROKEN_OFF = "training-broken-off"  # the cause of what nobody could measure
CHECKS_BY_ID = {check.id: check for check in CHECKS}
Judged = tuple[Finding, bool]


def examine(reading: Reading, evidence: Evidence, lab: Lab) -> tuple[Finding, ...]:
    """Findings in the order of CHECKS."""
    closed: dict[str, str] = {}  # check that opens nothing further -> the root of that
    return charged([_examine_one(check, reading, evidence, lab, closed) for check in CHECKS])


def _examine_one(
    check: Check, reading: Reading, evidence: Evidence, lab: Lab, closed: dict[str, str]
) -> Judged:
    """What comes of it, and whether its sentence is known not to hold."""
    worth = lab.points.get(check.id, 0.0)
    root = next((closed[r.id] for r in check.requires if r.id in closed), None)
    if root is not None:
        closed[check.id] = root
        message = f"Cannot be judged before “{CHECKS_BY_ID[root].title}” holds."
        return Finding(check.id, check.title, "blocked", 0.0, worth, message, because=root), False
    try:
        verdict = check.judge(reading, evidence, lab)
    except Exception as error:  # well-typed nonsense from the sandbox must not stop the batch
        made = Finding(
            check.id, check.title, "broken", worth, worth, _own_fault(error), earned=True
        )
        return made, False
    training = evidence.training
    if verdict.outcome == "not measured" and training is not None and training.broken_off:
        message = f"Not known: the training was broken off. {training.broken_off}"
        made = Finding(check.id, check.title, "failed", 0.0, worth, message, diagnosis=BROKEN_OFF)
        return made, True
    if verdict.outcome == "not measured" and first_trouble(evidence, "backward") is not None:
        verdict = same_mistake(parameters.every_parameter_learns, _NO_STEP)
    if verdict.outcome in ("fails", "cannot be judged") and not verdict.mended:
        closed[check.id] = verdict.because or check.id
    return _finding(check, verdict, worth), verdict.unmet


_NO_STEP = "Not known, since the network cannot be trained; this is counted there."
_STATUS: dict[Outcome, Status] = {
    "holds": "passed",
    "fails": "failed",
    "same mistake": "blocked",
    "cannot be judged": "blocked",
    "not measured": "broken",
    "absent": "absent",
}


def _finding(check: Check, verdict: Verdict, worth: float) -> Finding:
    kept = verdict.outcome in ("holds", "same mistake", "not measured")
    return Finding(
        check=check.id,
        title=check.title,
        status=_STATUS[verdict.outcome],
        points=worth if kept else 0.0,
        max_points=worth,
        message=verdict.message,
        advice=check.advice if verdict.outcome == "fails" else "",
        diagnosis=verdict.diagnosis,
        line=verdict.line,
        expected=verdict.expected,
        observed=verdict.observed,
        because=verdict.because,
        earned=kept,
    )


def _own_fault(error: Exception) -> str:
    return (
        f"The grader itself failed here ({type(error).__name__}: {str(error)[:200]}); "
        "this costs no points. Please tell your tutor."
    )


def charged(judged: Sequence[Judged]) -> tuple[Finding, ...]:
    """The findings; what is charged by a check that is worth nothing, the next one pays.

    So that a mistake is not lost where the lab leaves out, or gives no points for, the check that
    it belongs to. Only such pay whose own sentence does not hold either.
    """
    by_id = {one.check: one for one, _ in judged}
    pays: dict[str, str] = {}  # what nobody would pay for -> who does

    def settled(one: Finding, unmet: bool) -> Finding:
        root = _root(one, by_id)
        if not unmet or not one.max_points or root.max_points or root.status != "failed":
            return one
        payer = pays.setdefault(root.check, one.check)
        return _pays_for(one, root) if payer == one.check else replace(one, because=payer)

    return tuple(settled(one, unmet) for one, unmet in judged)


def _root(one: Finding, by_id: Mapping[str, Finding]) -> Finding:
    """What charges it in the end: two checks never charge one another."""
    while one.status == "blocked" and one.earned and one.because is not None:
        one = by_id[one.because]
    return one


def _pays_for(one: Finding, root: Finding) -> Finding:
    return replace(
        one, status="failed", points=0.0, earned=False, because=None,
        message=f"It follows from another: “{root.title}” does not hold. {root.message}",
        advice=CHECKS_BY_ID[root.check].advice, line=root.line,
        expected=root.expected, observed=root.observed,
    )  # fmt: skip


def together(findings: Sequence[Finding], *groups: Sequence[str]) -> tuple[Finding, ...]:
    """The findings, with each group as one mistake, which one change mends: one of them pays.

    That is the first of a group, or the first that is worth anything.
    """
    worth = {one.check: one.max_points for one in findings}
    for group in filter(None, groups):
        head = next((check for check in group if worth.get(check)), group[0])
        rest = {*group} - {head}
        findings = [_goes_with(one, head) if one.check in rest else one for one in findings]
    return tuple(findings)


DOORS = ("file-parses", "defines-net", "net-constructs", "forward-runs")


def asked_for(findings: Sequence[Finding], lab: Lab) -> tuple[Finding, ...]:
    """Those of the checks that stand in the lab, and a closed door, which explains the others."""
    return tuple(
        one for one in findings
        if one.check in lab.points or (one.check in DOORS and one.status == "failed")
    )  # fmt: skip


def _goes_with(one: Finding, head: str) -> Finding:
    message = f"The same mistake as “{CHECKS_BY_ID[head].title}”, which one change mends with it."
    return replace(
        one, status="blocked", points=one.max_points, message=message, because=head, advice="",
        diagnosis=None, earned=True,
    )  # fmt: skip
