"""`observe`: one submission, run in the sandbox, as plain facts."""

from __future__ import annotations

import dataclasses
import signal
from typing import Any

from grader.data import Likeness
from grader.evidence import Ending, Observation, ProcessFate
from grader.graph import DecodeError
from grader.lab import Lab, Limits
from grader.sandbox.job import job_record
from grader.sandbox.nursery import Nursery
from grader.sandbox.observation import observation_from
from grader.sandbox.process import START_SECONDS, Ended, Run, converse
from grader.sandbox.text import readable
from grader.script import Plan, Submission
from grader.wire.child import last_line
from grader.wire.frame import Frame, FrameError, pack

TRACED_BATCH = 2  # images, where the calls are all that is asked: it tells the batch's axis
UNCONFINED = (
    "This system gives no filter of system calls, without which a stranger's code is not run "
    "here; for a file that you trust, --allow-unconfined runs it with your rights."
)


def observe(
    submission: Submission,
    lab: Lab,
    allow_unconfined: bool = False,
    nursery: Nursery | None = None,
    likeness: Likeness | None = None,
) -> tuple[Observation, ProcessFate]:
    """What the student's network does, and how the process that showed it ended.

    Never raises for a submission, whatever its code does. Where a layer of confinement that is
    required cannot be had, nothing is run, unless `allow_unconfined` says so. A `nursery` saves
    the time in which torch is imported; on a `likeness` the network is tried as it is used.
    """

    def run(job: bytes, limits: Limits) -> Ended:
        return converse(job, limits, nursery)

    return observe_by(run, submission, lab, allow_unconfined, likeness)


def observe_by(
    run: Run,
    submission: Submission,
    lab: Lab,
    allow_unconfined: bool,
    likeness: Likeness | None = None,
    shows: bool = False,
) -> tuple[Observation, ProcessFate]:
    """The same by whoever runs a job; where it `shows`, what the calls show is sent before."""
    plan = submission.plan
    if plan is None:
        troubles = (submission.trouble,) if submission.trouble else ()
        return Observation(troubles=troubles), ProcessFate(
            "not started", 0.0, None, detail="There is no class to run."
        )
    job = job_record(submission, plan, lab, allow_unconfined, likeness)
    return observed(run, job | {"show": shows}, plan, lab)


def first_of(frame: Frame, plan: Plan) -> Observation | None:
    """What the calls showed, read as strictly as the answer; None where that cannot be read."""
    try:
        return observation_from(*frame, plan)[0]
    except (DecodeError, FrameError, RecursionError):
        return None


def trace_by(
    run: Run, submission: Submission, lab: Lab, shape: tuple[int, ...]
) -> tuple[Observation, ProcessFate]:
    """The calls of forward alone on inputs of another shape, with nothing mended."""
    assert submission.plan is not None  # of a file that has one
    other = {"kind": "trace", "input_shape": list(shape), "batch": TRACED_BATCH, "mend": False}
    job = job_record(submission, submission.plan, lab) | other
    return observed(run, job, submission.plan, lab)


def observed(
    run: Run, job: dict[str, Any], plan: Plan, lab: Lab
) -> tuple[Observation, ProcessFate]:
    """What came of a job."""
    ended = run(pack(job), lab.limits)
    fate = fate_of(ended, lab)
    if ended.answer is None or fate.outcome != "finished":
        return Observation(), fate
    record, blobs = ended.answer
    try:
        observation, outcome, detail = observation_from(record, blobs, plan)
    except (DecodeError, FrameError, RecursionError) as error:
        refused = f"What the process answered cannot be read: {readable(str(error), 300)}"
        return Observation(), dataclasses.replace(fate, outcome="crashed", detail=refused)
    return observation, dataclasses.replace(fate, outcome=outcome, detail=detail)


def fate_of(ended: Ended, lab: Lab) -> ProcessFate:
    """How the process ended, in words."""
    outcome, detail = _outcome(ended, lab)
    return ProcessFate(
        outcome=outcome,
        seconds=ended.seconds,
        exit_code=ended.exit_code,
        transcript=readable(ended.printed.decode("utf-8", "replace"), lab.limits.output_kb * 1024),
        transcript_cut=ended.cut,
        detail=detail,
        confinement=confinement_of(ended.ready),
        reached=ended.reached if ended.stopped else "",
    )


def confinement_of(ready: dict[str, Any] | None) -> tuple[str, ...]:
    """The layers that the probe named before it read a line of the student's."""
    layers = (ready or {}).get("confinement")
    if not isinstance(layers, list):
        return ()
    return tuple(readable(layer, 200) for layer in layers[:40] if isinstance(layer, str))


def _outcome(ended: Ended, lab: Lab) -> tuple[Ending, str]:
    if ended.ready is None:
        return _never_ready(ended)
    if ended.ready.get("lacking") != []:
        return "not started", UNCONFINED
    if ended.stopped == "timed out":
        seconds = f"after {lab.limits.seconds:g} s and was stopped."
        return "timed out", f"It was still running{_WHERE.get(ended.reached, '')} {seconds}"
    if ended.stopped == "flooded":
        return "flooded", "It printed more than 64 MB and was stopped."
    if ended.answer is not None:
        return "finished", ""
    return _broken_off(ended)


_WHERE = {
    "load": " in the file's own statements",
    "construct": " in __init__",
    "forward": " in forward",
}


def _never_ready(ended: Ended) -> tuple[Ending, str]:
    """The student's code was not reached: the fault is in the installation, or in the grader."""
    if ended.stopped:
        return "not started", f"Python and torch were not loaded after {START_SECONDS:g} s."
    last = last_line(ended.printed.decode("utf-8", "replace"))
    why = readable(last or ended.refused, 300)
    return "not started", f"The process that runs the file could not be prepared: {why}"


def _broken_off(ended: Ended) -> tuple[Ending, str]:
    code = ended.exit_code
    if not ended.by_itself:  # it is still there, and what it sent is no answer
        return "crashed", f"What the process answered cannot be read: {ended.refused}."
    if code is None or code >= 0:
        status = "" if code is None else f" with exit status {code}"
        return "crashed", f"It ended by itself{status} before it answered."
    name = _signal_name(-code)
    if name == "SIGKILL":  # not from here: that is what Linux does when memory runs out
        return "out of memory", "The system ended it, as it does when memory runs out."
    if name == "SIGXCPU":
        return "timed out", "It used up its processor time and was stopped."
    return "crashed", f"It was ended by {name}."


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
