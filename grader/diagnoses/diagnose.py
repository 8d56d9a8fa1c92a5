"""`diagnose`: for each failed check its cause, and remarks on the rest of the script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.diagnoses.case import Case
from grader.diagnoses.catalogue import BY_ID, CATALOGUE
from grader.diagnoses.diagnosis import Diagnosis, Seen
from grader.evidence import Evidence, Trouble
from grader.finding import Finding
from grader.lab import Lab
from grader.reading.reading import Reading
from grader.script import Submission
from grader.script.loops import Around

MOST_ALSO = 3  # other causes that are named beside the first


def diagnose(
    findings: Sequence[Finding],
    submission: Submission,
    reading: Reading,
    evidence: Evidence,
    lab: Lab,
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings with their causes, and what is worth saying beside them.

    Of several causes the first in the catalogue counts as the root; the others are named in
    `also`. A finding whose cause is not known keeps the check's own sentence. Never raises.
    """
    case = case_of(submission, reading, evidence, lab)
    explained = tuple(_explained(finding, replace(case, finding=finding)) for finding in findings)
    told = {finding.line for finding in explained if finding.status == "failed"}
    remarks = (one for one in _remarks(case) if one.line is None or one.line not in told)
    return explained, tuple(remarks)


def case_of(submission: Submission, reading: Reading, evidence: Evidence, lab: Lab) -> Case:
    """All that the diagnoses of one submission look at."""
    script = submission.script
    return Case(reading, evidence, lab, submission, script, Around(script))


def causes(case: Case) -> list[tuple[Diagnosis, Seen]]:
    """Every cause of the case's finding that is recognised, the root first."""
    named = BY_ID.get(case.finding.diagnosis or "") if case.finding is not None else None
    if named is not None:  # the check knows it
        return _recognised(case, [named])
    return _recognised(case, (one for one in CATALOGUE if case.check in one.of))


def _recognised(case: Case, among: Iterable[Diagnosis]) -> list[tuple[Diagnosis, Seen]]:
    found = []
    for one in among:
        try:
            seen = one.recognise(case)
        except Exception:  # noqa: S112  # nonsense from the sandbox: a sentence less, not a grade
            continue
        if seen is not None:
            found.append((one, seen))
    return sorted(found, key=lambda one: one[0].general)  # a cause before what only says what is so


def _explained(finding: Finding, case: Case) -> Finding:
    if finding.status != "failed":
        return finding
    found = causes(case)
    original = _original(finding, case)
    if not found:
        return replace(finding, original=original)
    (first, seen), *rest = found
    return replace(
        finding,
        diagnosis=first.id,
        message=seen.sentence,
        advice=first.hint,
        why=first.why,
        line=seen.line or finding.line,
        lines=tuple(dict.fromkeys(line for line in seen.lines if line != seen.line)),
        arithmetic=seen.arithmetic,
        expected=seen.expected or finding.expected,
        observed=seen.observed or finding.observed,
        original=original,
        also=tuple(one.id for one, _ in rest if not one.general)[:MOST_ALSO],
    )


def _original(finding: Finding, case: Case) -> str:
    """Python's or torch's own words behind a failed check."""
    trouble: Trouble | None = None
    if finding.check in ("file-parses", "defines-net"):
        trouble = case.evidence.read_trouble or case.trouble
        if trouble is not None and trouble is case.evidence.read_trouble:
            return ""  # our own words already
    elif finding.check in ("net-constructs", "forward-runs"):
        mended = [mend.trouble for mend in case.crashes]
        trouble = mended[0] if mended else case.trouble
    elif finding.check == "any-batch-size":
        attempts = case.seen.attempts
        trouble = next((a.trouble for a in attempts if a.trouble is not None), None)
    return f"{trouble.type}: {trouble.message}" if trouble is not None else ""


def _remarks(case: Case) -> Iterable[Finding]:
    for one, seen in _recognised(case, (one for one in CATALOGUE if one.is_remark)):
        yield Finding(
            "",
            one.title,
            "remark",
            message=seen.sentence,
            advice=one.hint,
            diagnosis=one.id,
            line=seen.line,
            why=one.why,
            lines=seen.lines,
        )
