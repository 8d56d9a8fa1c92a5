"""`diagnose`: for each failed check its cause, and remarks on the rest of the script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.checks.blocks import given_up
from grader.checks.doors import forward_runs, misfit
from grader.checks.shapes import layers_change_places
from grader.diagnoses.case import Case
from grader.diagnoses.catalogue import BY_ID, CATALOGUE
from grader.diagnoses.diagnosis import Diagnosis, Seen
from grader.diagnoses.elsewhere import in_lab
from grader.diagnoses.progress import UNFINISHED, progress
from grader.diagnoses.repaired import mended_for
from grader.diagnoses.repaired_rows import BY_KIND, TOLD
from grader.diagnoses.rungs import rungs
from grader.evidence import Evidence, Mend, Mended, Trouble
from grader.finding import Finding
from grader.lab import Lab
from grader.reading.reading import Reading, reading_of
from grader.script import Submission
from grader.script.loops import Around

MOST_ALSO = 3  # other causes that are named beside the first


def diagnose(
    findings: Sequence[Finding],
    submission: Submission,
    reading: Reading,
    evidence: Evidence,
    lab: Lab,
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings with their causes, and what is worth saying beside them.

    Of several causes the first in the catalogue counts as the root; the others are named in
    `also`. A finding whose cause is not known keeps the check's own sentence. Never raises.
    """
    case = case_of(submission, reading, evidence, lab)
    explained = tuple(_explained(finding, replace(case, finding=finding)) for finding in findings)
    told = {finding.line for finding in explained if finding.status == "failed"}
    told |= _edited_lines(evidence)  # what is seen there is not what the student wrote
    remarks = (one for one in _remarks(case) if one.line is None or one.line not in told)
    return explained, tuple(remarks)


def as_it_stopped(
    findings: Sequence[Finding],
    submission: Submission,
    reading: Reading,
    evidence: Evidence,
    lab: Lab,
) -> tuple[Finding, ...]:
    """The findings with what is so, and no cause: what would mend them was not tried yet."""
    case = case_of(submission, reading, evidence, lab)
    return tuple(_as_it_stopped(one, replace(case, finding=one)) for one in findings)


def _as_it_stopped(finding: Finding, case: Case) -> Finding:
    if finding.status != "failed":
        return finding
    told = _unexplained(finding, case)
    if finding.check == forward_runs.id and case.crashes:
        return replace(told, message=f"{misfit(case.crashes[0])}.")
    return replace(told, original="" if told.original == told.message else told.original)


def _edited_lines(evidence: Evidence) -> set[int | None]:
    steps = evidence.repair.steps if evidence.repair is not None else ()
    edits = [edit for step in steps for edit in step.edits]
    return {line for e in edits for line in range(e.line, e.line + e.was.count("\n") + 1)}


def case_of(submission: Submission, reading: Reading, evidence: Evidence, lab: Lab) -> Case:
    """All that the diagnoses of one submission look at."""
    script = submission.script
    return Case(reading, evidence, lab, submission, script, Around(script))


def causes(case: Case) -> list[tuple[Diagnosis, Seen]]:
    """Every cause of the case's finding that is recognised, the root first."""
    named = BY_ID.get(case.finding.diagnosis or "") if case.finding is not None else None
    if named is not None:  # the check knows it
        return _recognised(case, [named])
    mended = mended_for(case)
    if mended is not None:
        return _of_the_repair(case, mended)
    apart = _apart(case)
    if len(apart) > 1:
        return _one_after_the_other(case, apart)
    return _recognised(case, (one for one in CATALOGUE if case.check in one.of))


def _apart(case: Case) -> list[Mend]:
    """Numbers that were put right each for itself, in the order in which forward met them."""
    if case.check != "forward-runs" or case.unflattened or layers_change_places(case.evidence):
        return []
    first: dict[tuple[int, int], Mend] = {}
    for mend in case.crashes:
        first.setdefault((mend.was, mend.now), mend)
    return list(first.values())


def _one_after_the_other(case: Case, apart: list[Mend]) -> list[tuple[Diagnosis, Seen]]:
    """The cause of the first, with what is said of the others behind it."""
    among = [one for one in CATALOGUE if case.check in one.of]
    each = [_recognised(replace(case, mend=mend), among)[:1] for mend in apart]
    named = [one for found in each for one in found]
    if not named:
        return []
    (root, seen), *rest = named
    lines = [line for _, other in rest for line in (other.line, *other.lines) if line]
    sentence = " ".join((seen.sentence, *(other.sentence for _, other in rest)))
    joined = replace(seen, sentence=sentence, lines=(*seen.lines, *lines))
    return [(root, joined), *rest]


def _of_the_repair(case: Case, mended: Mended) -> list[tuple[Diagnosis, Seen]]:
    """The cause that an edit undoes: it was tried. Others count only where they say the same.

    They are looked for in what the file showed as it was handed in.
    """
    as_handed_in, repair = case, case.evidence.repair
    if repair is not None and mended in repair.steps:
        before = replace(case.evidence, observation=repair.before, repair=None)
        as_handed_in = replace(
            case,
            evidence=before,
            reading=reading_of(before, case.lab.asked),
            stopped=mended.stopped,
            edit=mended.edits[0],
        )
    row = BY_KIND.get(mended.kind)
    same = row.same if row is not None else TOLD.get(mended.kind, ())
    if given_up(case.reading, case.evidence):  # no edit that was meant
        same = (*same, "shapes-cannot-be-joined")
    others = _recognised(as_handed_in, (one for one in CATALOGUE if case.check in one.of))
    told = [(one, _where(seen, mended)) for one, seen in others if one.id in same]
    rows = _recognised(case, [BY_ID[row.id]]) if row is not None else []
    return [*told, *rows] or others


def _where(seen: Seen, mended: Mended) -> Seen:
    """First the line where the mistake was made, then where it shows."""
    if mended.kind == "import-missing":  # it stands nowhere
        return seen
    if mended.kind in ("layer-not-made", "value-not-stored"):  # and here is where it is missing
        return replace(seen, lines=(*seen.lines, mended.edits[0].line))
    line = mended.edits[0].line
    lines = (*(edit.line for edit in mended.edits[1:]), *((seen.line,) if seen.line else ()))
    return replace(seen, line=line, lines=(*lines, *seen.lines))


def _recognised(case: Case, among: Iterable[Diagnosis]) -> list[tuple[Diagnosis, Seen]]:
    found = []
    for one in among:
        try:
            seen = one.recognise(case)
        except Exception:  # noqa: S112  # nonsense from the sandbox: a sentence less, not a grade
            continue
        if seen is not None:
            found.append((one, seen))
    return sorted(found, key=lambda one: one[0].general)  # a cause before what only says what is so


def _explained(finding: Finding, case: Case) -> Finding:
    if finding.status != "failed":
        return finding
    found = causes(case)
    if not found:
        return _unexplained(finding, case)
    (first, seen), *rest = found
    seen = _with_what_it_would_earn(seen, case)
    told = replace(
        finding,
        diagnosis=first.id,
        cause=in_lab(first.title, case.lab),
        message=seen.sentence,
        advice=in_lab(first.hint, case.lab),
        why=in_lab(first.why, case.lab),
        line=seen.line or finding.line,
        lines=tuple(dict.fromkeys(line for line in seen.lines if line != seen.line)),
        arithmetic=seen.arithmetic,
        expected=seen.expected or finding.expected,
        observed=seen.observed or finding.observed,
        original=_original(finding, case),
        also=tuple(one.id for one, _ in rest if not one.general)[:MOST_ALSO],
        steps=progress(case) if first.id in UNFINISHED else (),
    )
    return replace(told, hints=rungs(told, first, _place(told, case), case.lab.asked))


def _unexplained(finding: Finding, case: Case) -> Finding:
    hints = rungs(finding, None, _place(finding, case), case.lab.asked)
    return replace(finding, original=_original(finding, case), hints=hints)


def _with_what_it_would_earn(seen: Seen, case: Case) -> Seen:
    """Of a file that cannot be read: it was graded with the one sign put right."""
    reread = case.evidence.reread
    if reread is None or case.check != "file-parses":
        return seen
    would = f"With that put right it would earn {reread.points:g} of {reread.max_points:g} points."
    lines = (seen.line, *seen.lines) if seen.line else seen.lines
    return replace(seen, sentence=f"{seen.sentence} {would}", line=reread.edit.line, lines=lines)


def _place(finding: Finding, case: Case) -> str:
    return case.submission.place(finding.line) if finding.line else ""


def _original(finding: Finding, case: Case) -> str:
    """Python's or torch's own words behind a failed check."""
    trouble: Trouble | None = None
    if (mended := mended_for(case)) is not None:
        trouble = mended.stopped
    elif finding.check in ("file-parses", "defines-net"):
        trouble = case.evidence.read_trouble or case.trouble
        if trouble is not None and trouble is case.evidence.read_trouble:
            return ""  # our own words already
    elif finding.check in ("net-constructs", "forward-runs"):
        crashes = [mend.trouble for mend in case.crashes]
        trouble = crashes[0] if crashes else case.trouble
    elif finding.check == "any-batch-size":
        attempts = case.seen.attempts
        trouble = next((a.trouble for a in attempts if a.trouble is not None), None)
    return f"{trouble.type}: {trouble.message}" if trouble is not None else ""


def _remarks(case: Case) -> Iterable[Finding]:
    for one, seen in _recognised(case, (one for one in CATALOGUE if one.is_remark)):
        lab = case.lab
        yield Finding(
            "",
            in_lab(one.title, lab),
            "remark",
            message=seen.sentence,
            advice=in_lab(one.hint, lab),
            diagnosis=one.id,
            line=seen.line,
            why=in_lab(one.why, lab),
            lines=seen.lines,
            rehearsed=one.family == "rehearsed",
        )
