"""`Page`: everything that the report shows, computed before anything is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concepts.written import several
from grader.finding import Grade
from grader.report.explain import LayerTable, layer_table
from grader.report.findings_view import (
    Blocked,
    FindingView,
    Head,
    blocked_groups,
    finding_views,
    head_of,
    remark_views,
)
from grader.report.foot_view import Foot, foot_of
from grader.report.network_view import NetworkView, network_view
from grader.report.next_view import next_steps
from grader.report.part1_view import Part1, part1_view
from grader.report.script_view import ScriptView, script_view
from grader.report.shown import shown
from grader.report.source_view import Source, source_view
from grader.report.training_view import TrainingView, training_view
from grader.report.tried_view import tried_sentences

AUDIENCES = ("student", "tutor")


@dataclass(frozen=True)
class Page:
    """The report of one submission for one reader."""

    audience: str
    head: Head
    failed: tuple[FindingView, ...]
    blocked: tuple[Blocked, ...]
    broken: tuple[FindingView, ...]
    passed: tuple[FindingView, ...]
    absent: tuple[FindingView, ...]
    mends: tuple[str, ...]
    notes: tuple[str, ...]
    for_tutor: tuple[str, ...]
    next: tuple[str, ...]  # where nothing is to be mended
    remarks: tuple[FindingView, ...]  # but those on the script, where it is shown
    script: ScriptView | None
    network: NetworkView | None
    table: LayerTable | None
    source: Source
    training: TrainingView | None
    part1: Part1 | None  # where the lab asks for it, or answers were handed in
    foot: Foot


def page_of(
    grade: Grade,
    audience: str = "student",
    good_answers: Mapping[str, Any] | None = None,
    shared: Mapping[str, Any] | None = None,
) -> Page:
    """Compute the page; `shared` is what `shared_of` gives, where it is there already."""
    if audience not in AUDIENCES:
        raise ValueError(f"audience is {audience!r}; it is one of {', '.join(AUDIENCES)}")
    tutor = audience == "tutor"
    return Page(
        **(shared_of(grade) if shared is None else shared),
        audience=audience,
        mends=(*mend_sentences(grade, tutor), *(tried_sentences(grade) if tutor else ())),
        for_tutor=grade.for_tutor if tutor else (),
        next=() if tutor else next_steps(grade),
        source=source_view(grade, tutor),
        part1=part1_view(grade, tutor, good_answers if tutor else None),
        foot=foot_of(grade, tutor),
    )


def shared_of(grade: Grade) -> dict[str, Any]:
    """What the page shows to every reader, by the names of its fields."""
    views = finding_views(grade)
    script = script_view(grade)
    told = {view.finding.diagnosis for view in script.remarks} if script is not None else set()
    by_status = {name: tuple(v for v in views if v.status == name) for name in _STATUSES}
    return {
        **by_status,
        "head": head_of(grade),
        "blocked": blocked_groups(views),
        "notes": grade.notes,
        "remarks": tuple(v for v in remark_views(grade) if v.finding.diagnosis not in told),
        "script": script,
        "network": network_view(grade.reading, grade.submission),
        "table": layer_table(grade.reading, grade.submission),
        "training": training_view(grade.reading, grade.evidence, grade.lab),
    }


_STATUSES = ("failed", "broken", "passed", "absent")


def mend_sentences(grade: Grade, tutor: bool = False) -> list[str]:
    """ "With 320 in place of 500 (fc1, line 24) the rest works.": one sentence over all.

    Where the text was changed the student reads the place, a tutor the change as well; numbers
    that were put right are the last hint of a student, and told to a tutor at once.
    """
    said = []
    for mend in grade.evidence.observation.mends:
        where = [mend.layer] if mend.layer else []
        where += [grade.submission.place(mend.line)] if mend.line else []
        spot = f" ({', '.join(where)})" if where else ""
        said.append(f"{mend.change}{spot}")
    on = "forward goes on" if grade.evidence.observation.troubles else "the rest works"
    numbers = [f"With {' and '.join(said)} {on}."] if said and tutor else []
    return [*_edited(grade, tutor), *numbers]


def _edited(grade: Grade, tutor: bool) -> list[str]:
    """That the text was changed to go on, and where."""
    repair = grade.evidence.repair
    edits = [edit for step in repair.steps for edit in step.edits] if repair is not None else []
    if not edits:
        return []
    places = dict.fromkeys(grade.submission.place(edit.line) for edit in edits)
    told = [f"The rest was judged, drawn and trained with {several(list(places))} put right."]
    for edit in edits if tutor else ():
        was = f"in place of `{_code(edit.was)}`" if edit.was.strip() else "put in"
        told.append(f"In {grade.submission.place(edit.line)} ran `{_code(edit.now)}`, {was}.")
    return told


def _code(words: str) -> str:
    """In one line, with torch called as people call it."""
    return shown(" ".join(words.replace("__import__('torch')", "torch").split()), 80)
