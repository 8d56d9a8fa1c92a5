"""From what was seen to a `Grade`: here nothing is run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.checks import asked_for, examine, together
from grader.checks.dropout import of_one_module
from grader.checks.layers import never_made, put_aside
from grader.checks.shapes import any_batch_size
from grader.checks.standing import pooled_over_images
from grader.diagnoses import as_it_stopped, diagnose
from grader.diagnoses.counted import counted
from grader.diagnoses.notes import LEARNING, for_tutor, notes
from grader.evidence import (
    Environment,
    Evidence,
    Remedied,
)
from grader.finding import Finding, Grade, NoMark, add_up, placed, reworded
from grader.lab import Lab
from grader.lab.words import in_words_of
from grader.reading.reading import Reading, reading_of
from grader.repair.graph.search import mended_with, rewired
from grader.script import Submission


def judge(
    submission: Submission,
    lab: Lab,
    evidence: Evidence,
    findings: tuple[Finding, ...],
    environment: Environment,
    trouble: str,
) -> Grade:
    """With causes, remarks and a mark; `trouble` says why there can be none, or ""."""
    reading = reading_of(evidence, lab.asked)
    findings = together(findings, lab, *_one_mistake(reading, evidence, findings, lab))
    evidence = replace(evidence, rewired=rewired(findings, evidence, lab))
    findings, remarks = (
        tuple(placed(one, submission) for one in found)
        for found in diagnose(findings, submission, reading, evidence, lab)
    )
    findings = asked_for(findings, lab)
    scripts, remarks = counted(remarks, evidence.rehearsal, lab)
    said = in_words_of(lab)
    findings, remarks = (
        tuple(reworded(one, said) for one in found) for found in ((*findings, *scripts), remarks)
    )
    return Grade(
        submission=submission,
        lab=lab,
        evidence=evidence,
        environment=environment,
        mark=NoMark(trouble) if trouble else add_up(findings),
        findings=findings,
        notes=notes(submission, evidence),
        for_tutor=for_tutor(evidence, findings, lab.recipe.max_samples),
        remarks=remarks,
    )


def judge_as_it_stopped(
    submission: Submission, lab: Lab, evidence: Evidence, environment: Environment
) -> Grade:
    """What is known of a file that stops before anything is tried: where, and Python's words."""
    reading = reading_of(evidence, lab.asked)
    findings = examine(reading, evidence, lab)
    findings = as_it_stopped(findings, submission, reading, evidence, lab)
    findings = asked_for(tuple(placed(one, submission) for one in findings), lab)
    said = in_words_of(lab)
    findings = tuple(reworded(one, said) for one in findings)
    return Grade(submission, lab, evidence, environment, add_up(findings), findings)


def not_tried_yet(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """With what only further runs show as not known yet."""
    return tuple(
        replace(one, status="broken") if one.check == any_batch_size.id else one for one in findings
    )


def _one_mistake(
    reading: Reading, evidence: Evidence, findings: tuple[Finding, ...], lab: Lab
) -> Iterator[tuple[str, ...]]:
    """Checks that one change mends, the one that pays first."""
    yield from never_made(reading, evidence, findings, lab)
    yield from put_aside(reading, evidence, findings, lab)
    yield from of_one_module(reading, findings, lab)
    yield from pooled_over_images(reading, findings, lab)
    yield mended_with(evidence, findings, lab)
    if evidence.shared is not None:
        yield evidence.shared.checks
    if evidence.taught:
        yield evidence.taught
    if evidence.remedied is not None:
        yield tuple(_by_the_remedy(evidence.remedied, findings))


def _by_the_remedy(found: Remedied, findings: tuple[Finding, ...]) -> list[str]:
    """What fails for one thing that keeps it from learning; the first one is charged.

    Zeros or noise that are made for a whole batch in the image's place fit no other number of
    images either, of which no training tells anything: there learning is what follows.
    """
    image = found.remedy == "image"
    failed = {one.check for one in findings if one.status == "failed"}
    sizes = failed & {any_batch_size.id} if image else set[str]()
    return sorted((*sizes, *found.checks), key=lambda check: (check in LEARNING) == image)
