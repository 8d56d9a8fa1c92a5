"""The foot of the page: what ran where, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass

from grader.evidence import ProcessFate
from grader.finding import Grade
from grader.report.training_view import DATA_NAMES


@dataclass(frozen=True)
class Foot:
    """Where and how the grading ran."""

    facts: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]  # "lines 60 to 88: trains the network"
    stand_ins: tuple[str, ...]
    notes: tuple[str, ...]  # what the probe did to be able to run
    transcript: str  # what the student's code printed
    cut: bool


def foot_of(grade: Grade, tutor: bool = False) -> Foot:
    """The foot of the page; the layers of the sandbox and what was not run are a tutor's matter."""
    evidence, environment = grade.evidence, grade.environment
    observation, fate = evidence.observation, evidence.fate
    loading, training = observation.loading, evidence.training
    facts = [("Graded by", f"cnngrade {environment.grader}")]
    facts.append(("With", f"Python {environment.python}, torch {environment.torch}"))
    facts.append(("On", environment.platform))
    facts.append(("Your code ran in", _confined(fate, tutor)))
    facts.append(("Its process", _fate(fate.outcome, fate.seconds, fate.detail)))
    if loading:
        facts.append(("Loaded as", f"{loading.way}; class {loading.class_name}"))
    if training and training.way != "not run":
        name = DATA_NAMES.get(training.data, training.data)
        named = f" ({environment.data_from})" if training.data == "mnist" else ""
        facts.append(("Data", f"{name}{named}"))
        facts.append(("Seed", str(training.seed)))
    facts.append(("SHA-256 of the file", grade.submission.sha256))
    left = [
        f"{_lines(grade, passage.line, passage.end_line)}: {passage.why or passage.text}"
        for passage in (loading.left_out if loading else ())
    ]
    return Foot(
        facts=tuple(facts),
        left_out=tuple(left[:200]) if tutor else (),
        stand_ins=loading.stand_ins if loading else (),
        notes=observation.notes,
        transcript=fate.transcript,
        cut=fate.transcript_cut,
    )


def _confined(fate: ProcessFate, tutor: bool) -> str:
    rights = "" if fate.confined else ", with your rights"
    layers = ": " + ", ".join(fate.confinement) if fate.confinement and tutor else ""
    return f"a process of its own{rights}{layers}"


def _fate(outcome: str, seconds: float, detail: str) -> str:
    return f"{outcome} after {seconds:.2f} s" + (f"; {detail}" if detail else "")


def _lines(grade: Grade, first: int, last: int) -> str:
    place = grade.submission.place(first)
    if first == last:
        return place
    if grade.submission.cells:
        return f"from {place}"
    return f"lines {first} to {last}"
