"""The probe's day: job, imports, confinement, the student's code, the answer."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from typing import Any, NoReturn

from grader.confine import confine
from grader.probe.clock import Clock
from grader.probe.imports import import_all
from grader.probe.job import job_from
from grader.probe.wire import Wire


def probe(parent: int, spaces_there: bool, warm: bool) -> NoReturn:
    """Never returns: no code of the student's runs at exit.

    `parent`: the process that started this one. `warm`: torch is there and warmed up already.
    """
    wire = Wire()
    record, blobs = wire.take_job()
    job = job_from(record)
    import_all(job.text, job.all_modules)
    from grader.probe import observe, train, tries  # with torch there: they import all they need
    from grader.probe.rehearsal import run as rehearsal
    from grader.probe.warm import warm_up

    warnings.simplefilter("ignore")  # they would show the grader's lines, not the student's
    if not warm:
        warm_up(job)
    gc.freeze()  # nothing of ours is looked through for cycles, or copied for that behind a fork
    gc.enable()
    layers = confine(job.seconds, job.memory_mb, wire.channel, parent, spaces_there)
    lacking = [name for name in job.required if name not in layers]
    wire.send(_ready(layers, lacking))
    if lacking:  # the student's code is not run then
        os._exit(0)
    clock = Clock(job.seconds)
    if job.kind == "train":
        wire.send(*train.train(job, clock, record, blobs))
    elif job.kind == "try":
        wire.send(*tries.try_texts(job, clock))
    elif job.kind == "rehearse":
        wire.send(*rehearsal.rehearse_script(job, clock))
    else:
        told = observe.observe(
            job,
            clock,
            lambda stage: wire.send({"reached": stage}),
            wire.send,
        )
        wire.send(*told)
    sys.stdout.flush()
    os._exit(0)


def _ready(layers: tuple[str, ...], lacking: list[str]) -> dict[str, Any]:
    import torch

    return {
        "confinement": list(layers),
        "lacking": lacking,
        "python": sys.version.split()[0],
        "torch": str(torch.__version__),
    }
