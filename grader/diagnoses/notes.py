"""What is said beside findings and remarks: notes for a student, and what a tutor should see."""

from __future__ import annotations

from grader.evidence import Evidence
from grader.finding import Finding
from grader.script import Submission

LEARNING = ("loss-goes-down", "held-out-accuracy")


def notes(submission: Submission, evidence: Evidence) -> tuple[str, ...]:
    """What a student should know and no check charges."""
    stood_in = evidence.observation.loading.stand_ins if evidence.observation.loading else ()
    found = [*submission.warnings, *evidence.observation.notes]
    if stood_in:
        found.append(f"the file ran with stand-ins for {', '.join(stood_in)}")
    return tuple(_sentence(note) for note in found)


def _sentence(note: str) -> str:
    """With a capital, unless it begins with a name such as `a.py`, and a full stop."""
    begins = note.split(" ", 1)[0]
    start = note[:1].upper() if begins.isalpha() else note[:1]
    return start + note[1:] + ("" if note.endswith(".") else ".")


def for_tutor(
    evidence: Evidence, findings: tuple[Finding, ...], most_samples: int
) -> tuple[str, ...]:
    """What a tutor should look at: never an accusation."""
    training = evidence.training
    told = list(training.suspicions) if training is not None else []
    if training is not None and training.way == "in the sandbox":
        told.append(f"Not independently verified: {training.reason}.")
    if evidence.fate.outcome not in ("finished", "not started"):
        told.append(f"The process that ran the file {evidence.fate.outcome}.")
    if evidence.sheet_trouble:
        told.append(_sentence(f"Part 1 earned nothing: {evidence.sheet_trouble}"))
    if training is not None and training.broken_off:
        told.append(
            "The submission's own process broke off its training in the sandbox, and what that "
            f"leaves unknown earned nothing: {training.broken_off}"
        )
    broken = [finding.check for finding in findings if finding.status == "broken"]
    if training is not None and training.outcome == "cut off":
        whole = training.seconds * most_samples / max(training.samples, 1)
        told.append(
            f"How well it learns was not measured: after {training.samples:,} images and "
            f"{training.seconds:.0f} s its training was ended; all {most_samples:,} images would "
            f"have taken about {whole:.0f} s here. The points of that are given."
        )
        broken = [check for check in broken if check not in LEARNING]
    if broken and training is not None and training.way == "not run":
        told.append(f"Not measured, and the points of that given: {training.reason}.")
    if broken:
        told.append(f"The grader itself failed in {', '.join(broken)}; no points were taken.")
    return tuple(told)
