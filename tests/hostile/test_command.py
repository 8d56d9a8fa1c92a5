"""Attacks all at once, as a tutor meets them: one folder, the real `cnngrade batch`."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench import short_lab
from tests.thorough import ALL, MORE

from .canaries import SECRET, Canaries, left_behind
from .cases import Case
from .chosen import BY_COMMAND
from .run import ENOUGH, HONEST, PATIENT, seconds_of

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's"),
    pytest.mark.skipif(not MORE, reason="test_hostile.py has the same attacks one by one"),
]


RUN_ON = [case for case in BY_COMMAND if seconds_of(case) < PATIENT]
CLASSES = {"of all kinds": BY_COMMAND}
if ALL:  # there are many then that never end, and each is waited for
    CLASSES = {"that run on": RUN_ON, "that end": [c for c in BY_COMMAND if c not in RUN_ON]}


@pytest.mark.parametrize("chosen", CLASSES.values(), ids=CLASSES)
def test_a_class_of_attackers_and_three_honest_ones(
    chosen: list[Case], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    handed, out = tmp_path / "handed", tmp_path / "out"
    names = {case.name.replace("/", "-"): case for case in chosen}
    seconds = PATIENT
    if chosen is RUN_ON:
        seconds = request.getfixturevalue("benches").patience(least=3.0)
    lent = set(left_behind())  # the warm processes of this session
    with Canaries() as canaries:
        for name, case in names.items():
            _hand_in(handed / name, *case.handed_in(str(canaries.home), canaries.port))
        for name in ("aaa", "mmm", "zzz"):  # before, amidst and after the others
            _hand_in(handed / name, "task1_cnn.py", HONEST.read_bytes())
        ended = _batch(tmp_path, seconds)
        assert canaries.touched() == []
    assert set(left_behind()) <= lent, "a process outlived its submission"
    assert SECRET not in ended.stdout + ended.stderr
    assert "\x1b" not in ended.stdout
    results = {path.parent.name: _result(path) for path in out.glob("students/*/result.json")}
    refused = {name for name, case in names.items() if case.outcomes == ("refused",)}
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for name in refused:  # a person looks: there is no mark, and no 0 either
        assert rows[name]["points"] == "", name
        assert rows[name]["state"] in ("no mark", "nothing to grade"), name
        assert rows[name]["trouble"], name
        assert name not in results or not results[name]["gradable"]
    lost = any(row["state"] == "no mark" for row in rows.values())
    assert ended.returncode == (3 if lost else 0), ended.stdout + ended.stderr
    assert set(results) | refused == {*names, "aaa", "mmm", "zzz"}
    for name, case in names.items():
        if name in refused:
            continue
        process = results[name]["evidence"]["process"]
        assert process["outcome"] in case.outcomes, (name, process)
        assert results[name]["gradable"], (name, results[name]["trouble"])
    honest = [results[name] for name in ("aaa", "mmm", "zzz")]
    assert {one["score"]["points"] for one in honest} == {honest[0]["score"]["max_points"]}
    trained = [one["evidence"]["training"] for one in honest]
    assert len({(one["accuracy"], one["samples"], one["loss_after"]) for one in trained}) == 1


def _batch(folder: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """Grade `handed` into `out`."""
    command = [sys.executable, "-c", "from grader.cli import main; main()", "batch"]
    command += [str(folder / "handed"), "--out", str(folder / "out"), "--jobs", "2"]
    command += ["--limit-seconds", str(seconds), "--lab", str(short_lab(folder, ENOUGH))]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _hand_in(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data)


def _result(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    assert SECRET not in text
    return json.loads(text)
