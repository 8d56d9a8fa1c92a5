"""A `Grade` as the `Glance` that a screen shows."""

from __future__ import annotations

from dataclasses import replace

from grader.finding import Grade, NoMark, Score
from grader.grade import Under
from grader.judging.glance import Glance, Quoted, State, Step, Told
from grader.lab.commands import command, named_by
from grader.report.findings_view import (
    FindingView,
    finding_views,
    mark_of,
    remark_views,
    summary_of,
)
from grader.report.next_view import next_steps
from grader.report.quoting import quoted
from grader.report.shown import one_line, shown
from grader.report.training_view import outcome_of

MOST_TOLD = 12  # things to mend
MOST_NOTES = 4
WAITS: dict[Under, str] = {
    "learning": "it is learning",
    "mending": "what would mend it is being tried",
}


def glance(grade: Grade, waits: Under | None = None, path: str = "") -> Glance:
    """What is to be shown of it; where it still waits for something, what only that shows waits."""
    grade = replace(grade, lab=named_by(grade.lab, path))
    whole = waits is None
    views = finding_views(grade)
    points, _, most = (
        mark_of(grade).partition(" / ") if isinstance(grade.mark, Score) else ("",) * 3
    )
    training = grade.evidence.training
    learned = training is not None and training.way != "not run"
    said = Glance(
        name=one_line(grade.submission.name, 120),
        whole=whole,
        no_mark=one_line(grade.mark.why) if isinstance(grade.mark, NoMark) else "",
        points=points,
        most=most,
        summary=summary_of(grade),
        checks=tuple((view.finding.check, _state(view, whole)) for view in views),
        told=tuple(_told(view, grade) for view in views if view.status == "failed")[:MOST_TOLD],
        learned=outcome_of(training, grade.lab) if training is not None and learned else "",
        next=next_steps(grade, path),
        notes=tuple(
            one_line(
                f"{view.finding.title}{f' ({view.place})' if view.place else ''}: "
                f"{view.finding.message}"
            )
            for view in remark_views(grade)
        )[:MOST_NOTES],
    )
    if not waits:
        return said
    return replace(said, points="", summary="", notes=(), next=(), waits=WAITS[waits])


def _state(view: FindingView, whole: bool) -> State:
    status = view.status
    assert status != "remark"  # no check has it
    return "pending" if status == "broken" and not whole else status


def _told(view: FindingView, grade: Grade) -> Told:
    finding = view.finding
    return Told(
        check=finding.check,
        diagnosis=finding.diagnosis or "",
        headline=one_line(view.headline),
        sentence=one_line(view.seen),
        place=view.place,
        points=view.points,
        code=tuple(
            Quoted(line.label, shown(line.text), (line.start, line.end))
            for line in quoted(finding, grade)
        ),
        words=one_line(finding.original, 300),
        why=one_line(finding.why),
        rungs=tuple(one_line(rung) for rung in finding.hints or (finding.advice,) if rung),
        steps=tuple(Step(done, what) for done, what in finding.steps),
        more=command(grade.lab, "explain", finding.diagnosis) if finding.diagnosis else "",
    )
