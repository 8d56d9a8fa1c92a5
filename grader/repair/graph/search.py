"""`rewired`: for each check that failed the smallest change of the network with which it holds."""

from __future__ import annotations

from collections.abc import Sequence

from grader.checks.verdict import Check
from grader.evidence import Change, Evidence, Rewired
from grader.finding import Finding
from grader.lab import Lab
from grader.reading.flow import Flow
from grader.reading.reading import reading_of
from grader.repair.graph.asked import (
    CONNECTED,
    CONVOLUTIONS,
    SUM,
    Known,
    checks_mended,
    kind_of,
    known,
    spare_modules,
)
from grader.repair.graph.candidates import candidates
from grader.repair.graph.known import plainly, with_change
from grader.repair.graph.layers import too_many

MOST_CHANGES = 8  # of one network, for one check
# calls of all networks that are tried for one check: a reading takes the longer the more there are
MOST_CALLS = 20_000


def rewired(findings: Sequence[Finding], evidence: Evidence, lab: Lab) -> tuple[Rewired, ...]:
    """What mends each failed check that is about the network's steps; nothing where none does."""
    found = []
    mended = {check.id for check in checks_mended(lab)}
    for one in findings:
        if one.status == "failed" and one.check in mended and one.diagnosis is None:
            changes = mends(one.check, evidence, lab)
            if changes:
                found.append(Rewired(one.check, changes))
    return tuple(found)


def mends(name: str, evidence: Evidence, lab: Lab) -> tuple[Change, ...]:
    """The smallest changes with which a check holds and none that held breaks; () for none."""
    check = next(one for one in checks_mended(lab) if one.id == name)
    now = known(plainly(evidence), lab)
    held = [other for other in checks_mended(lab) if other != check and now.holds(other)]
    spare = spare_modules(now.reading, kind_of(check, lab))
    calls = sum(len(flow.graph.operations) for flow in now.reading.both)
    tries = MOST_CALLS // max(calls, 1)
    found: list[Change] = []
    left = now.lack(check)
    while left and len(found) < MOST_CHANGES:
        tried = candidates(now, check, spare) if calls <= MOST_CALLS else []
        tries -= len(tried)
        best = _best(now, tried, check, held, found) if tries >= 0 else None
        if best is None:
            return ()
        change, now = best
        found.append(change)
        left = now.lack(check)
    return () if left else tuple(found)


def mended_with(evidence: Evidence, findings: Sequence[Finding], lab: Lab) -> tuple[str, ...]:
    """A check first, then those that its change mends with it.

    Where layers are too many, nothing is asked for behind one without it; where a sum is lost, the
    layers are lost that only it goes on with.
    """
    failed = {one.check for one in findings if one.status == "failed"}
    flow = reading_of(evidence, lab.asked).run
    for check in checks_mended(lab) if flow is not None else ():
        if check.id not in failed or flow is None or not _mends_others(check, flow, lab):
            continue
        then = plainly(evidence)
        for change in mends(check.id, evidence, lab):
            then = with_change(then, change, lab) or then
        after = known(then, lab)
        others = [one for one in checks_mended(lab) if one.id in failed and one != check]
        mended = [one.id for one in others if after.holds(one)]
        if mended or check.sort != SUM:
            return (check.id, *mended)
    return ()


def _mends_others(check: Check, flow: Flow, lab: Lab) -> bool:
    counts = check.sort in (CONVOLUTIONS, CONNECTED)
    return check.sort == SUM or (counts and too_many(flow, kind_of(check, lab)))


def _best(
    now: Known,
    tried: Sequence[Change],
    check: Check,
    held: Sequence[Check],
    before: Sequence[Change],
) -> tuple[Change, Known] | None:
    """The change that mends most.

    Of several the one that leaves a network nearest to what was asked, of those the one that is
    like the change before, of those the likeliest.
    """
    left = now.lack(check)
    ranked: list[tuple[tuple[int, int, bool, int], Change, Known]] = []
    for place, change in enumerate(tried):
        then = _then(now, change)
        if then is None or (lack := then.lack(check)) >= left:
            continue
        if all(then.holds(other) for other in held):
            other_kind = bool(before) and not _alike(before[-1], change)
            ranked.append(((lack, then.distance(), other_kind, place), change, then))
    if not ranked:
        return None
    _, change, then = min(ranked, key=lambda one: one[0])
    return change, then


def _then(now: Known, change: Change) -> Known | None:
    evidence = with_change(now.evidence, change, now.lab)
    return known(evidence, now.lab) if evidence is not None else None


def _alike(one: Change, other: Change) -> bool:
    return (one.verb, one.setting, one.spare) == (other.verb, other.setting, other.spare)
