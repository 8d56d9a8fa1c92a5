"""What the judge asks of its parent while it grades, and how that is told.

The judge has no file system and starts no process, so the probe and the trainer are run for it:

    errand        in                            out
    "run"         a job for the probe, limits   how the run ended, and what it answered
    "begin"       the same                      its number: it goes on beside what follows
    "first"       the number of one             what it shows before its answer, if it does
    "end"         the same                      as of "run"
    "trainer"     a question to the trainer     its answer, or why there is none
    "inside"      a job to be trained inside    what was measured
    "likeness"    the shape of an input         images that look like the data, if there are any
    "handed"      nothing                       how the lab's own file of images is written
    "environment" nothing                       versions
    "glance"      what is known so far          nothing
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.data import Handed, Likeness, handed_out, likeness_for
from grader.evidence import Environment, Training
from grader.judging.glance import Glance
from grader.judging.processes import Processes
from grader.lab import Lab, Limits
from grader.sandbox.process import Ended
from grader.training import TrainerFailed
from grader.training.process import TrainerLost
from grader.wire.frame import Frame, pack
from grader.wire.records import from_json, to_json

_Blobs = list[bytes]


def run_errand(record: dict[str, Any], blobs: _Blobs, processes: Processes) -> bytes:
    """Do what is asked, and pack it; what goes wrong with the trainer is told, not raised.

    Where it was called off meanwhile the judge is told that instead, and gives the submission up.
    """
    try:
        answer, out = _done(record, blobs, processes)
    except TrainerLost as lost:
        answer, out = {"lost": str(lost), "silent": lost.silent}, []
    except TrainerFailed as failed:
        answer, out = {"failed": str(failed)}, []
    return pack(OFF) if processes.called_off else pack(answer, out)


OFF = {"called_off": True}


def _done(record: dict[str, Any], blobs: _Blobs, processes: Processes) -> Frame:
    return (
        (OFF, []) if processes.called_off else _ERRANDS[record["errand"]](record, blobs, processes)
    )


def _run(record: dict[str, Any], blobs: _Blobs, processes: Processes) -> Frame:
    limits = from_json(Limits, record["limits"], blobs)
    return ended_to_json(_fresh(record, processes).run(blobs[0], limits))


def _begin(record: dict[str, Any], blobs: _Blobs, processes: Processes) -> Frame:
    limits = from_json(Limits, record["limits"], blobs)
    number = _fresh(record, processes).begin(blobs[0], limits, record["shows"])
    return {"number": number}, []


def _first(record: dict[str, Any], _blobs: _Blobs, processes: Processes) -> Frame:
    shown = processes.first(record["number"])
    if shown is None:
        return {"shown": False}, []
    return {"shown": True}, [_text(shown[0]), *shown[1]]


def _end(record: dict[str, Any], _blobs: _Blobs, processes: Processes) -> Frame:
    return ended_to_json(processes.end(record["number"]))


def _fresh(record: dict[str, Any], processes: Processes) -> Processes:
    """What runs it, without the warm process where that is not wanted."""
    return replace(processes, nursery=None) if record["fresh"] else processes


def _trainer(record: dict[str, Any], blobs: _Blobs, processes: Processes) -> Frame:
    answer, out = processes.trainer.ask(record["question"], blobs)
    return {"answer": answer}, out


def _inside(record: dict[str, Any], blobs: _Blobs, processes: Processes) -> Frame:
    lab = from_json(Lab, record["lab"], blobs)
    refused = from_json(Training, record["refused"], blobs)
    learned, out = processes.train_job(record["job"], lab, refused), list[bytes]()
    return {"behaviour": to_json(learned[0], out), "training": to_json(learned[1], out)}, out


def _likeness(record: dict[str, Any], _blobs: _Blobs, processes: Processes) -> Frame:
    found, out = likeness_for(processes.trainer.source, tuple(record["shape"])), list[bytes]()
    return {"likeness": to_json(found, out)}, out


def _handed(_record: dict[str, Any], _blobs: _Blobs, processes: Processes) -> Frame:
    return {"handed": to_json(handed_out(processes.trainer.source), [])}, []


def _environment(_record: dict[str, Any], _blobs: _Blobs, processes: Processes) -> Frame:
    return {"environment": to_json(processes.environment(), [])}, []


def _glance(record: dict[str, Any], blobs: _Blobs, processes: Processes) -> Frame:
    processes.heard(from_json(Glance, record["glance"], blobs))
    return {}, []


_ERRANDS: dict[str, Callable[[dict[str, Any], _Blobs, Processes], Frame]] = {
    "run": _run,
    "begin": _begin,
    "first": _first,
    "end": _end,
    "trainer": _trainer,
    "inside": _inside,
    "likeness": _likeness,
    "handed": _handed,
    "environment": _environment,
    "glance": _glance,
}


def ended_to_json(ended: Ended) -> Frame:
    """The end of a run as a frame; what it answered is a blob, for our JSON is stricter.

    A stranger's may say 1e999, and must mean the same at the other end.
    """
    answer, blobs = ended.answer if ended.answer is not None else (None, [])
    plain = to_json(replace(ended, answer=None, ready=None, printed=b""), [])
    told = {**plain, "ready": ended.ready, "answer": answer is not None}
    return told, [ended.printed, _text(answer), *blobs]


def _text(answer: dict[str, Any] | None) -> bytes:
    try:
        return json.dumps(answer, separators=(",", ":")).encode()
    except RecursionError:  # it is read, and nests too deep to be written
        return b"{}"


def first_from(record: dict[str, Any], blobs: _Blobs) -> Frame | None:
    """What the errand "first" brought."""
    return (json.loads(blobs[0]), blobs[1:]) if record["shown"] else None


def ended_from_json(record: dict[str, Any], blobs: _Blobs) -> Ended:
    """What `ended_to_json` made a frame of."""
    answer = (json.loads(blobs[1]), blobs[2:]) if record["answer"] else None
    return Ended(**{**record, "printed": blobs[0], "answer": answer})


def environment_from(record: dict[str, Any]) -> Environment:
    """What the errand "environment" brought."""
    return from_json(Environment, record["environment"], [])


def handed_from(record: dict[str, Any]) -> Handed | None:
    """What the errand "handed" brought."""
    told = record["handed"]
    return None if told is None else from_json(Handed, told, [])


def likeness_from(record: dict[str, Any], blobs: _Blobs) -> Likeness | None:
    """What the errand "likeness" brought."""
    told = record["likeness"]
    return None if told is None else from_json(Likeness, told, blobs)
