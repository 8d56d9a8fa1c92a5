"""What raised, as data; and the alarm that breaks an endless loop."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

from grader.evidence import Stage, Trouble
from grader.probe.bell import ring_after, ring_no_more
from grader.probe.standins import missed, no_module

MOST_MESSAGE = 2000
MOST_LINES = 40
_FORGED_NAME = "Exception"
# Here torch takes a mode off its stack and puts it back: one that is broken off between the two
# leaves the stack short, and its owner's exit raises in place of the alarm.
_SWITCHING = ("torch.overrides", "contextlib")
_SOON = 0.001  # seconds
# as Python keeps it, whatever a subclass says of itself
_TRACEBACK: Any = BaseException.__dict__["__traceback__"]
_NAME: Any = NameError.__dict__["name"]
_CONTEXT: Any = BaseException.__dict__["__context__"]


class OutOfTime(BaseException):
    """The time is nearly over. No `except Exception` of a student's catches it."""


def arm(seconds: float) -> None:
    """Raise `OutOfTime` in this thread after so many seconds, and again if that is caught."""
    ring_after(seconds, _ring)


def disarm() -> None:
    """No more alarm."""
    ring_no_more()


def _ring(_number: int, frame: FrameType | None) -> None:
    if frame is not None and frame.f_globals.get("__name__") in _SWITCHING:
        ring_after(_SOON, _ring)
        return
    raise OutOfTime("it was still running when the time was over")


def trouble_from(error: BaseException, stage: Stage, file: str) -> Trouble:
    """An exception as data, with the student's lines; never raises for a strange exception."""
    trace = _TRACEBACK.__get__(error, type(error))
    lines = tuple(_lines(trace, file))
    if isinstance(error, SyntaxError) and not lines and isinstance(error.lineno, int):
        lines = (error.lineno,)
    shown = lines if len(lines) <= MOST_LINES else (*lines[:20], *lines[-20:])
    name, words = _type_name(error), _message(error)
    if name == "TypeError" and (module := missed(words)):
        name, words = "ModuleNotFoundError", no_module(module)
    return Trouble(
        stage=stage,
        type=name,
        message=words,
        line=lines[-1] if lines else None,
        lines=shown,
        name=_name(error),
    )


def forget(error: BaseException) -> None:
    """Let go of the frames that an exception holds: a memory bomb may lie in one of them."""
    met: list[BaseException] = []
    left: BaseException | None = error
    while left is not None and not any(left is one for one in met):
        met.append(left)
        _TRACEBACK.__set__(left, None)
        left = _CONTEXT.__get__(left, type(left))


def _lines(trace: TracebackType | None, file: str) -> Iterator[int]:
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            yield trace.tb_lineno
        trace = trace.tb_next


def _type_name(error: BaseException) -> str:
    if isinstance(error, OutOfTime):
        return "TimeoutError"
    name = type.__dict__["__name__"].__get__(type(error))  # a metaclass may lie about it
    return name[:120] if isinstance(name, str) else _FORGED_NAME


def _name(error: BaseException) -> str:
    """The name that a NameError of Python's own did not find."""
    name = _NAME.__get__(error) if type(error) is NameError else None
    return str.__str__(name)[:120] if isinstance(name, str) else ""


def _message(error: BaseException) -> str:
    """Its words; a `__str__` of the student's may raise, loop, or give no text."""
    return said(lambda: str(error), "(its message could not be read)")[:MOST_MESSAGE]


def said(speak: Callable[[], Any], otherwise: str) -> str:
    """The text that student code gives, or `otherwise`."""
    try:
        text = speak()
    except OutOfTime:
        return otherwise
    except BaseException:
        return otherwise
    # a str subclass may override anything: only its characters are taken
    return str.__str__(text) if isinstance(text, str) else otherwise


def student_line(file: str) -> int | None:
    """Innermost line of the student's file on the way to this call."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == file:
            return frame.f_lineno
        frame = frame.f_back
    return None
