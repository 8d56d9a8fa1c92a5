"""A request that nobody waits for any more, without the process that serves it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from grader.trainer.calling_off import CalledOff, at_work, listen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    before = signal.getsignal(signal.SIGUSR1)
    listen()
    yield
    signal.signal(signal.SIGUSR1, before)


def _nudged() -> None:
    os.kill(os.getpid(), signal.SIGUSR1)


def test_amid_a_request_it_is_given_up() -> None:
    def work() -> None:
        with at_work():
            _nudged()
            raise AssertionError("it went on")

    with pytest.raises(CalledOff):
        work()


def test_it_is_no_error_of_a_network() -> None:
    assert not issubclass(CalledOff, Exception)  # what a network raises ends no request


def test_between_two_requests_it_means_nothing() -> None:
    _nudged()  # the answer was just sent
    with at_work():
        pass
    _nudged()


def test_told_again_while_it_gives_up_it_goes_on_giving_up() -> None:
    def work() -> None:
        with at_work():
            try:
                _nudged()
            finally:
                _nudged()

    with pytest.raises(CalledOff):
        work()
