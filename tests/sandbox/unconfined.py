"""The probe's work without its confinement, in a process of its own: digests of what it answers."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from typing import Any

from grader.data import Source, choose, load
from grader.lab import Lab, read_lab
from grader.sandbox.inside import pack_training
from grader.sandbox.job import job_record
from grader.script import Submission
from grader.submission.intake import read_bytes
from grader.wire.frame import unpack

from .cases import HEAD

SAMPLES = 1024
SOURCE = (
    HEAD
    + """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.norm = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.fc1 = nn.Linear(8 * 6 * 6, 32)
        self.fc2 = nn.Linear(32, 10)
    def forward(self, x):
        if x.mean() > 0:
            x = x * 1.0
        x = F.relu(F.max_pool2d(self.norm(self.conv1(x)), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = F.dropout(F.relu(self.fc1(x.flatten(1))), training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)
"""
)


def lab() -> Lab:
    """The lab with a short training."""
    whole = read_lab()
    return replace(whole, recipe=replace(whole.recipe, max_samples=SAMPLES))


def submission() -> Submission:
    """A network with all that a kernel may be chosen for, and an `if` that asks for the sandbox."""
    return read_bytes("net.py", SOURCE.encode(), lab())


def job(asked: Lab) -> dict[str, Any]:
    """The job for it."""
    plan = submission().plan
    assert plan is not None
    return job_record(submission(), plan, asked)


def digest(blobs: list[bytes]) -> list[str]:
    """A name for each array."""
    return [hashlib.sha256(blob).hexdigest() for blob in blobs]


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    from grader.probe.clock import Clock
    from grader.probe.job import job_from
    from grader.probe.observe import observe
    from grader.probe.train import train

    asked = lab()
    record, blobs = observe(job_from(job(asked)), Clock(60))
    digits = choose(load(Source("digits", None, "")), asked.recipe.seed, SAMPLES)
    told, data = unpack(pack_training(job(asked), asked, digits))
    trained, readings = train(job_from(told), Clock(120), told, data)
    json.dump(
        {
            "train": record["train"],
            "eval": record["eval"],
            "blobs": digest(blobs),
            "curve": trained["training"]["curve"],
            "readings": digest(readings),
        },
        sys.stdout,
    )
