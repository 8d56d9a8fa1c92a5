"""The second kind of job: the student's own module is trained here, with training data only.

For a network whose graph is not the whole truth (an `if` on data, a trip through numpy). What
comes out is a curve and what it says of held-out images whose labels are not here: a claim,
"not independently verified".
"""

from __future__ import annotations

from dataclasses import asdict
from time import monotonic
from typing import Any

import numpy as np
import torch

from grader.lab import Recipe, Thresholds
from grader.probe.build import seed
from grader.probe.clock import Clock
from grader.probe.counts import counts_of
from grader.probe.devices import OnProcessor
from grader.probe.doors import watched_doors
from grader.probe.hours import A_DAY, move_on, watched_clock
from grader.probe.job import Job
from grader.probe.observe import ready_to_run
from grader.probe.patching import patched
from grader.probe.state import Seen
from grader.probe.trace import Network, normal, trace
from grader.probe.troubles import trouble_from
from grader.torchside.inside import Inside, train_inside
from grader.torchside.resident import Resident, make_resident

SHARE = 0.5  # of the time that is left, for the training steps
TOLD = ("diverged", "cut off")  # the others are the trainer's to say, who scores it
Answer = tuple[dict[str, Any], list[bytes]]


def train(job: Job, clock: Clock, record: dict[str, Any], blobs: list[bytes]) -> Answer:
    """The curve, the behaviour and the readings; or one sentence why there are none."""
    seen = Seen()
    try:
        clock.start()
        with OnProcessor(seen.notes), watched_doors(), watched_clock():
            network = ready_to_run(job, clock, seen)
            if network is None:
                return _refused(seen)
            for mode in ("train", "eval"):
                trace(network, mode)  # finds and mends wrong numbers, as it was done before
            move_on(A_DAY)  # it learns, and reads, at another hour than it was looked at
            wanted = _recipe(record), _thresholds(record)
            inside = _train(network, clock, *wanted, _data(record, blobs))
        clock.stop()
    except BaseException as error:
        clock.stop()
        seen.trouble(trouble_from(error, seen.stage, job.file))
        return _refused(seen)
    return _told(inside), [inside.before, inside.after]


def _train(
    network: Network, clock: Clock, recipe: Recipe, thresholds: Thresholds, data: Resident
) -> Inside:
    with patched(network.patches, network.job.file):
        network.holdings.restore()
        samples = max(_affordable(network, clock.left * SHARE), recipe.batch_size)
        network.holdings.restore()
        later = counts_of(network.net)
        return train_inside(network.net, data, recipe, thresholds, samples, later)


def _affordable(network: Network, seconds: float) -> int:
    """How many samples can be trained on in so much time: two steps are timed."""
    job = network.job
    seed(job.seed)
    x = normal(job.seed, (job.batch, *job.input_shape))
    began = monotonic()
    for _ in range(2):
        output = network.net.train(True)(x)
        if isinstance(output, torch.Tensor) and output.requires_grad:
            output.sum().backward()  # type: ignore[no-untyped-call]
    return int(2 * job.batch * seconds / max(monotonic() - began, 1e-6))


def _recipe(record: dict[str, Any]) -> Recipe:
    return Recipe(**record["recipe"])


def _thresholds(record: dict[str, Any]) -> Thresholds:
    asked = record["thresholds"]
    give_up = tuple((samples, share) for samples, share in asked["give_up"])
    return Thresholds(**{**asked, "give_up": give_up})


def _data(record: dict[str, Any], blobs: list[bytes]) -> Resident:
    images, labels, held_out = (np.frombuffer(blob, np.uint8) for blob in blobs)
    shape = tuple(record["image"])
    return make_resident(
        (images.reshape(-1, *shape), labels),
        (held_out.reshape(-1, *shape), None),
        record["mean"],
        record["std"],
        torch.device("cpu"),
    )


def _refused(seen: Seen) -> Answer:
    first = seen.troubles[0] if seen.troubles else None
    where = f" at line {first.line}" if first is not None and first.line is not None else ""
    why = f"{first.type}: {first.message}{where}" if first is not None else "there is no network"
    return {"training": None, "behaviour": None, "detail": why[:300]}, []


def _told(inside: Inside) -> dict[str, Any]:
    fit = inside.fit
    training = {
        "outcome": fit.outcome if fit.outcome in TOLD else "",
        "mended": inside.mended,
        "samples": fit.samples,
        "seconds": fit.seconds,
        "curve": [[point.samples, point.loss, point.accuracy] for point in fit.curve],
        "loss_before": fit.loss_before,
        "loss_after": fit.loss_after,
    }
    behaviour = asdict(inside.behaviour)
    behaviour["gradients"] = [[one.name[:300], one.largest] for one in inside.behaviour.gradients]
    behaviour["relu_values"] = []
    return {"training": training, "behaviour": behaviour, "detail": ""}
