"""`train_inside`: a network that cannot be replayed is trained where the student's code runs.

Training images and labels go in, held-out images go in without their labels. What comes out is
a claim, read as strictly as an observation; the trainer scores it.
"""

from __future__ import annotations

import math
import threading
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from grader.data import DataSet
from grader.evidence import (
    Behaviour,
    Gradient,
    OutputMend,
    Point,
    ProcessFate,
    Training,
    TrainingOutcome,
)
from grader.graph import DecodeError
from grader.lab import Lab
from grader.sandbox.job import job_record
from grader.sandbox.nursery import Nursery
from grader.sandbox.observe import fate_of
from grader.sandbox.process import converse
from grader.sandbox.strict import flag, listed, number, one_of, record_of, text, whole
from grader.script import Submission
from grader.wire.frame import pack

MORE_SECONDS = 90.0  # wall time beyond what an observation may take
OUTCOMES: tuple[TrainingOutcome, ...] = ("", "diverged", "cut off")
LONG = 0.25  # of its time that must be over where it says that there was no more
MENDS: tuple[Literal["", OutputMend], ...] = ("", "logarithm taken", "log_softmax appended")


@dataclass(frozen=True)
class Inside:
    """What a training in the sandbox brought out."""

    training: Training | None  # not scored yet; None where there was none
    behaviour: Behaviour | None
    before: bytes  # log-probabilities of the held-out images, float32 (k, classes)
    after: bytes  # the same after training
    detail: str  # why there was none, or ""
    fate: ProcessFate


def train_inside(
    submission: Submission,
    lab: Lab,
    data: DataSet,
    allow_unconfined: bool = False,
    nursery: Nursery | None = None,
) -> Inside:
    """Train the student's own module on `data`, which `grader.data.choose` chose.

    Never raises for a submission: what stands in the way is told in `detail`.
    """
    if submission.plan is None:
        return _nothing("There is no class to run.")
    job = job_record(submission, submission.plan, lab, allow_unconfined)
    return train_job(job, lab, data, nursery)


def train_job(
    job: dict[str, Any],
    lab: Lab,
    data: DataSet,
    nursery: Nursery | None = None,
    off: threading.Event | None = None,
) -> Inside:
    """The same for a job that `job_record` made: all that need be known of the submission."""
    image = data.image
    if lab.input_shape != image:
        return _nothing(
            f"the lab asks for inputs of shape {lab.input_shape}, the data have {image}"
        )
    limits = replace(lab.limits, seconds=lab.limits.seconds + MORE_SECONDS)
    lab = replace(lab, limits=limits)
    job = {**job, "seconds": limits.seconds}
    ended = converse(pack_training(job, lab, data), limits, nursery, off)
    fate = fate_of(ended, lab)
    if ended.answer is None or fate.outcome != "finished":
        return Inside(None, None, b"", b"", fate.detail, fate)
    try:
        return _read(*ended.answer, lab, len(data.held_out_images), fate)
    except DecodeError as error:
        why = f"what the process answered cannot be read: {error}"
        return Inside(None, None, b"", b"", why, replace(fate, outcome="crashed", detail=why))


def _nothing(why: str) -> Inside:
    fate = ProcessFate("not started", 0.0, None, detail=why)
    return Inside(None, None, b"", b"", why, fate)


def pack_training(job: dict[str, Any], lab: Lab, data: DataSet) -> bytes:
    """The job of a training as the frame that is written to the probe."""
    record = {
        **job,
        "kind": "train",
        "recipe": asdict(lab.recipe),
        "thresholds": asdict(lab.thresholds[data.name]),
        "image": list(data.image),
        "mean": list(data.mean),
        "std": list(data.std),
    }
    arrays = (data.train_images, data.train_labels, data.held_out_images)
    return pack(record, [array.tobytes() for array in arrays])


def _read(
    record: dict[str, Any], blobs: list[bytes], lab: Lab, held_out: int, fate: ProcessFate
) -> Inside:
    record_of(record, ("training", "behaviour", "detail"))
    if record["training"] is None:
        return Inside(None, None, b"", b"", text(record["detail"]), fate)
    size = 4 * held_out * lab.classes
    if [len(blob) for blob in blobs] != [size, size]:
        raise DecodeError(f"two readings of {size} bytes must come")
    training = _training(record["training"], lab)
    if training.outcome == "cut off" and fate.seconds < LONG * lab.limits.seconds:
        training = replace(training, outcome="")
    return Inside(training, _behaviour(record["behaviour"]), blobs[0], blobs[1], "", fate)


def _training(data: Any, lab: Lab) -> Training:
    names = ("outcome", "mended", "samples", "seconds", "curve", "loss_before", "loss_after")
    fields = record_of(data, names)
    mended = one_of(fields["mended"], MENDS)
    return Training(
        way="in the sandbox",
        outcome=one_of(fields["outcome"], OUTCOMES),
        mended=(mended,) if mended else (),
        device="cpu",
        seed=lab.recipe.seed,
        samples=whole(fields["samples"]),
        seconds=number(fields["seconds"]),
        curve=tuple(_point(item) for item in listed(fields["curve"], 20_000)),
        loss_before=_maybe(fields["loss_before"]),
        loss_after=_maybe(fields["loss_after"]),
    )


def _point(data: Any) -> Point:
    samples, loss, accuracy = listed(data, 3, exactly=True)
    return Point(whole(samples), number(loss), number(accuracy, 0, 1))


def _behaviour(data: Any) -> Behaviour:
    fields = record_of(data, tuple(Behaviour.__dataclass_fields__))
    return Behaviour(
        source="module",
        finite=flag(fields["finite"]),
        log_sum_exp=number(fields["log_sum_exp"]),
        row_sum=number(fields["row_sum"]),
        smallest=number(fields["smallest"]),
        largest=number(fields["largest"]),
        repeat_difference=number(fields["repeat_difference"]),
        crosstalk=number(fields["crosstalk"]),
        gradients=tuple(_gradient(item) for item in listed(fields["gradients"], 5000)),
        log_sum_exp_taught=number(fields["log_sum_exp_taught"]),
        row_sum_taught=number(fields["row_sum_taught"]),
        over_batch=flag(fields["over_batch"]),
    )


def _gradient(data: Any) -> Gradient:
    name, largest = listed(data, 2, exactly=True)
    return Gradient(text(name), _maybe(largest))


def _maybe(data: Any) -> float | None:
    return None if data is None else number(data, -math.inf)
