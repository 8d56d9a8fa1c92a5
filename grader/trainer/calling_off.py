"""A request that nobody waits for any more is given up: a signal of the parent's says so.

Within `at_work` alone it means anything: it may come when the answer was just sent.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_at_work = False


class CalledOff(BaseException):  # no network's error, of which none ends a request
    """Nobody waits for the answer."""


def listen() -> None:
    """Take the signal from now on; where the system has none, every request comes to its end."""
    if sys.platform != "win32":
        signal.signal(signal.SIGUSR1, _heard)


def _heard(_number: int, _frame: object) -> None:
    global _at_work  # noqa: PLW0603  # a signal is heard by the process
    if _at_work:
        _at_work = False  # once is enough
        raise CalledOff


@contextmanager
def at_work() -> Iterator[None]:
    """What is done within may be called off."""
    global _at_work  # noqa: PLW0603
    _at_work = True
    try:
        yield
    finally:
        _at_work = False
