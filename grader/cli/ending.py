"""How a command ends where the world is in its way: nobody takes what it says, its folder is gone.

For all commands at once: the entry (`grader.cli.Commands.main`) asks here.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TextIO

import click

from grader.cli.spelling import spelled

WRONG_USE = 2
HINDERED = 3
BROKEN_PIPE = 141  # what a shell says of a program that SIGPIPE ended
NO_FOLDER = "the folder that you are in is gone: change to one that is there"


class Hindered(Exception):  # noqa: N818  # it says what happened
    """The system refused something that the command could not do without."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def folder_is_there() -> bool:
    """Whether the current folder still exists: torch ends its process where it does not."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def have_streams() -> None:
    """Standard streams that were closed (`>&-`) lead nowhere: their numbers are not given away."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _watched(sys.stdout)


class _Watched(io.FileIO):
    """Standard output that remembers whether it once did not take what was written."""

    lost = False

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError:
            self.lost = True
            raise


def _watched(stream: TextIO) -> TextIO:
    buffered = getattr(stream, "buffer", None)
    raw = getattr(buffered, "raw", buffered)  # PYTHONUNBUFFERED leaves the buffer out
    if type(raw) is not io.FileIO or raw.fileno() != 1:  # a terminal of Windows, or a test's
        return stream
    buffer = io.BufferedWriter(_Watched(1, "w", closefd=False))
    return io.TextIOWrapper(
        buffer, stream.encoding, stream.errors, line_buffering=bool(stream.line_buffering)
    )


def output_is_lost() -> bool:
    """Whether standard output did not take what was said."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, _Watched) and raw.lost


def ended_by(error: OSError) -> int:
    """Say in one sentence what the system refused; gives the exit status.

    Who closed the pipe (`| head -1`) knows it, and hears nothing.
    """
    why = error.strerror or str(error)
    if output_is_lost():
        _silence(sys.stdout)
        if isinstance(error, BrokenPipeError):
            return BROKEN_PIPE
        tell(f"standard output cannot be written to: {why}")
    else:
        tell(f"{error.filename}: {why}" if error.filename else why)
    return HINDERED


def tell(what: str) -> None:
    """One sentence on standard error, begun as click begins its own."""
    say(lambda: click.echo(spelled(f"Error: {what}"), err=True))


def say(show: Callable[[], None]) -> None:
    """Show something on standard error; where that takes nothing, the exit status must do."""
    try:
        show()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: IO[str]) -> None:
    """Let what is left in a stream go nowhere: Python would try once more at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
