"""What a judge can be asked: a function each, from a frame to a frame.

"read"          a submission            its name; it lies on the desk then
"grade"         what is wanted of it    mark, page and record
"trace"         a submission            the network that it computes
"design"        a submission, settings  its network in each of them, ready to be trained
"experiment"    what came of settings   the page that shows it
"unit"          one of a class          row and files
"without mark"  one of a class, and why the same, saying so
"download"      an LMS's                whose it is, and who handed in; it lies on the desk then
"hand over"     one's number, attempt   the file to grade
"compare"       a class, earlier years  who is alike, and pages that show it
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.batch.graded import graded, without_mark
from grader.batch.likeness.compare import compare
from grader.batch.likeness.earlier import texts_of
from grader.batch.likeness.nouns import Text
from grader.batch.nouns import Roster
from grader.batch.rosters.choose import hand_over, unopened
from grader.batch.rosters.nouns import Download
from grader.batch.rosters.read import sort_out
from grader.batch.unit import Unit
from grader.data import Source
from grader.evidence import DataName
from grader.experiment.admit import admitted
from grader.experiment.book import Book
from grader.experiment.nouns import Asked
from grader.experiment.page.render import render
from grader.experiment.variants.design import design
from grader.explore.network import (
    SHARES,
    fields_line,
    lacking,
    long_enough,
    network_data,
    values_of,
)
from grader.explore.page import render_explore
from grader.finding import Grade, NoMark
from grader.grade import grade_one
from grader.judge.desk import Desk, Opened
from grader.judge.glancing import glance
from grader.judge.outside import Outside
from grader.judging.paper import Judged, Paper, Wanted
from grader.lab import Lab
from grader.reading.network import network_of_graph, unread
from grader.reading.output import choose_output
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

_Record = dict[str, Any]
_Blobs = list[bytes]


def _read(record: _Record, blobs: _Blobs, desk: Desk) -> Frame:
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


def _grade(record: _Record, blobs: _Blobs, desk: Desk) -> Frame:
    wanted, opened = from_json(Wanted, record["wanted"], blobs), desk.opened
    assert opened is not None  # it was read before
    bench = Outside(desk.channel, _digits(wanted.source, wanted.found_by), wanted.allow_unconfined)

    def tell(grade: Grade, whole: bool = False) -> None:
        desk.channel.send("glance", {"glance": to_json(glance(grade, whole), [])})

    early = tell if wanted.glances else None
    grade = grade_one(
        opened.submission, opened.paper.lab, bench, opened.answers, opened.broken, early
    )
    if wanted.glances:
        tell(grade, whole=True)  # before the page is drawn
    if wanted.form == "text":
        said = render_text(grade, wanted.colour, wanted.width, opened.paper.before)
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
    return _told(Judged(why, said_, page, record_, annotated))


def _trace(record: _Record, blobs: _Blobs, desk: Desk) -> Frame:
    paper = from_json(Paper, record["paper"], blobs)
    submission = read_gathered(paper.gathered, paper.lab)
    if submission.trouble is not None:
        raise SubmissionError(submission.trouble.message)
    assert submission.plan is not None  # where there is no trouble
    if record["by_name"] and submission.plan.other_name:
        raise SubmissionError(f"there is no class {paper.lab.class_name} in {submission.name}")
    bench = Outside(desk.channel, _digits("digits", ""), allow_unconfined=False)
    observation, fate = bench.trace(submission, paper.lab, tuple(record["shape"]))
    graph = choose_output(observation, paper.lab).eval
    if graph is None or graph.output is None:
        first = observation.troubles[0] if observation.troubles else None
        why = f"{first.type}: {first.message}" if first is not None else fate.detail
        why = why or "it computes nothing yet"
        raise SubmissionError(f"forward does not come to its end: {why}")
    network = network_of_graph(graph, observation.tensors).to_json()
    return {"network": network, "unread": list(unread(graph, observation.tensors))}, []


def _design(record: _Record, blobs: _Blobs, desk: Desk) -> Frame:
    paper, wanted = from_json(Paper, record["paper"], blobs), record["wanted"]
    bench = Outside(desk.channel, _digits(wanted["source"], ""), wanted["allow_unconfined"])
    submission = read_gathered(paper.gathered, paper.lab)
    observation = admitted(submission, paper.lab, bench)
    asked = from_json(Asked, record["asked"], blobs)
    return _told(design(observation, paper.lab, asked, submission.name))


def _experiment(record: _Record, blobs: _Blobs, _desk: Desk) -> Frame:
    book = from_json(Book, record["book"], blobs)
    return {}, [render(book).encode("utf-8", "backslashreplace")]


def _explore(record: _Record, blobs: _Blobs, desk: Desk) -> Frame:
    paper = from_json(Paper, record["paper"], blobs)
    submission = read_gathered(paper.gathered, paper.lab)
    if submission.trouble is not None:
        raise SubmissionError(submission.trouble.message)
    source = _digits(record["source"], record["found_by"])
    bench = Outside(desk.channel, source, record["allow_unconfined"])
    observation, fate = bench.observe(submission, paper.lab)
    graph = observation.eval
    if graph is None or graph.output is None or observation.returned != "tensor":
        first = observation.troubles[0] if observation.troubles else None
        why = f"{first.type}: {first.message}" if first is not None else fate.detail
        raise SubmissionError(f"forward does not come to its end: {why or 'it returns no tensor'}")
    recipe = replace(paper.lab.recipe, **long_enough(source.name))
    wanted = values_of(graph) if lacking(graph) else ()
    explored = bench.explore(observation, replace(paper.lab, recipe=recipe), SHARES, wanted)
    if explored.reason:
        raise SubmissionError(f"it cannot be trained to be looked at: {explored.reason}")
    data = network_data(observation, explored, submission.name, submission.script.text)
    line, trouble = fields_line(observation)
    digit, label = blobs[record["digit"]], record["label"]
    page = render_explore(digit, label, line, trouble, data).encode("utf-8", "backslashreplace")
    return {"read": [explored.moments[-1].correct, explored.moments[-1].of]}, [page]


def _unit(record: _Record, blobs: _Blobs, desk: Desk) -> Frame:
    unit = from_json(Unit, record["unit"], blobs)
    source = _digits(record["source"], record["found_by"])

    def bench(fresh: bool = False) -> Outside:
        return Outside(desk.channel, source, unit.setting.allow_unconfined, fresh)

    first = bench()
    return _told(graded(unit, first, lambda: bench(fresh=True), first.try_out))


def _without_mark(record: _Record, blobs: _Blobs, _desk: Desk) -> Frame:
    unit = from_json(Unit, record["unit"], blobs)
    return _told(without_mark(unit, "no mark", record["why"]))


def _download(record: _Record, blobs: _Blobs, desk: Desk) -> Frame:
    download = from_json(Download, record["download"], blobs)
    desk.lab = from_json(Lab, record["lab"], blobs)
    listed = sort_out(download, record["kind"], desk.lab)
    desk.bundles = list(listed.bundles)
    handed = tuple(unopened(bundle, key) for key, bundle in listed.bundles)
    return _told(Roster(listed.kind, handed, listed.notes))


def _hand_over(record: _Record, _blobs: _Blobs, desk: Desk) -> Frame:
    assert desk.lab is not None  # the download was read before
    key, bundle = desk.bundles[record["number"]]
    return _told(hand_over(bundle, key, desk.lab, record["attempt"]))


def _compare(record: _Record, blobs: _Blobs, _desk: Desk) -> Frame:
    texts = from_json(tuple[Text, ...], record["texts"], blobs)
    known = from_json(tuple[Text, ...], record["known"], blobs)
    earlier: tuple[Text, ...] = ()
    notes: tuple[str, ...] = ()
    if record["earlier"] is not None:
        earlier, notes = texts_of(from_json(Download, record["earlier"], blobs))
    compared = compare((*texts, *earlier), known, record["title"])
    return _told(replace(compared, notes=(*compared.notes, *notes)))


def _told(result: Any) -> Frame:
    blobs: _Blobs = []
    return {"result": to_json(result, blobs)}, blobs


def _digits(name: DataName, found_by: str) -> Source:
    """As the judge knows them: it has no folder."""
    return Source(name, None, found_by)


TASKS: dict[str, Callable[[_Record, _Blobs, Desk], Frame]] = {
    "read": _read,
    "grade": _grade,
    "trace": _trace,
    "design": _design,
    "experiment": _experiment,
    "explore": _explore,
    "unit": _unit,
    "without mark": _without_mark,
    "download": _download,
    "hand over": _hand_over,
    "compare": _compare,
}
