"""Other systems, as far as they can be played on this one: the same marks, the same life."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.batch.running import STUBBED, write_class
from tests.thorough import ALL, EVERY_CASE, MORE

from .missing import LACKS
from .place import MAIN, make_place, start

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="what is taken away must be there first"),
    pytest.mark.skipif(not MORE, reason="twenty seconds of processor time: CNNGRADE_TESTS=more"),
]
SYSTEMS = sorted(LACKS) if ALL else ["windows"]
NET = """import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        x = self.fc(x.flatten(1))
        {line}
"""
CLASS = {
    "scores": NET.format(line="return F.log_softmax(x, dim=1)"),
    "asleep": "import time\n" + NET.format(line="time.sleep(600)"),
}
if EVERY_CASE:  # it is as busy as it can be, on each system, until it is stopped
    CLASS["endless"] = NET.format(line="while True: pass")
if ALL:  # and thirty of all families
    _files = sorted((Path(__file__).parents[1] / "submissions").glob("*.py"))
    CLASS |= {path.stem: path.read_text(encoding="utf-8") for path in _files[:: len(_files) // 30]}
LIMIT = 60 if ALL else 6  # seconds; who mends a file elsewhere imports torch for each attempt
OF_THE_SYSTEM = {"confinement", "process", "seconds"}


@pytest.fixture(scope="module")
def pythons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {
        system: make_place(tmp_path_factory.mktemp(system) / "env", system)
        for system in ("here", *SYSTEMS)
    }


@pytest.fixture(scope="module")
def graded(
    pythons: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What became of the class on each system, by student."""
    folder = tmp_path_factory.mktemp("class")
    write_class(folder / "class", CLASS)
    words = ("batch", "class", "--allow-unconfined", "--jobs", 1, "--limit-seconds", LIMIT, "--out")
    running = {
        system: start(python, "-c", MAIN, *words, system, folder=folder)
        for system, python in pythons.items()
    }
    for system, process in running.items():
        said, _ = process.communicate()
        assert process.returncode == 0, f"{system}: {said}"
    return {
        system: {
            name: json.loads((folder / system / "students" / name / "result.json").read_bytes())
            for name in CLASS
        }
        for system in running
    }


def _shared(record: Any) -> Any:
    """What must not hang on the system."""
    if isinstance(record, dict):
        return {k: _shared(v) for k, v in record.items() if k not in OF_THE_SYSTEM}
    return [_shared(one) for one in record] if isinstance(record, list) else record


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", sorted(CLASS.keys() - {"asleep"}))
def test_the_result_is_the_same(system: str, name: str, graded: dict[str, dict[str, Any]]) -> None:
    here, there = graded["here"][name], graded[system][name]
    assert _shared(there) == _shared(here)
    assert there["evidence"]["process"]["outcome"] == here["evidence"]["process"]["outcome"]
    assert "system-call filter" in here["evidence"]["confinement"]
    assert "system-call filter" not in there["evidence"]["confinement"]


@pytest.mark.parametrize("system", ["here", *SYSTEMS])
def test_a_loop_is_charged_where_it_is(system: str, graded: dict[str, dict[str, Any]]) -> None:
    stopped = [graded[system][name] for name in ("asleep", "endless") if name in CLASS]
    for record in stopped:
        failed = [one["check"] for one in record["findings"] if one["status"] == "failed"]
        assert failed == ["forward-runs"], record["process"]
        assert record["score"] == stopped[0]["score"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_run_that_is_stopped_is_taken_up(
    system: str, pythons: dict[str, Path], tmp_path: Path
) -> None:
    write_class(tmp_path / "class", {f"s{number}": "sleep 0.2" for number in range(6)})
    words: list[object] = [STUBBED, "batch", "class", "--out", "out", "--jobs", 1]
    refused = start(pythons[system], *words, folder=tmp_path)
    assert "a stranger's code is not run here" in refused.communicate()[0]
    assert refused.returncode == 2  # others' files, and no sandbox
    words.append("--allow-unconfined")
    process = start(pythons[system], *words, folder=tmp_path)
    students = tmp_path / "out" / "students"
    while process.poll() is None and not list(students.glob("*/result.json")):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    said, _ = process.communicate()
    assert process.returncode == 130, said
    assert "run the same command again" in said
    again = start(pythons[system], *words, folder=tmp_path)
    said, _ = again.communicate()
    assert again.returncode == 0, said
    assert "are done already" in said
    assert len(list(students.glob("*/result.json"))) == 6


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_system_is_really_played(system: str, pythons: dict[str, Path]) -> None:
    """Ours sees what is missing, in an isolated process too; Python's own modules do not."""
    code = (
        "import sys, signal, subprocess; sys.path.insert(0, sys.argv[1]); "
        "from grader.sandbox import nursery; from grader.probe import bell; "
        "print(nursery.sys.platform, hasattr(bell.signal, 'setitimer'), "
        "nursery.Nursery.available(), sys.platform, hasattr(signal, 'setitimer'))"
    )
    root = str(Path(__file__).parents[2])
    said = subprocess.check_output([pythons[system], "-I", "-c", code, root], text=True)
    there = {"windows": "win32 False", "macos": "darwin True"}[system]
    assert said.strip() == f"{there} False linux True"
