"""The probe's day: job, imports, confinement, the student's code, the answer."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

from grader.probe.clock import Clock
from grader.probe.confine import confine
from grader.probe.imports import import_all
from grader.probe.job import job_from
from grader.probe.wire import Wire


def main() -> NoReturn:
    """Never returns: no code of the student's runs at exit."""
    wire = Wire()
    record, _blobs = wire.take_job()
    job = job_from(record)
    import_all(job.modules)
    from grader.probe import observe  # with torch there: it imports at once what it needs

    layers = confine(job.seconds, job.memory_mb)
    wire.send(_ready(layers))
    wire.send(*observe.observe(job, Clock(job.seconds)))
    sys.stdout.flush()
    os._exit(0)


def _ready(layers: tuple[str, ...]) -> dict[str, Any]:
    import torch

    python = sys.version.split()[0]
    return {"confinement": list(layers), "python": python, "torch": str(torch.__version__)}
