"""One submission, read and graded: all that `submit` asks of a judge.

"read"          a submission            its name; it lies on the desk then
"grade"         what is wanted of it    mark, page and record
"""

from __future__ import annotations

from typing import Any

from grader.data import Source
from grader.evidence import DataName
from grader.finding import Grade, NoMark
from grader.grade import Under, grade_one
from grader.judge.desk import Blobs, Desk, Opened, Record, Task, told
from grader.judge.glancing import glance
from grader.judge.outside import Outside
from grader.judging.paper import Judged, Paper, Wanted
from grader.judging.processes import CalledOff
from grader.report.annotated import render_annotated
from grader.report.formats import FORMATS
from grader.report.html import render_html
from grader.report.record import render_json
from grader.report.text import render_text
from grader.submission.answers import sheet_from
from grader.submission.errors import SheetError, SubmissionError
from grader.submission.intake import read_gathered
from grader.wire.frame import Frame
from grader.wire.records import from_json, to_json


def _read(record: Record, blobs: Blobs, desk: Desk) -> Frame:
    paper = from_json(Paper, record["paper"], blobs)
    submission = read_gathered(paper.gathered, paper.lab)
    answers, broken = _answers(paper)
    good = None
    if paper.good_answers is not None:
        good = sheet_from(*paper.good_answers, paper.lab.questions)
    desk.opened = Opened(paper, submission, answers, broken, good)
    return {"name": submission.name}, []


def _answers(paper: Paper) -> tuple[dict[str, Any] | None, str]:
    if paper.sheet is None:
        return None, ""
    try:
        return sheet_from(*paper.sheet, paper.lab.questions), ""
    except SheetError as error:
        if not paper.broken_counts:
            raise
        return None, f"the answer sheet cannot be read: {error}"


def _grade(record: Record, blobs: Blobs, desk: Desk) -> Frame:
    wanted, opened = from_json(Wanted, record["wanted"], blobs), desk.opened
    assert opened is not None  # it was read before
    path = opened.paper.gathered.shown
    bench = Outside(desk.channel, digits(wanted.source, wanted.found_by), wanted.allow_unconfined)

    def tell(grade: Grade, waits: Under | None = None) -> None:
        desk.channel.send("glance", {"glance": to_json(glance(grade, waits, path), [])})

    early = tell if wanted.glances else None
    lab, showing = opened.paper.lab, bench.observe_showing
    grade = grade_one(opened.submission, lab, bench, opened.answers, opened.broken, early, showing)
    if wanted.glances:
        tell(grade)  # before the page is drawn
    if wanted.form == "text":
        said = render_text(grade, wanted.colour, wanted.width, opened.paper.before, path)
    else:
        said = FORMATS[wanted.form](grade)
    texts = (
        said,
        render_html(grade, wanted.audience, opened.good_answers),
        render_json(grade),
        render_annotated(grade),
    )
    why = grade.mark.why if isinstance(grade.mark, NoMark) else ""
    said_, page, record_, annotated = (text.encode("utf-8", "backslashreplace") for text in texts)
    return told(Judged(why, said_, page, record_, annotated))


def digits(name: DataName, found_by: str) -> Source:
    """As the judge knows them: it has no folder."""
    return Source(name, None, found_by)


ONE: dict[str, Task] = {"read": _read, "grade": _grade}
REFUSED_ONE: tuple[type[Exception], ...] = (SubmissionError, SheetError, CalledOff)
