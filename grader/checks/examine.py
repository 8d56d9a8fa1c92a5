"""`examine`: every check over the evidence of one submission.

A check that raises is the grader's fault: it is contained here, marked `broken`, and costs
nobody a point. What cannot be measured costs none either, unless the submission itself kept it from
being measured. A check behind a closed door is `blocked`. Where a mistake that is charged
already keeps a sentence from being judged, it is `blocked` too and its points are kept:
one mistake costs one deduction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.checks import parameters
from grader.checks.doors import first_trouble, forward_runs
from grader.checks.of_lab import check_of, checks_of, id_of
from grader.checks.verdict import Check, Outcome, Verdict, same_mistake
from grader.evidence import Evidence
from grader.finding import Finding, Status, pays, priced
from grader.lab import Lab
from grader.reading.reading import Reading

BROKEN_OFF = "training-broken-off"  # the cause of what nobody could measure


def examine(reading: Reading, evidence: Evidence, lab: Lab) -> tuple[Finding, ...]:
    """Findings in the order of the lab's checks, those too that it leaves out: worth nothing."""
    closed: dict[str, str] = {}  # sort of a check that opens nothing further -> the root of that
    found = [_examine_one(check, reading, evidence, lab, closed) for check in checks_of(lab)]
    return priced(found, lab.points)


def _examine_one(
    check: Check, reading: Reading, evidence: Evidence, lab: Lab, closed: dict[str, str]
) -> Finding:
    root = next((closed[r.sort] for r in check.requires if r.sort in closed), None)
    shown = root == forward_runs.sort and _holds_so_far(check, reading, evidence, lab)
    if root is not None and not shown:
        closed[check.sort] = root
        name = id_of(lab, root)
        message = f"Cannot be judged before “{_title(name, lab)}” holds."
        return Finding(check.id, check.title, "blocked", message=message, because=name)
    try:
        verdict = check.judge(reading, evidence, lab)
    except Exception as error:  # well-typed nonsense from the sandbox must not stop the batch
        why = _own_fault(error)
        return Finding(check.id, check.title, "broken", message=why, earned=True)
    training = evidence.training
    if verdict.outcome == "not measured" and training is not None and training.broken_off:
        message = f"Not known: the training was broken off. {training.broken_off}"
        return Finding(check.id, check.title, "failed", message=message, diagnosis=BROKEN_OFF)
    if verdict.outcome == "not measured" and first_trouble(evidence, "backward") is not None:
        verdict = same_mistake(parameters.every_parameter_learns, _NO_STEP)
    if verdict.outcome in ("fails", "cannot be judged") and not verdict.mended:
        closed[check.sort] = verdict.because or check.sort
    return _finding(check, verdict, lab)


def _holds_so_far(check: Check, reading: Reading, evidence: Evidence, lab: Lab) -> bool:
    """Whether what ran before forward stopped shows already that a check holds."""
    if not check.so_far or reading.run is None:
        return False
    try:
        return check.judge(reading, evidence, lab).outcome == "holds"
    except Exception:  # it stays behind the door
        return False


_NO_STEP = "Not known, since the network cannot be trained; this is counted there."
_STATUS: dict[Outcome, Status] = {
    "holds": "passed",
    "fails": "failed",
    "same mistake": "blocked",
    "cannot be judged": "blocked",
    "not measured": "broken",
    "absent": "absent",
}


def _finding(check: Check, verdict: Verdict, lab: Lab) -> Finding:
    kept = verdict.outcome in ("holds", "same mistake", "not measured")
    return Finding(
        check=check.id,
        title=check.title,
        status=_STATUS[verdict.outcome],
        message=verdict.message,
        advice=check.advice if verdict.outcome == "fails" else "",
        diagnosis=verdict.diagnosis,
        line=verdict.line,
        expected=verdict.expected,
        observed=verdict.observed,
        because=id_of(lab, verdict.because) if verdict.because is not None else None,
        earned=kept,
        unmet=verdict.unmet,
    )


def _own_fault(error: Exception) -> str:
    return (
        f"The grader itself failed here ({type(error).__name__}: {str(error)[:200]}); "
        "this costs no points. Please tell your tutor."
    )


def _title(name: str, lab: Lab) -> str:
    found = check_of(lab, name)
    return found.title if found is not None else name


def together(findings: Sequence[Finding], lab: Lab, *groups: Sequence[str]) -> tuple[Finding, ...]:
    """The findings, with each group as one mistake, which one change mends: the first pays."""
    for group in groups:
        rest = group[1:]
        findings = [
            _goes_with(one, group[0], lab) if one.check in rest else one for one in findings
        ]
    return tuple(findings)


def _goes_with(one: Finding, head: str, lab: Lab) -> Finding:
    message = f"The same mistake as “{_title(head, lab)}”, which one change mends with it."
    return replace(
        one, status="blocked", message=message, because=head, advice="", diagnosis=None,
        earned=True, unmet=True,
    )  # fmt: skip


DOORS = ("file-parses", "defines-net", "net-constructs", "forward-runs")


def asked_for(findings: Sequence[Finding], lab: Lab) -> tuple[Finding, ...]:
    """Those of the checks that stand in the lab, with their points, and what explains them.

    That is a closed door, or a mistake that another check pays for.
    """
    priced_all = priced(findings, lab.points)
    behind = {one.because for one in priced_all if pays(one)}
    return tuple(
        one for one in priced_all
        if one.check in lab.points
        or (one.status == "failed" and (one.check in DOORS or one.check in behind))
    )  # fmt: skip
