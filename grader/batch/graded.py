"""A unit, graded: its row and its pages. Runs in the judge, where a stranger's bytes are read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.batch.judgement.written import ANSWERS, answers_record
from grader.batch.likeness.same import graph_key, text_key
from grader.batch.nouns import Found, Row, State
from grader.batch.unit import SHEET, Result, Unit
from grader.batch.walk import TUTORS
from grader.disk.report import annotated_name, original_name
from grader.evidence import Environment, Evidence, Made, Trial
from grader.experiment.handed_in import checked
from grader.finding import Finding, Grade, NoMark, Score
from grader.grade import Bench, grade_one
from grader.lab import Lab, Recipe
from grader.report.annotated import render_annotated
from grader.report.html import render_pages
from grader.report.record import render_json
from grader.script import Submission
from grader.script.submission import source_kind
from grader.submission.answers import sheet_from
from grader.submission.errors import SheetError, SubmissionError
from grader.submission.intake import read_bytes
from grader.training import TrainerFailed

Try = Callable[[Made, Recipe, Lab], Trial]


def graded(unit: Unit, bench: Bench, anew: Callable[[], Bench], again: Try | None = None) -> Result:
    """Grade it; with the bench that `anew` gives once more where the first gave no mark.

    `again` runs one row of an experiment that was handed in beside it.
    """
    lab = unit.setting.lab
    try:
        submission = read_bytes(unit.file, unit.data, lab)
    except SubmissionError as error:
        return without_mark(unit, "nothing to grade", _sentence(str(error)))
    answers, broken = _answers(unit)
    grade = grade_one(submission, lab, bench, answers, broken)
    if isinstance(grade.mark, NoMark):  # a trainer that died is a new one by now
        grade = grade_one(submission, lab, anew(), answers, broken)
    if unit.experiment is not None and again is not None:
        said = _experimented(unit.experiment, grade, again)
        grade = replace(grade, for_tutor=(*grade.for_tutor, *said))
    return Result(_row(unit, grade), _files(unit, grade))


def _experimented(data: bytes, grade: Grade, again: Try) -> tuple[str, ...]:
    """What a tutor should know of an experiment that was handed in."""
    training, lab = grade.evidence.training, grade.lab
    if training is None or training.way != "replayed" or not training.data:
        return ("experiment.csv was not held against the network, whose calls are not all of it.",)
    try:
        return checked(
            data,
            grade.evidence.observation,
            lab,
            training.data,
            lambda made, recipe: again(made, recipe, lab),
        )
    except TrainerFailed as failed:
        return (f"experiment.csv: no row could be run again, {failed}.",)


def without_mark(unit: Unit, state: State, why: str) -> Result:
    """A page and a record that say why there is no mark: never a zero."""
    digest = hashlib.sha256(unit.data).hexdigest()
    submission = Submission(unit.file, digest, source_kind(unit.file))
    version, _, code = unit.setting.grader.partition(" ")
    environment = Environment("", "", "", version, code)
    grade = Grade(submission, unit.setting.lab, Evidence(), environment, NoMark(why))
    return Result(replace(_row(unit, grade), state=state), _files(unit, grade))


def _answers(unit: Unit) -> tuple[dict[str, Any] | None, str]:
    """The student's answers, or why there are none: a broken sheet stops nothing else."""
    if unit.sheet is None:
        return None, ""
    try:
        return sheet_from(SHEET, unit.sheet, unit.setting.lab.questions), ""
    except SheetError as error:
        return None, f"the answer sheet cannot be read: {error}"


def _row(unit: Unit, grade: Grade) -> Row:
    failed = [finding for finding in grade.findings if finding.status == "failed"]
    training, mark = grade.evidence.training, grade.mark
    score = mark if isinstance(mark, Score) else None
    return Row(
        key=unit.key,
        id="",
        name="",
        file=unit.file,
        late=False,
        state="graded" if score is not None else "no mark",
        points=score.points if score is not None else None,
        max_points=score.max_points if score is not None else None,
        failed=tuple(finding.check for finding in failed),
        causes=tuple(finding.diagnosis for finding in failed if finding.diagnosis),
        remarks=tuple(remark.diagnosis for remark in grade.remarks if remark.diagnosis),
        accuracy=training.accuracy if training is not None else None,
        for_tutor=grade.for_tutor,
        trouble=mark.why if isinstance(mark, NoMark) else "",
        outcome=grade.evidence.fate.outcome,
        graph_key=graph_key(grade.evidence.observation),
        text_key=text_key(grade.submission),
        found=tuple(_found(one) for one in grade.findings),
    )


def _found(one: Finding) -> Found:
    cause = (one.diagnosis or "") if one.status == "failed" else ""
    return Found(one.check, one.status, one.earned, cause, one.because or "", one.unmet)


def _files(unit: Unit, grade: Grade) -> dict[str, bytes]:
    student, tutor = render_pages(grade)
    texts = {
        "report.html": student,
        TUTORS: tutor,
        "result.json": render_json(grade),
    }
    if grade.submission.text:
        texts[annotated_name(unit.file)] = render_annotated(grade)
    made = {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}
    if unit.sheet is not None:
        evidence = grade.evidence
        made[ANSWERS] = answers_record(evidence.answers, evidence.sheet_trouble)
    return {**made, original_name(unit.file): unit.data}


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."
