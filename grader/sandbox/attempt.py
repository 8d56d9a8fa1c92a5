"""`attempt`: how far changed texts of one submission come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.evidence import Tried
from grader.graph import DecodeError
from grader.lab import Lab
from grader.sandbox.job import job_record
from grader.sandbox.observation import trouble_from
from grader.sandbox.process import Run
from grader.sandbox.strict import listed, record_of, shown, text, whole
from grader.script import Changed, Plan, Submission
from grader.wire.frame import FrameError, pack


def attempt(
    run: Run,
    submission: Submission,
    texts: Sequence[Changed],
    lab: Lab,
    allow_unconfined: bool,
    mend: bool,
) -> tuple[Tried, ...]:
    """How far each came, in their order, up to the first that wants nothing more.

    `mend`: numbers that do not fit are put right on the way. There may be fewer where the process
    ended before; never raises for a submission.
    """
    plan = submission.plan
    if plan is None or not texts:
        return ()
    record = job_record(submission, plan, lab, allow_unconfined)
    others = [_other(one.text, one.plan) for one in texts]
    ended = run(pack(record | {"kind": "try", "mend": mend, "others": others}), lab.limits)
    if ended.answer is None or ended.stopped:
        return ()
    try:
        told = shown(record_of(ended.answer[0], ("tried",)))["tried"]
        return tuple(_tried(one) for one in listed(told, len(texts)))
    except (DecodeError, FrameError, RecursionError):
        return ()


def _other(text: str, plan: Plan | None) -> dict[str, Any]:
    return {
        "text": text,
        "class_name": plan.maker if plan is not None else "",
        "line": plan.line if plan is not None else 1,
        "statements": list(plan.statements) if plan is not None else [],
    }


def _tried(data: Any) -> Tried:
    returned, shape, mends, steps, trouble = listed(data, 5, exactly=True)
    return Tried(
        returned=text(returned, 80),
        shape=None if shape is None else tuple(whole(size) for size in listed(shape, 16)),
        mends=whole(mends),
        steps=whole(steps),
        trouble=None if trouble is None else trouble_from(trouble),
    )
