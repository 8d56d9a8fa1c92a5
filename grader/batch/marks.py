"""Digests that say whether a result still stands: of the work, the data, the grader itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from grader import __version__
from grader.batch.nouns import Handed
from grader.batch.unit import Setting, Unit
from grader.diagnoses.counted import COUNTABLE
from grader.wire.code import code_digest
from grader.wire.records import to_json


def mark_of(unit: Unit) -> str:
    """Of everything that the result follows from: equal for equal work.

    What is only added up at the end (points, lateness) is not among it, but which checks are on,
    and points where they decide which of several attempts counts.
    """
    blobs: list[bytes] = []
    setting = unit.setting if unit.versions else _without_points(unit.setting)
    record = {
        "file": unit.file,
        "setting": to_json(setting, blobs),
        "contents": [_hex(unit.data), None if unit.sheet is None else _hex(unit.sheet)],
    }
    if unit.experiment is not None:
        record["experiment"] = _hex(unit.experiment)
    if unit.versions:
        record["versions"] = [[one.file, _hex(one.data)] for one in unit.versions]
    return _hex(json.dumps(record, sort_keys=True).encode())


def _without_points(setting: Setting) -> Setting:
    lab = setting.lab
    on = {name: 1.0 for name, worth in lab.points.items() if worth or name not in COUNTABLE}
    return replace(setting, lab=replace(lab, points=on, written={}, late=None))


def setting_mark(setting: Setting) -> str:
    """Of what all are graded by alone, whoever it is."""
    return _hex(json.dumps(to_json(_without_points(setting), []), sort_keys=True).encode())[:20]


def mark_of_nothing(handed: Handed, setting: Setting) -> str:
    """The same of one of whose files none is graded: of what the page about it says."""
    blobs: list[bytes] = []
    items = to_json(handed.items, blobs)
    record = [items, handed.trouble, handed.lost, setting.lab.title, setting.grader]
    return _hex(json.dumps(record, sort_keys=True).encode())


def work_of(handed: Handed) -> str:
    """Of what was handed in alone, however it is graded."""
    if handed.data is None:
        return _hex(json.dumps(to_json(handed.items, [])).encode())[:20]
    return _hex(handed.data + b"\0" + (handed.sheet or b""))[:20]


def grader_mark() -> str:
    """Of this grader: its version, and its code, which may change before the version does."""
    return f"{__version__} {code_digest()}"


def _hex(data: Any) -> str:
    return hashlib.sha256(data).hexdigest()
