"""The job: all that the probe is told. No label, no secret; images that look like the data."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from grader.data import Likeness
from grader.evidence import REQUIRED_LAYERS
from grader.lab import Lab
from grader.script import Plan, Submission

BATCHES = (1, 2, 7, 64)  # sizes that forward is tried with


def job_record(
    submission: Submission,
    plan: Plan,
    lab: Lab,
    allow_unconfined: bool = False,
    likeness: Likeness | None = None,
) -> dict[str, Any]:
    """The job as JSON values; `grader/probe/job.py` reads it.

    Without a `likeness` the network is tried on random numbers alone.
    """
    seed = lab.recipe.seed
    return {
        "kind": "observe",
        "name": submission.name,
        "text": submission.text,
        "class_name": plan.maker,
        "line": plan.line,
        "other_name": plan.other_name,
        "arguments": repr(plan.given.positional if plan.given else ()),
        "keywords": repr(dict(plan.given.named) if plan.given else {}),
        "statements": list(plan.statements),
        "modules": list(plan.modules),
        "all_modules": list(plan.all_modules),
        "main_guard": plan.main_guard,
        "input_shape": list(lab.input_shape),
        "classes": lab.classes,
        "batch": lab.recipe.batch_size,
        "batches": list(BATCHES),
        "seed": seed,
        "proofs": [
            ["train", seed + 101, seed + 1001],
            ["eval", seed + 102, seed + 1002],
            *([] if likeness else [["eval", seed + 103, seed + 1003]]),  # it is used instead
        ],
        "images": b64encode(likeness.images).decode() if likeness else "",
        "mean": list(likeness.mean) if likeness else [],
        "std": list(likeness.std) if likeness else [],
        "seconds": lab.limits.seconds,
        "memory_mb": lab.limits.memory_mb,
        "required": [] if allow_unconfined else list(REQUIRED_LAYERS),
    }


def warm_record(lab: Lab) -> dict[str, Any]:
    """A job without anybody's text, for a process that only gets warm."""
    nobody = Submission("nobody.py", "", "python")
    nothing = Plan("Net", 1, False, (), (), (), (), False)
    return job_record(nobody, nothing, lab)
