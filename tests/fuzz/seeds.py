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
from tests.batch.downloads import zip_of
from tests.hostile.cases import CASES

LAB = read_lab()
FOLDER = Path(__file__).parents[1] / "submissions"
NETS = ("right_functional.py", "right_three_convolutions_batch_norm.py", "flatten_forgotten.py")
MOST = 2**16  # bytes of an attack that is bent
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
    return texts + attacks() + [(name, made.getvalue()) for name, made in archives] * 20


def attacks() -> list[tuple[str, bytes]]:
    """What attackers hand in, as far as it is small: bent, it may be a new one."""
    handed = [case.handed_in("/nowhere", 9) for case in CASES]
    return [(name, data) for name, data in handed if len(data) <= MOST]


def downloads() -> list[tuple[str, bytes]]:
    """Of a class, (kind, zip): as each LMS makes them, with archives inside."""
    net, more = (FOLDER / NETS[0]).read_bytes(), attacks()
    inner = [data for name, data in more if name.endswith((".zip", ".tar", ".tar.gz"))]
    lab = zip_of({"a.py": net})
    files = {
        "canvas": {"doejane_12_34_task1_cnn.py": net, "roe_LATE_13_35_lab.zip": lab},
        "moodle": {f"Jane Doe_{i}_assignsubmission_file/{name}": data
                   for i, (name, data) in enumerate([("task1_cnn.py", net), ("a.zip", inner[0])])},
        "gradescope": {"submission_metadata.yml": _METADATA, "submission_1/net.py": net},
        "folder": {"ann/net.py": net, "ben/part1.toml": b"[q6]\n", "ben/a.tar": inner[-1]},
    }  # fmt: skip
    return [(kind, zip_of(those)) for kind, those in files.items()]


def worksheets() -> list[bytes]:
    """Gradebooks as Canvas and Moodle export them."""
    canvas = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Lab 4 (99)\n    Points Possible,,,,,17\n"
        '"Doe, Jane",12,u12,u12,S,\n"Roe, Rik",13,u13,u13,S,3.5\n'
    )
    moodle = (
        "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
        "Feedback comments\nParticipant 12,Jane Doe,j@x.y,Submitted,,17.00,Yes,\n"
        'Participant 13,"Rik ""R"" Roe",r@x.y,Submitted,3,17.00,Yes,"two\nlines"\n'
    )
    return [canvas.encode(), moodle.encode(), ("\ufeff" + moodle.replace(",", ";")).encode()]


_METADATA = b"""submission_1:
  :submitters:
  - :name: Jane Doe
    :sid: u12
    :email: j@x.y
  :created_at: 2024-05-01 12:00:00 Z
"""


def sheets() -> list[bytes]:
    """Answer sheets: blank, filled in, and one with odd answers."""
    root = FOLDER.parents[1]
    odd = b'[q6]\na = [["5/2", 1e3], [0x1f, nan]]\nb = 1979-05-27\n[q7]\nfilters = "1e5"\n'
    return [(root / f"{part}/part1.toml").read_bytes() for part in ("exercises", "solutions")] + [
        odd
    ]
