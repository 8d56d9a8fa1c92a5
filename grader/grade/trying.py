"""Causes that are found by trying: its text, or what it begins with, put right and run again."""

from __future__ import annotations

from dataclasses import replace

from grader.checks import examine
from grader.checks.sizes import layer_sizes
from grader.evidence import (
    Behaviour,
    Evidence,
    Observation,
    ProcessFate,
    Remedied,
    Repair,
    Shared,
    Training,
)
from grader.finding import Finding
from grader.grade.bench import Bench
from grader.grade.running import learn, observe
from grader.lab import Lab
from grader.reading.reading import Reading, reading_of
from grader.repair.search import Attempt, repair_of, without_ours
from grader.repair.taught import taught_by
from grader.repair.together import shared_by
from grader.repair.trained import Mended
from grader.repair.trained import remedied as by_training
from grader.script import Submission
from grader.training import TrainerFailed

TAUGHT = ("every-parameter-learns", "samples-independent")  # what only a trainer measures


def mend_text(
    submission: Submission,
    observation: Observation,
    fate: ProcessFate,
    lab: Lab,
    bench: Bench,
    attempt: Attempt,
) -> tuple[Submission, Repair, Observation, ProcessFate] | None:
    """What a file that stops shows with the smallest change of its text that lets it run."""
    if fate.outcome != "finished":
        return None
    found = repair_of(submission, observation, lab, attempt)
    if found is None:
        return None
    seen, how = observe(found[0], lab, bench)
    seen = without_ours(seen, found[1], found[0].script)
    if not _keeps_sizes(observation, seen, how, lab):
        return None
    return (*found, seen, how) if seen.returned and how.outcome == "finished" else None


def _keeps_sizes(before: Observation, after: Observation, fate: ProcessFate, lab: Lab) -> bool:
    """Whether sizes that the lab asks for, and that were right, are so behind an edit too.

    Where a number put right has let the network run, an edit that runs as well and takes from a
    layer what was asked of it is none of what was meant.
    """
    if not any(part.sizes for part in lab.asked.parts):
        return True
    known = [Evidence(seen, fate) for seen in (before, after)]
    was, now = (layer_sizes.judge(reading_of(one, lab.asked), one, lab).outcome for one in known)
    return not (was == "holds" and now == "fails")


def find_shared(
    running: Submission, evidence: Evidence, findings: tuple[Finding, ...], lab: Lab, bench: Bench
) -> Shared | None:
    """The one change that mends several findings, or one whose cause is not plain."""

    def again(changed: Submission, wanted: frozenset[str]) -> tuple[Finding, ...]:
        seen, fate = observe(changed, lab, bench)
        if fate.outcome != "finished" or not seen.returned:
            return ()
        known = Evidence(seen, fate, repair=evidence.repair, declared=changed.declared)
        first = examine(reading_of(known, lab.asked), known, lab)
        if wanted.isdisjoint(TAUGHT) and not _some_hold(first, wanted):
            return ()  # without a training: that is what costs
        found, trouble = learn(changed, lab, seen, fate, bench, inside=False)
        known = replace(found, repair=known.repair, declared=known.declared)
        return () if trouble else examine(reading_of(known, lab.asked), known, lab)

    return shared_by(running, findings, lab, again)


def _some_hold(findings: tuple[Finding, ...], wanted: frozenset[str]) -> bool:
    return any(one.check in wanted and one.status == "passed" for one in findings)


def find_remedy(
    reading: Reading, evidence: Evidence, findings: tuple[Finding, ...], lab: Lab, bench: Bench
) -> Remedied | None:
    """What keeps it from learning, by its first numbers or the scale of what it computes."""
    if evidence.training is None or not findings:
        return None
    holds = _mended_by(evidence, findings, lab)
    try:
        return by_training(reading, evidence.training, lab, bench.train, holds)
    except TrainerFailed:
        return None  # no mark hangs on it


def find_taught(
    evidence: Evidence, findings: tuple[Finding, ...], lab: Lab, bench: Bench
) -> tuple[str, ...]:
    """The checks that one change of its steps mends, with which it learns as well."""
    if evidence.training is None:
        return ()
    try:
        return taught_by(evidence, findings, lab, bench.train, _mended_by(evidence, findings, lab))
    except TrainerFailed:
        return ()  # it costs what it costs without


def _mended_by(evidence: Evidence, findings: tuple[Finding, ...], lab: Lab) -> Mended:
    """A test for what of that which failed holds of a changed network, where no more fails."""
    failed = {one.check for one in findings if one.status == "failed"}

    def mended(
        seen: Observation, behaviour: Behaviour | None, training: Training
    ) -> tuple[str, ...]:
        known = replace(evidence, observation=seen, behaviour=behaviour, training=training)
        after = examine(reading_of(known, lab.asked), known, lab)
        if any(one.status == "failed" and one.check not in failed for one in after):
            return ()
        return tuple(one.check for one in after if one.check in failed and one.status == "passed")

    return mended
