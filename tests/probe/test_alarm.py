"""The alarm that breaks an endless loop."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator

import pytest
import torch

from grader.probe import troubles
from grader.probe.devices import OnProcessor
from grader.probe.troubles import OutOfTime, arm, disarm

MOST = 2.0  # seconds that a loop may take whose alarm was lost
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarms")


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM)
    yield
    disarm()
    signal.signal(signal.SIGALRM, before)


@pytest.mark.slow
def test_it_never_breaks_off_a_mode_that_torch_is_putting_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`len(x)` is Python of torch's: it takes the mode off its stack for each call.

    A ring that meets a finaliser is lost there, as Python loses every exception in one; the next
    would come after `_AGAIN`, which is far away here: it would meet the test itself.
    """
    monkeypatch.setattr(troubles, "_AGAIN", 3600.0)
    x, raised = torch.zeros(1), 0
    for number in range(150):
        try:
            _loop(x, 0.004 + number * 1e-5)
        except OutOfTime:
            raised += 1
    disarm()
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
    monkeypatch.setattr(troubles, "_AGAIN", 0.01)
    monkeypatch.setattr(troubles, "_ring", lambda number, frame: rings.append(number))
    arm(0.01)
    end = time.monotonic() + 60
    while len(rings) < 3 and time.monotonic() < end:
        time.sleep(0.005)
    assert rings[:3] == [signal.SIGALRM] * 3
