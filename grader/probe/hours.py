"""The clock as the student's file sees it: told when `forward` reads it, and moved on at the end.

A network that does something else tomorrow is seen to, where it reads the hour by Python's own
`time` and `datetime`.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from grader.probe.doors import heard

A_DAY = 86_400.0
_SECONDS = ("time", "monotonic", "perf_counter", "process_time", "thread_time")
_FROM_NOW = ("localtime", "gmtime", "ctime")  # of now, where no moment is given
_time: Callable[[], float] = time.time
_later = [0.0]  # seconds by which the clock is moved on


def move_on(seconds: float) -> None:
    """From here on it is so much later, for who asks Python."""
    _later[0] = seconds


@contextmanager
def watched_clock() -> Iterator[None]:
    """While this holds, the clock is watched, and may be moved on."""
    new = {name: _seconds(name) for name in _SECONDS if hasattr(time, name)}
    new |= {f"{name}_ns": _nanoseconds(f"{name}_ns") for name in new}
    new |= {name: _of_now(name) for name in _FROM_NOW}
    kept = {name: getattr(time, name) for name in new}
    days = datetime.datetime, datetime.date
    for name, moved in new.items():
        setattr(time, name, moved)
    datetime.datetime, datetime.date = _moved_days()  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        move_on(0.0)
        for name, original in kept.items():
            setattr(time, name, original)
        datetime.datetime, datetime.date = days  # type: ignore[misc]


def _seconds(name: str) -> Callable[[], float]:
    original = getattr(time, name)

    def moved() -> Any:
        heard(f"time.{name}")
        return original() + _later[0]

    return moved


def _nanoseconds(name: str) -> Callable[[], int]:
    original = getattr(time, name)

    def moved() -> Any:
        heard(f"time.{name}")
        return original() + int(_later[0] * 10**9)

    return moved


def _of_now(name: str) -> Callable[..., Any]:
    original = getattr(time, name)

    def moved(*moment: Any) -> Any:
        if moment and moment[0] is not None:
            return original(*moment)
        heard(f"time.{name}")
        return original(_time() + _later[0])

    return moved


def _moved_days() -> tuple[type, type]:
    """`datetime` and `date` whose "now" is the moved one."""

    class Moment(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            heard("datetime.now")
            return super().now(tz) + datetime.timedelta(seconds=_later[0])

        @classmethod
        def utcnow(cls) -> Any:
            heard("datetime.utcnow")
            return super().utcnow() + datetime.timedelta(seconds=_later[0])

        @classmethod
        def today(cls) -> Any:
            return cls.now()

    class Day(datetime.date):
        @classmethod
        def today(cls) -> Any:
            heard("date.today")
            return cls.fromtimestamp(_time() + _later[0])

    Moment.__name__, Day.__name__ = "datetime", "date"
    return Moment, Day
