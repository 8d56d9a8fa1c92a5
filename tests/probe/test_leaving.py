"""Whatever a branch of Python's could be taken on is told, in each kind of run."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
import torch
from torch.overrides import BaseTorchFunctionMode
from torch.overrides import _get_current_function_mode_stack as stack

from grader.data import Source, likeness_of
from grader.probe.counts import FAR, counts_of
from grader.probe.devices import OnProcessor
from grader.probe.hours import A_DAY, move_on, watched_clock
from grader.probe.leaks import leaks_told
from grader.probe.scripts import Scripts
from grader.probe.state import Seen
from grader.probe.use import for_few
from grader.reading.leaving import what_left_torch
from grader.torchside.uses import SMALL, uses_of

from .leaving import LEAVES, STAYS
from .nets import CLASSIC, CONVS, FEATURES, net, tail
from .run_here import observe_here

pytestmark = pytest.mark.slow

DIGITS = likeness_of(Source("digits", None, "embedded"))


@pytest.mark.parametrize("name", LEAVES)
def test_what_leaves_is_told(name: str) -> None:
    source, told = LEAVES[name]
    seen = observe_here(source)
    assert not seen.troubles
    assert any(str(one).startswith(told) for one in seen.escapes), seen.escapes
    assert told.removesuffix(" at line") in what_left_torch(seen)


@pytest.mark.parametrize("name", STAYS)
def test_what_stays_is_not_told(name: str) -> None:
    seen = observe_here(STAYS[name])
    assert not seen.troubles
    assert seen.escapes == ()
    assert what_left_torch(seen) == ""


def test_one_mode_is_on_the_stack_while_a_plain_run_is_watched() -> None:
    deep, after = len(stack()), []
    with OnProcessor([]) as ours:
        with leaks_told(Seen(), Scripts(), "a.py"):
            after.append(len(stack()) - deep)
        assert stack()[-1] is ours
        with BaseTorchFunctionMode(), leaks_told(Seen(), Scripts(), "a.py"):
            after.append(len(stack()) - deep)
    assert after == [1, 3]  # a mode of somebody else's stays where it is


@pytest.mark.parametrize(
    "when",
    [
        "len(x) == 2 and not self.training",  # an attempt
        "len(x) == 64 and not torch.is_grad_enabled() and x[0, 0, 0, 0] is not None",  # in use
        "len(x) == 1000",
    ],
)
def test_it_is_told_wherever_it_happens(when: str) -> None:
    source = net(CONVS, f"if {when}:\n    y = x.sum().item()\n{FEATURES}" + _END)
    told = observe_here(source, likeness=DIGITS).escapes
    assert [one.call for one in told] == [".item()"]


_END = "return F.log_softmax(self.fc2(self.fc1(x.view(-1, 96))), 1)"


def test_the_recorder_tells_as_well() -> None:
    """The first run of all is recorded: what leaves in it and never again."""
    source = net(
        CONVS + "self.kept = 0",
        f"self.kept += 1\nif self.kept == 1:\n    y = x.sum().item()\n{FEATURES}" + _END,
    )
    assert [one.call for one in observe_here(source).escapes] == [".item()"]


def test_an_error_that_is_caught_in_use_is_told() -> None:
    source = net(
        CONVS,
        "try:\n    x.view(min(len(x), 999), -1)\nexcept RuntimeError:\n    pass\n"
        f"{FEATURES}" + _END,
    )
    told = observe_here(source, likeness=DIGITS).escapes
    assert [one.call for one in told] == ["an error that was caught"]


def test_a_function_of_its_own_is_in_the_proofs() -> None:
    function = (
        "class Same(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, a):\n        return a * 1\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return g\n"
    )
    seen = observe_here(tail(f"{function}x = Same.apply(x).view(-1, 96)"))
    assert [one.call for one in seen.escapes] == ["autograd.Function Same"]
    assert what_left_torch(seen) == ""


def test_two_images_go_through_torchs_own_convolution() -> None:
    asked = []
    for images in (SMALL, 64):
        with for_few(images):
            asked.append(torch._C._get_mkldnn_enabled())
    assert asked == [False, True]
    assert torch._C._get_mkldnn_enabled()


def test_each_use_is_sent_as_planned() -> None:
    seen = observe_here(CLASSIC, likeness=DIGITS)
    assert seen.eval is not None
    plan = uses_of(seen.eval, seen.tensors)
    assert [len(blob) for blob in seen.uses] == [40 * one.batch for one in plan]
    small = [one for one in plan if one.batch == SMALL]
    assert len(small) > 157, "a test pass in batches of 64 makes so many calls"
    assert {64, 65, 1000} <= {one.batch for one in plan}
    assert plan[-1].late
    assert [proof.on_images for proof in seen.proofs] == [True, False]
    assert not seen.escapes


def test_a_large_network_is_used_less() -> None:
    wide = observe_here(CLASSIC.replace("nn.Conv2d(1, 4, 5)", "nn.Conv2d(1, 4, 5)"), likeness=None)
    assert wide.eval is not None
    assert wide.uses == ()
    small, large = (uses_of(wide.eval, wide.tensors * times) for times in (1, 3000))
    assert 1000 not in {one.batch for one in large}
    assert 20 < len(large) < len(small) / 2


def test_the_clock_is_moved_and_put_back() -> None:
    before = time.time, datetime.datetime, datetime.date
    with watched_clock():
        now, day, today = time.time(), datetime.datetime.now(), datetime.date.today()
        move_on(A_DAY)
        assert 0.9 * A_DAY < time.time() - now < 1.1 * A_DAY
        for later in (datetime.datetime.now(), datetime.datetime.today()):
            assert 0.9 * A_DAY < (later - day).total_seconds() < 1.1 * A_DAY
        assert datetime.date.today() > today
        assert time.localtime(0) == time.localtime(0.0)
    assert (time.time, datetime.datetime, datetime.date) == before
    with watched_clock():
        assert abs(time.time() - now) < A_DAY / 2, "it was moved back"


class Counting(torch.nn.Module):
    """Counts in three ways, and holds numbers that it does not change."""

    seen: Any = []  # noqa: RUF012  # shared by all, as a student's would be
    total = 0

    def __init__(self) -> None:
        super().__init__()
        self.calls, self.size, self.left = 0, 28, 100.0

    def forward(self, x: torch.Tensor, kept: Any = []) -> torch.Tensor:  # noqa: B006
        """One more."""
        self.calls += 1
        self.left -= 1
        kept.append(1)
        self.seen.append(1)
        Counting.total += 1
        return x


def test_what_counts_is_moved_on() -> None:
    module = Counting()
    later = counts_of(module)
    module(torch.zeros(1))
    later()
    assert module.calls == FAR + 1
    assert Counting.total == FAR + 1
    assert module.size == 28
    assert module.left < -FAR / 2
    kept = Counting.forward.__defaults__
    assert kept is not None
    assert min(len(kept[0]), len(Counting.seen)) > 10_000
