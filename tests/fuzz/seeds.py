"""What is bent: answers that honest probes gave, and files as students hand them in."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.evidence import Behaviour
from grader.lab import read_lab
from grader.probe.clock import Clock
from grader.probe.job import job_from
from grader.probe.observe import observe
from grader.sandbox.job import job_record
from grader.submission.intake import read_bytes

LAB = read_lab()
FOLDER = Path(__file__).parents[1] / "submissions"
NETS = ("right_functional.py", "right_three_convolutions_batch_norm.py", "flatten_forgotten.py")
HELD_OUT = 3  # images whose scores a training in the sandbox brings


def answers() -> list[tuple[str, dict[str, Any], list[bytes]]]:
    """(file, record, blobs) of each net, taken in this process."""
    taken = []
    for name in NETS:
        submission = read_bytes(name, (FOLDER / name).read_bytes(), LAB)
        assert submission.plan is not None
        record, blobs = observe(job_from(job_record(submission, submission.plan, LAB)), Clock(30))
        taken.append((name, json.loads(json.dumps(record)), blobs))
    return taken


def trainings() -> list[tuple[dict[str, Any], list[bytes]]]:
    """Answers of a training in the sandbox."""
    behaviour = asdict(Behaviour(
        "module", True, 0.0, 1.0, -3.0, 0.0, 0.0, 0.0, (),
    )) | {"gradients": [["conv1.weight", 0.5], ["fc.bias", None]]}  # fmt: skip
    training = {
        "outcome": "", "mended": "", "samples": 640, "seconds": 1.5,
        "curve": [[64, 2.3, 0.1], [640, 1.1, 0.6]], "loss_before": 2.3, "loss_after": None,
    }  # fmt: skip
    size = 4 * HELD_OUT * LAB.classes
    good = {"training": training, "behaviour": behaviour, "detail": ""}
    none = {"training": None, "behaviour": None, "detail": "RuntimeError: no at line 3"}
    return [(good, [bytes(size)] * 2), (none, [])]


def files() -> list[tuple[str, bytes]]:
    """(name, bytes) of scripts, notebooks and archives."""
    texts = [(p.name, p.read_bytes()) for p in sorted(FOLDER.glob("*.*")) if p.is_file()]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in texts[:3]:
            archive.writestr(f"work/{name}", data)
    taped = io.BytesIO()
    with tarfile.open(fileobj=taped, mode="w:gz") as tape:
        for name, data in texts[:3]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tape.addfile(member, io.BytesIO(data))
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tape:
        member = tarfile.TarInfo("a" * 150 + ".py")
        member.size = 4
        tape.addfile(member, io.BytesIO(b"x=1\n"))
    archives = [("a.zip", packed), ("a.tar.gz", taped), ("a.tar", plain)]
    return texts + [(name, made.getvalue()) for name, made in archives] * 20


def sheets() -> list[bytes]:
    """Answer sheets: blank, filled in, and one with odd answers."""
    root = FOLDER.parents[1]
    odd = b'[q6]\na = [["5/2", 1e3], [0x1f, nan]]\nb = 1979-05-27\n[q7]\nfilters = "1e5"\n'
    return [(root / f"{part}/part1.toml").read_bytes() for part in ("exercises", "solutions")] + [
        odd
    ]
