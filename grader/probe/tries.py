"""How far changed texts come: loaded, built and run once each, in one process, one by one.

They are the same file with a small edit, so whoever wrote one wrote all; what one of them leaves
behind can at worst mislead a search, whose outcome is observed again in a process of its own.
"""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from dataclasses import replace
from typing import Any

import torch

from grader.probe.answer import trouble_to_json
from grader.probe.clock import Clock
from grader.probe.devices import OnProcessor
from grader.probe.job import Job
from grader.probe.load import load
from grader.probe.observe import network_of
from grader.probe.rehearse import rehearse
from grader.probe.state import Seen
from grader.probe.trace import trace
from grader.probe.troubles import OutOfTime, trouble_from

SECONDS = 3.0  # that one of them may take: a hundred times what a network does


def try_texts(job: Job, clock: Clock) -> tuple[dict[str, Any], list[bytes]]:
    """For each text how far it came; the first that wants nothing more is the last."""
    sys.dont_write_bytecode = True
    told: list[list[Any]] = []
    with OnProcessor([]), suppress(OutOfTime):
        for other in job.others:
            if clock.left < SECONDS:
                break
            seen = _tried(_with(job, other), clock)
            told.append(_told(seen))
            if _wants_nothing(seen, job):
                break
            gc.collect(0)
    clock.stop()
    return {"tried": told}, []


def _with(job: Job, other: dict[str, Any]) -> Job:
    return replace(job, **{name: other[name] for name in ("text", "class_name", "line")},
                   statements=tuple(other["statements"]), others=())  # fmt: skip


def _tried(job: Job, clock: Clock) -> Seen:
    seen = Seen()
    try:
        with clock.share(min(SECONDS / clock.left, 1.0)):
            loaded = load(job, clock)
            network = network_of(job, loaded, seen, clock)
            if network is not None:
                network.given_up = not job.mend
                trace(network, "train")
                if _wants_nothing(seen, job):  # but perhaps where it is tested
                    trace(network, "eval")
                rehearse(loaded.cls, job, clock, seen)
    except BaseException as error:
        if not isinstance(error, (OutOfTime, Exception)):
            raise
        seen.trouble(trouble_from(error, seen.stage, job.file))
    torch.set_grad_enabled(True)
    return seen


def _wants_nothing(seen: Seen, job: Job) -> bool:
    return not seen.troubles and not seen.mends and _shape(seen) == [job.batch, job.classes]


def _shape(seen: Seen) -> list[int] | None:
    graph = seen.graphs.get("train")
    if graph is None or graph.output is None or seen.returned != "tensor":
        return None
    return list(graph.values[graph.output].shape)


def _told(seen: Seen) -> list[Any]:
    graph = seen.graphs.get("train")
    trouble = seen.troubles[0] if seen.troubles else None
    return [
        seen.returned,
        _shape(seen),
        len(seen.mends),
        len(graph.operations) if graph is not None else 0,
        None if trouble is None else trouble_to_json(trouble),
    ]
