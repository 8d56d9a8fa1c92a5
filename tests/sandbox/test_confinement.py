"""Each layer holds, wherever the grader runs: as root, as an ordinary user, in a container."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from grader.confine import calls, seccomp
from grader.evidence import REQUIRED_LAYERS
from grader.sandbox import UNCONFINED, observe, process
from grader.sandbox.observe import fate_of

from .cases import GOOD, HEAD
from .conftest import PATIENT, Run, run
from .deeds import ALLOWED, DEEDS
from .worlds import ROOT, command

WORLDS = ("here", "ordinary user", "docker")
EVERYWHERE = {"no capabilities", "no new privileges", "ends with its parent", *REQUIRED_LAYERS}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


@cache
def _tried(world: str) -> dict[str, Any] | str:
    """What came of all the deeds there, or why nothing did: once, for it takes seconds."""
    told = command(world, "-m", "tests.sandbox.deeds")
    if told is None:
        return ""
    environment = {**os.environ, "CANARY": "canary", "HOME": "/tmp"}
    ended = subprocess.run(
        told, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    if ended.returncode != 0:
        return ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    if (found["outcome"], found["troubles"]) != ("finished", []) or not found["said"]:
        return str(found)
    found["said"] = json.loads(found["said"][-1])
    return found


def tried(world: str) -> dict[str, Any]:
    """The same; skips where that world cannot be had here."""
    found = _tried(world)
    if found == "":
        pytest.skip(f"there is no way to be {world} on this machine")
    assert isinstance(found, dict), found
    return found


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_refused(name: str, world: str) -> None:
    said = tried(world)["said"][name]
    assert said.startswith(DEEDS[name][1]), said


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", ALLOWED)
def test_what_a_network_may_do(name: str, world: str) -> None:
    assert tried(world)["said"][name] == "done"


@pytest.mark.parametrize("world", WORLDS)
def test_the_layers_are_named(world: str) -> None:
    layers = set(tried(world)["layers"])
    assert layers >= EVERYWHERE
    spaces = any(layer.startswith("own namespaces") for layer in layers)
    assert spaces == ("empty file system" in layers)
    if world == "docker":
        assert not spaces
        assert not any(layer.startswith("Landlock") for layer in layers)


@pytest.mark.parametrize("how", ["fresh", "forked"])
def test_nothing_is_run_where_a_required_layer_cannot_be_had(
    how: str, run_warm: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.job.REQUIRED_LAYERS", ("a layer of the future",))
    seen, fate = (run_warm if how == "forked" else run)(HEAD + "print('it ran')\n" + GOOD)
    assert (fate.outcome, fate.detail) == ("not started", UNCONFINED)
    assert "it ran" not in fate.transcript
    assert seen.loading is None


def test_it_is_run_all_the_same_where_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.submission.intake import read_bytes

    monkeypatch.setattr("grader.sandbox.job.REQUIRED_LAYERS", ("a layer of the future",))
    submission = read_bytes("net.py", (HEAD + GOOD).encode(), PATIENT)
    seen, fate = observe(submission, PATIENT, allow_unconfined=True)
    assert fate.outcome == "finished"
    assert seen.returned == "tensor"


def test_a_fate_is_confined_only_with_every_required_layer() -> None:
    ready = {"confinement": ["no capabilities"], "lacking": []}
    ended = process.Ended(ready, None, "", "timed out", None, False, 0.0, b"", False)
    assert not fate_of(ended, PATIENT).confined
    ready["confinement"] += REQUIRED_LAYERS
    assert fate_of(dataclasses.replace(ended, ready=ready), PATIENT).confined


@pytest.mark.parametrize("column", [0, 1], ids=["x86_64", "aarch64"])
def test_every_way_through_the_filter_ends(column: int) -> None:
    """Each jump lands inside the program, and no call is answered twice."""
    program = seccomp.build(column, 0, 1)
    for at, instruction in enumerate(program):
        operation, then, otherwise = instruction[0], instruction[2], instruction[3]
        if operation in (0x15, 0x35, 0x45):
            assert max(at + 1 + then, at + 1 + otherwise) < len(program)
    numbers = [
        numbers[column]
        for table in (calls.ALLOWED, calls.NOT_THERE, calls.READ_ONLY)
        for numbers in table.values()
        if numbers[column] is not None
    ]
    assert len(numbers) == len(set(numbers))
