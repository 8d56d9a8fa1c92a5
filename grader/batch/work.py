"""One submission as a unit of work: all that grading it needs goes in, files and a row come out.

The same function serves a worker of this machine and one of a cluster; nothing is shared but
what stands in the `Unit`.
"""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.batch.likeness import graph_key, text_key
from grader.batch.nouns import Row, State
from grader.data import Source
from grader.evidence import Environment, Evidence
from grader.finding import Grade, NoMark, Score
from grader.grade import Processes, grade_one
from grader.lab import Lab
from grader.report import render_html, render_json
from grader.report.annotated import render_annotated
from grader.report.write import annotated_name
from grader.sandbox import Nursery
from grader.script import Submission
from grader.script.submission import source_kind
from grader.submission import SubmissionError, read_bytes
from grader.submission.answers import SheetError, sheet_from
from grader.training import Trainer

SHEET = "part1.toml"


@dataclass(frozen=True)
class Setting:
    """What is the same for the whole class."""

    lab: Lab  # with the limits that were asked for
    data: str  # digest of the digits that are trained on
    grader: str  # version and digest of the grader's own code
    allow_unconfined: bool = False  # run the files even where there is no sandbox


@dataclass(frozen=True)
class Unit:
    """All that grading one submission needs."""

    key: str  # its folder under students/
    file: str  # name of the file, as handed in
    data: bytes  # its bytes
    sheet: bytes | None  # part1.toml, where one was handed in
    setting: Setting


@dataclass(frozen=True)
class Result:
    """What came of it. The row lacks what only the roster knows: id, name, late, notes."""

    row: Row
    files: Mapping[str, bytes]  # by name: report.html, result.json, NAME.annotated.py


class Bench:
    """What a worker keeps from one unit to the next: torch, imported once on either side."""

    def __init__(self, source: Source) -> None:
        self.trainer = Trainer(source)
        self._nursery: tuple[Lab, Nursery] | None = None

    def __enter__(self) -> Bench:
        self.trainer.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self.trainer.__exit__()
        if self._nursery is not None:
            self._nursery[1].close()

    def nursery(self, lab: Lab) -> Nursery | None:
        """The warm process of which probes are forked; None where the system has none."""
        if not Nursery.available():
            return None
        if self._nursery is not None and self._nursery[0] != lab:
            self._nursery[1].close()
            self._nursery = None
        if self._nursery is None:
            self._nursery = lab, Nursery(lab).__enter__()
        return self._nursery[1]


def work(unit: Unit, bench: Bench) -> Result:
    """Grade one submission. Raises nothing: what goes wrong on our side is told in the row."""
    began = time.monotonic()
    try:
        result = _graded(unit, bench)
    except SubmissionError as error:
        result = _without_mark(unit, "nothing to grade", _sentence(str(error)))
    except Exception as error:  # whatever it is, the next submission is none the worse for it
        result = fault(unit, error)
    return replace(result, row=replace(result.row, seconds=time.monotonic() - began))


def fault(unit: Unit, error: BaseException) -> Result:
    """No mark: the grader itself failed. The traceback is kept for who mends it."""
    why = f"The grader itself failed ({type(error).__name__}: {str(error)[:200]})."
    result = _without_mark(unit, "no mark", why)
    told = "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace")
    return replace(result, files={**result.files, "fault.txt": told})


def lost(unit: Unit, why: str) -> Result:
    """No mark: the process or the machine that graded it was lost."""
    return _without_mark(unit, "no mark", why)


def _graded(unit: Unit, bench: Bench) -> Result:
    lab = unit.setting.lab
    nursery = bench.nursery(lab)  # it warms up while the file is read
    submission = read_bytes(unit.file, unit.data, lab)
    answers, broken = _answers(unit)
    on = Processes(bench.trainer, nursery, unit.setting.allow_unconfined)
    grade = grade_one(submission, lab, on, answers, broken)
    if isinstance(grade.mark, NoMark):  # a trainer that died is a new one by now
        grade = grade_one(submission, lab, replace(on, nursery=None), answers, broken)
    return Result(_row(unit, grade), _files(unit, grade))


def _answers(unit: Unit) -> tuple[dict[str, Any] | None, str]:
    """The student's answers, or why there are none: a broken sheet stops nothing else."""
    if unit.sheet is None:
        return None, ""
    try:
        return sheet_from(SHEET, unit.sheet), ""
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
    )


def _files(unit: Unit, grade: Grade) -> dict[str, bytes]:
    texts = {"report.html": render_html(grade), "result.json": render_json(grade)}
    if grade.submission.text:
        texts[annotated_name(unit.file)] = render_annotated(grade)
    return {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}


def _without_mark(unit: Unit, state: State, why: str) -> Result:
    """A page and a record that say why there is no mark: never a zero."""
    digest = hashlib.sha256(unit.data).hexdigest()
    submission = Submission(unit.file, digest, source_kind(unit.file))
    version, _, code = unit.setting.grader.partition(" ")
    environment = Environment("", "", "", version, code)
    grade = Grade(submission, unit.setting.lab, Evidence(), environment, NoMark(why))
    row = replace(_row(unit, grade), state=state)
    try:
        return Result(row, _files(unit, grade))
    except Exception:  # it may be the very thing that failed
        return Result(row, {})


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."
