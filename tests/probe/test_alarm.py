"""The alarm that breaks an endless loop."""

from __future__ import annotations

import builtins
import gc
import signal
import time
from collections.abc import Iterator

import pytest
import torch

from grader.evidence import Escape
from grader.probe import bell, trace, troubles
from grader.probe.devices import OnProcessor
from grader.probe.outcome import hidden_steps
from grader.probe.troubles import OutOfTime, arm, disarm
from tests.probe.run_here import observe_here

MOST = 2.0  # seconds that a loop may take whose alarm was lost
SIGNALS = [getattr(signal, name) for name in ("SIGALRM", "SIGINT") if hasattr(signal, name)]


@pytest.fixture(autouse=True, params=["the system's", "a thread's"])
def as_it_was(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test with the system's alarm, where there is one, and without."""
    if request.param == "a thread's":
        monkeypatch.delattr(signal, "setitimer", raising=False)
    elif not hasattr(signal, "setitimer"):
        pytest.skip("this system has no alarm")
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    disarm()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.slow
def test_it_never_breaks_off_a_mode_that_torch_is_putting_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`len(x)` is Python of torch's: it takes the mode off its stack for each call.

    A ring that meets a finaliser is lost there, as Python loses every exception in one; the next
    would come after `AGAIN`, which is far away here: it would meet the test itself. There is no
    collection of garbage meanwhile, of which others hear who lose what is raised there.
    """
    monkeypatch.setattr(bell, "AGAIN", 3600.0)
    x, raised = torch.zeros(1), 0
    gc.disable()
    try:
        for number in range(150):
            try:
                _loop(x, 0.004 + number * 1e-5)
            except OutOfTime:
                raised += 1
    finally:
        disarm()
        gc.enable()
    assert raised > 100
    assert torch.overrides._get_current_function_mode_stack() == []


def _loop(x: torch.Tensor, seconds: float) -> None:
    with OnProcessor([]):
        arm(seconds)
        end = time.monotonic() + MOST
        while len(x) == 1 and time.monotonic() < end:
            pass


def test_who_catches_it_meets_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not raised: an exception more could come between any two lines of this test."""
    rings = list[int]()
    monkeypatch.setattr(bell, "AGAIN", 0.01)
    monkeypatch.setattr(troubles, "_ring", lambda number, frame: rings.append(number))
    arm(0.01)
    end = time.monotonic() + 60
    while len(rings) < 3 and time.monotonic() < end:
        time.sleep(0.005)
    assert len(rings) >= 3
    assert set(rings) <= set(SIGNALS)


def test_it_is_silent_once_it_is_disarmed() -> None:
    arm(0.05)
    disarm()
    time.sleep(0.2)
    arm(3600)
    arm(0.01)  # the last word counts
    with pytest.raises(OutOfTime):
        _wait()


FOREVER = """
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        until_it_rings()
        return x
"""


def test_what_a_loop_had_shown_is_kept_however_long_that_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A loop over tensors leaves a million steps behind: to let go of them took a second.

    The alarm that rang meanwhile broke off the keeping, on a machine that was a little slower.
    """

    def until_it_rings() -> None:
        arm(0.01)
        _wait()

    def slowly(result: object) -> list[Escape]:
        time.sleep(0.2)
        return hidden_steps(result)

    monkeypatch.setattr(bell, "AGAIN", 0.02)
    monkeypatch.setattr(builtins, "until_it_rings", until_it_rings, raising=False)
    monkeypatch.setattr(trace, "hidden_steps", slowly)
    seen = observe_here(FOREVER, ends="timed out")
    assert seen.train is not None
    assert [op.target.rpartition(".")[2] for op in seen.train.operations] == ["conv2d", "relu"]


def _wait() -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        pass
