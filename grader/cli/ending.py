"""How a command ends where the world is in its way: nobody takes what it says, its folder is gone.

For all commands at once: the entry (`grader.cli.Commands.main`) asks here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from grader.cli.spelling import spelled
from grader.cli.streams import output_is_lost, silence

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


def ended_by(error: OSError) -> int:
    """Say in one sentence what the system refused; gives the exit status.

    Who closed the pipe (`| head -1`) knows it, and hears nothing.
    """
    why = error.strerror or str(error)
    if output_is_lost():
        silence(sys.stdout)
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
        silence(sys.stderr)
