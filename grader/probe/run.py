"""The probe's day: job, imports, confinement, the student's code, the answer."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any, NoReturn

from grader.probe.clock import Clock
from grader.probe.confine import confine
from grader.probe.imports import import_all
from grader.probe.job import job_from
from grader.probe.wire import Wire


def main() -> NoReturn:
    """Never returns: no code of the student's runs at exit."""
    wire = Wire()
    record, blobs = wire.take_job()
    job = job_from(record)
    import_all(job.modules)
    from grader.probe import observe, train  # with torch there: they import all they need

    warnings.simplefilter("ignore")  # they would show the grader's lines, not the student's
    layers = confine(job.seconds, job.memory_mb)
    wire.send(_ready(layers))
    clock = Clock(job.seconds)
    if job.kind == "train":
        wire.send(*train.train(job, clock, record, blobs))
    else:
        wire.send(*observe.observe(job, clock))
    sys.stdout.flush()
    os._exit(0)


def _ready(layers: tuple[str, ...]) -> dict[str, Any]:
    import torch

    python = sys.version.split()[0]
    return {"confinement": list(layers), "python": python, "torch": str(torch.__version__)}
