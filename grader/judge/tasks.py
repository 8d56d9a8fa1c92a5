"""What a judge can be asked: a function each, from a frame to a frame.

"read", "grade" of one submission       see `one`
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

from dataclasses import replace

from grader.batch.graded import graded, without_mark
from grader.batch.likeness.compare import compare
from grader.batch.likeness.earlier import texts_of
from grader.batch.likeness.nouns import Text
from grader.batch.nouns import Roster
from grader.batch.rosters.choose import hand_over, unopened
from grader.batch.rosters.nouns import Download, RosterError
from grader.batch.rosters.read import sort_out
from grader.batch.unit import Unit
from grader.experiment.admit import admitted
from grader.experiment.book import Book
from grader.experiment.nouns import Asked, AskedError
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
from grader.judge.desk import Blobs, Desk, Record, Task, told
from grader.judge.one import ONE, REFUSED_ONE, digits
from grader.judge.outside import Outside
from grader.judging.paper import Paper
from grader.lab import Lab
from grader.reading.network import network_of_graph, unread
from grader.reading.output import choose_output
from grader.report.shown import one_line
from grader.submission.errors import SubmissionError
from grader.submission.intake import read_gathered
from grader.wire.frame import Frame
from grader.wire.records import from_json


def _trace(record: Record, blobs: Blobs, desk: Desk) -> Frame:
    paper = from_json(Paper, record["paper"], blobs)
    submission = read_gathered(paper.gathered, paper.lab)
    if submission.trouble is not None:
        raise SubmissionError(submission.trouble.message)
    assert submission.plan is not None  # where there is no trouble
    if record["by_name"] and submission.plan.other_name:
        raise SubmissionError(f"there is no class {paper.lab.class_name} in {submission.name}")
    bench = Outside(desk.channel, digits("digits", ""), allow_unconfined=False)
    observation, fate = bench.trace(submission, paper.lab, tuple(record["shape"]))
    graph = choose_output(observation, paper.lab).eval
    if graph is None or graph.output is None:
        first = observation.troubles[0] if observation.troubles else None
        why = f"{first.type}: {first.message}" if first is not None else fate.detail
        why = why or "it computes nothing yet"
        raise SubmissionError(f"forward does not come to its end: {why}")
    network = network_of_graph(graph, observation.tensors).to_json()
    return {"network": network, "unread": list(unread(graph, observation.tensors))}, []


def _design(record: Record, blobs: Blobs, desk: Desk) -> Frame:
    paper, wanted = from_json(Paper, record["paper"], blobs), record["wanted"]
    bench = Outside(desk.channel, digits(wanted["source"], ""), wanted["allow_unconfined"])
    submission = read_gathered(paper.gathered, paper.lab)
    path = one_line(paper.gathered.shown, 200)
    observation = admitted(submission, paper.lab, bench, path)
    asked = from_json(Asked, record["asked"], blobs)
    return told(design(observation, paper.lab, asked, submission.name))


def _experiment(record: Record, blobs: Blobs, _desk: Desk) -> Frame:
    book = from_json(Book, record["book"], blobs)
    return {}, [render(book).encode("utf-8", "backslashreplace")]


def _explore(record: Record, blobs: Blobs, desk: Desk) -> Frame:
    paper = from_json(Paper, record["paper"], blobs)
    submission = read_gathered(paper.gathered, paper.lab)
    if submission.trouble is not None:
        raise SubmissionError(submission.trouble.message)
    source = digits(record["source"], record["found_by"])
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
    text, things = submission.script.text, paper.lab.data.things
    data = network_data(observation, explored, submission.name, text, things)
    line, trouble = fields_line(observation)
    digit, label = blobs[record["digit"]], record["label"]
    page = render_explore(digit, label, line, trouble, data).encode("utf-8", "backslashreplace")
    return {"read": [explored.moments[-1].correct, explored.moments[-1].of]}, [page]


def _unit(record: Record, blobs: Blobs, desk: Desk) -> Frame:
    unit = from_json(Unit, record["unit"], blobs)
    source = digits(record["source"], record["found_by"])

    def bench(fresh: bool = False) -> Outside:
        return Outside(desk.channel, source, unit.setting.allow_unconfined, fresh)

    first = bench()
    return told(graded(unit, first, lambda: bench(fresh=True), first.try_out))


def _without_mark(record: Record, blobs: Blobs, _desk: Desk) -> Frame:
    unit = from_json(Unit, record["unit"], blobs)
    return told(without_mark(unit, "no mark", record["why"]))


def _download(record: Record, blobs: Blobs, desk: Desk) -> Frame:
    download = from_json(Download, record["download"], blobs)
    desk.lab = from_json(Lab, record["lab"], blobs)
    listed = sort_out(download, record["kind"], desk.lab)
    desk.bundles = list(listed.bundles)
    handed = tuple(unopened(bundle, key) for key, bundle in listed.bundles)
    return told(Roster(listed.kind, handed, listed.notes))


def _hand_over(record: Record, _blobs: Blobs, desk: Desk) -> Frame:
    assert desk.lab is not None  # the download was read before
    key, bundle = desk.bundles[record["number"]]
    return told(hand_over(bundle, key, desk.lab, record["attempt"]))


def _compare(record: Record, blobs: Blobs, _desk: Desk) -> Frame:
    texts = from_json(tuple[Text, ...], record["texts"], blobs)
    known = from_json(tuple[Text, ...], record["known"], blobs)
    earlier: tuple[Text, ...] = ()
    notes: tuple[str, ...] = ()
    if record["earlier"] is not None:
        earlier, notes = texts_of(from_json(Download, record["earlier"], blobs))
    compared = compare((*texts, *earlier), known, record["title"])
    return told(replace(compared, notes=(*compared.notes, *notes)))


TASKS: dict[str, Task] = {
    **ONE,
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
REFUSED = (*REFUSED_ONE, RosterError, AskedError)
