"""How the class comes out of the file, and what the file's code finds around itself."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from .conftest import PATIENT, Seen, run, start
from .ways import NEEDED, WAYS


@pytest.fixture(scope="module")
def running(pool: ThreadPoolExecutor) -> dict[str, Future[Seen]]:
    os.environ["CNNGRADE_TEST_SECRET"] = "a secret"
    return start(pool, {name: case[0] for name, case in WAYS.items()}, PATIENT)


@pytest.mark.parametrize("name", WAYS)
def test_way(name: str, running: dict[str, Future[Seen]]) -> None:
    _, way, stand_ins, printed = WAYS[name]
    seen, fate = running[name].result(timeout=200)
    assert fate.outcome == "finished", fate
    assert not seen.troubles
    assert seen.returned == "tensor"
    assert seen.loading is not None
    assert seen.loading.way == way
    assert set(stand_ins) <= set(seen.loading.stand_ins)
    assert printed in fate.transcript
    assert way == NEEDED or not seen.loading.left_out


def test_surroundings(running: dict[str, Future[Seen]]) -> None:
    _, fate = running["what it can see"].result(timeout=200)
    first = fate.transcript.split("stdin")[0]
    assert "CNNGRADE" not in first
    assert "SECRET" not in first
    assert "False ['task1_cnn.py']" in first
    assert "gpu False 1" in fate.transcript
    assert "beside False" in fate.transcript  # a torch.py there would not be imported
    if sys.platform == "linux":
        assert "environ refused" in fate.transcript
        assert "mem refused" in fate.transcript


def test_a_missing_sibling_that_the_network_needs_is_told() -> None:
    source = (
        "import torch.nn as nn\nfrom not_there import Block\n"
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.block = Block(1, 2)\n"
        "    def forward(self, x):\n        return self.block(x)\n"
    )
    seen, fate = run(source)
    assert fate.outcome == "finished"
    assert seen.troubles[0].type == "ModuleNotFoundError"
    assert seen.troubles[0].message == "No module named 'not_there'"
    assert seen.troubles[0].line == 6
