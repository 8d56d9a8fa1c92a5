"""How the class comes out of the file, and what the file's code finds around itself."""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from grader.sandbox import Nursery, observe
from grader.submission.intake import read_bytes

from .conftest import PATIENT, Run, Seen, run
from .ways import NEEDED, WAYS

LOOKS = "what it can see"


@pytest.fixture(scope="module")
def running(pool: ThreadPoolExecutor, run_warm: Run) -> dict[str, Future[Seen]]:
    return {name: pool.submit(run_warm, case[0]) for name, case in WAYS.items()}


@pytest.mark.parametrize("name", WAYS)
def test_way(name: str, running: dict[str, Future[Seen]]) -> None:
    _, way, stand_ins, printed = WAYS[name]
    seen, fate = running[name].result()
    assert fate.outcome == "finished", fate
    assert not seen.troubles
    assert seen.returned == "tensor"
    assert seen.loading is not None
    assert seen.loading.way == way
    assert set(stand_ins) <= set(seen.loading.stand_ins)
    assert printed in fate.transcript
    assert way == NEEDED or not seen.loading.left_out


@pytest.mark.parametrize("how", ["fresh", "forked"])
def test_surroundings(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGRADE_TEST_SECRET", "a secret")
    if how == "fresh":
        _, fate = run(WAYS[LOOKS][0])
    else:
        with Nursery(PATIENT) as nursery:  # one that was started with the secret beside it
            submission = read_bytes("task1_cnn.py", WAYS[LOOKS][0].encode(), PATIENT)
            _, fate = observe(submission, PATIENT, nursery=nursery)
    first = fate.transcript.split("stdin")[0]
    assert "CNNGRADE" not in first
    assert "SECRET" not in first
    assert "False ['task1_cnn.py']" in first
    assert "gpu False 1" in fate.transcript
    assert "beside False" in fate.transcript  # a torch.py there would not be imported
    if sys.platform == "linux":
        assert "environ refused" in fate.transcript
        assert "mem refused" in fate.transcript


def test_a_missing_sibling_that_the_network_needs_is_told(run_warm: Run) -> None:
    source = (
        "import torch.nn as nn\nfrom not_there import Block\n"
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.block = Block(1, 2)\n"
        "    def forward(self, x):\n        return self.block(x)\n"
    )
    seen, fate = run_warm(source)
    assert fate.outcome == "finished"
    assert seen.troubles[0].type == "ModuleNotFoundError"
    assert seen.troubles[0].message == "No module named 'not_there'"
    assert seen.troubles[0].line == 6
