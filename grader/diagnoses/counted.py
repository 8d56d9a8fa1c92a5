"""Remarks on the rehearsed script to which the lab gives points: they are findings then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.diagnoses.catalogue import CATALOGUE
from grader.diagnoses.diagnosis import Diagnosis
from grader.evidence import Rehearsal
from grader.finding import Finding
from grader.lab import Lab

COUNTABLE = {one.id: one for one in CATALOGUE if one.family == "rehearsed"}


def counted(
    remarks: Sequence[Finding], rehearsal: Rehearsal | None, lab: Lab
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings, one for each remark that is worth points, and the remarks that are left.

    What could not be rehearsed keeps its points.
    """
    worth = {name: lab.points.get(name, 0.0) for name in COUNTABLE}
    said = {one.diagnosis: one for one in remarks}
    findings = _findings({name: most for name, most in worth.items() if most}, said, rehearsal)
    return tuple(findings), tuple(one for one in remarks if not worth.get(one.diagnosis or ""))


def _findings(
    worth: dict[str, float], said: dict[str | None, Finding], rehearsal: Rehearsal | None
) -> Iterator[Finding]:
    for name, most in worth.items():
        if name in said:
            yield replace(said[name], check=name, status="failed", max_points=most)
        else:
            yield _without(COUNTABLE[name], most, rehearsal)


def _without(one: Diagnosis, most: float, rehearsal: Rehearsal | None) -> Finding:
    made = Finding(
        one.id, f"Not so: {one.title[:1].lower()}{one.title[1:]}", "passed", most, most,
        rehearsed=True, earned=True,
    )  # fmt: skip
    if rehearsal is None or rehearsal.end == "not run":
        why = "there is no script around the network" if rehearsal is None else rehearsal.why
        return replace(made, status="blocked", message=f"Not known: {why.rstrip('.')}.")
    return replace(made, message="Nothing of it was seen when the script was rehearsed.")
