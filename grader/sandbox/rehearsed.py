"""The student's whole script, run in the sandbox; what it did, read strictly.

No mark hangs on it: where it cannot be run or read, the rehearsal says so and costs nothing.
"""

from __future__ import annotations

import typing
from dataclasses import fields
from functools import cache
from typing import Any

from grader.data import Handed
from grader.evidence.rehearsal import Rehearsal, ScriptEnd
from grader.graph import DecodeError
from grader.lab import Lab, Limits
from grader.sandbox.job import job_record
from grader.sandbox.observation import trouble_from
from grader.sandbox.observe import fate_of
from grader.sandbox.process import Ended
from grader.sandbox.strict import flag, line_of, listed, number, one_of, record_of, text, whole
from grader.script import Submission
from grader.wire.frame import FrameError, pack

MOST = 1200  # entries of one kind, as in grader.probe.rehearsal.book
_ENDS: tuple[ScriptEnd, ...] = ("ended", "stopped", "left", "out of time")
# kinds of entries: each field of `Rehearsal` that is a tuple
_KINDS = tuple(f.name for f in fields(Rehearsal) if f.name not in ("end", "why", "trouble"))


def rehearsal_job(
    submission: Submission, lab: Lab, allow_unconfined: bool = False, handed: Handed | None = None
) -> tuple[bytes, Limits]:
    """The job of running a script, for a submission with a plan, and its limits."""
    return pack(rehearsal_record(submission, lab, allow_unconfined, handed)), lab.limits


def rehearsal_record(
    submission: Submission, lab: Lab, allow_unconfined: bool = False, handed: Handed | None = None
) -> dict[str, Any]:
    """The same as JSON values."""
    assert submission.plan is not None  # its network was observed
    record = job_record(submission, submission.plan, lab, allow_unconfined) | {"kind": "rehearse"}
    if handed is None:
        return record
    arrays = [[one.name, list(one.shape), one.kind] for one in handed.arrays]
    classes = list(handed.classes)
    return record | {
        "handed": handed.name,
        "handed_arrays": arrays,
        "handed_classes": classes,
    }


def rehearsal_of(ended: Ended, lab: Lab) -> Rehearsal:
    """What the script did. Never raises for a submission."""
    fate = fate_of(ended, lab)
    if ended.answer is None or fate.outcome != "finished":
        return Rehearsal(why=fate.detail or f"Its process {fate.outcome}.")
    try:
        return rehearsal_from(ended.answer[0])
    except (DecodeError, FrameError, RecursionError):
        return Rehearsal(why="What its process answered cannot be read.")


def rehearsal_from(record: Any) -> Rehearsal:
    """The rehearsal of a record that the probe sent. Raises `DecodeError` for any other."""
    told = record_of(record, ("end", "trouble", *_KINDS))
    entries: dict[str, Any] = {kind: _entries(kind, told[kind]) for kind in _KINDS}
    trouble = None if told["trouble"] is None else trouble_from(told["trouble"])
    found = Rehearsal(end=one_of(told["end"], _ENDS), trouble=trouble, **entries)
    _within(found)
    return found


def _entries(kind: str, data: Any) -> tuple[Any, ...]:
    entry = typing.get_args(_hints(Rehearsal)[kind])[0]
    return tuple(_entry(entry, one) for one in listed(data, MOST))


def _entry(kind: Any, data: Any) -> Any:
    hints = _hints(kind)
    told = record_of(data, tuple(hints))
    return kind(**{name: _value(hint, told[name]) for name, hint in hints.items()})


def _value(hint: Any, data: Any) -> Any:
    if typing.get_origin(hint) is typing.Literal:
        return one_of(data, typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        return tuple(_value(inner, one) for one in listed(data, 100))
    return _PLAIN[hint](data)


def _any_whole(data: Any) -> int:
    return whole(data, -1)


_PLAIN: dict[Any, Any] = {
    int: _any_whole,
    float: number,
    bool: flag,
    str: text,
    int | None: line_of,
}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _within(found: Rehearsal) -> None:
    """What points at another entry points at one that is there."""
    for forward in found.forwards:
        networks, passages = len(found.networks), len(found.passages)
        if not 0 <= forward.network < networks or not -1 <= forward.passage < passages:
            raise DecodeError("a call of a network that is not there")
    if any(not -1 <= one.network < len(found.networks) for one in found.kept):
        raise DecodeError("a network that was kept and is not there")
    used = [step.optimiser for step in found.steps]
    for place in (*used, *(one.optimiser for one in found.schedulers)):
        if not -1 <= place < len(found.optimisers):
            raise DecodeError("a step of an optimizer that is not there")
